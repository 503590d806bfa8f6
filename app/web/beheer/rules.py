"""Rules that divide new werkgevers, tried on an example before they are saved."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from werkzeug.wrappers import Response

from app.contact.routing import Decision
from app.contact.rules import delete_rule, get_rule, load_rules, save_rule, try_out
from app.contact.subjects import ONDERWERPEN
from app.core import clock
from app.web.beheer.area import LEAD, beheer, carry_out, done
from app.web.beheer.forms import RuleForm
from app.web.beheer.people import accountmanagers, everybody
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket


def sectors() -> list[tuple[str, str]]:
    """(slug, label) of every sector of the content, in Dutch."""
    return [(term.slug, term.label.nl) for term in loket().catalogue.terms["sectoren"].values()]


@beheer.get("/beheer/verdeling")
@requires(*LEAD)
def verdeling() -> str:
    """All rules in their order, and who works where."""
    people = everybody()
    with loket().db.reading() as session:
        rules = load_rules(session)
    return render_template(
        "beheer/verdeling.html",
        regels=rules,
        namen={p.id: p.naam for p in people},
        sectoren=dict(sectors()),
        onderwerpen={o.id: o.naam for o in ONDERWERPEN},
        mensen=[p for p in people if p.gemeenten and p.actief],
        gedaan=done(),
    )


def _form(number: int | None) -> RuleForm:
    rule = None
    if number is not None:
        with loket().db.reading() as session:
            rule = get_rule(session, number)
    return RuleForm(loket().region, sectors(), accountmanagers(everybody()), rule)


def _page(number: int | None, form: RuleForm, status: int = 200, tried: Decision | None = None) -> Response:
    return make_response(render_template("beheer/regel.html", form=form, nummer=number, uitkomst=tried), status)


def _try(number: int | None) -> Response:
    form = _form(number)
    if not form.validate_on_submit():
        return _page(number, form, 422)
    with loket().db.reading() as session:
        tried = try_out(
            session,
            region=loket().region,
            draft=form.facts(),
            replaces=number,
            gemeente=form.proef_gemeente.data,
            sector=form.proef_sector.data,
            grootte=form.proef_grootte.data,
            onderwerp=form.proef_onderwerp.data,
            eigen=int(form.proef_eigen.data) if form.proef_eigen.data else None,
            today=clock.today(),
        )
    return _page(number, form, tried=tried)


def _save(number: int | None) -> Response:
    form = _form(number)
    return carry_out(
        form,
        lambda session: save_rule(
            session,
            region=loket().region,
            sectors=[slug for slug, _label in sectors()],
            actor=current_actor(),
            rule_id=number,
            facts=form.facts(),
            now=clock.now(),
        ),
        "/beheer/verdeling?gedaan=bewaard",
        lambda status: _page(number, form, status),
    )


@beheer.get("/beheer/verdeling/nieuw")
@requires(*LEAD)
def regel_nieuw() -> Response:
    """An empty rule."""
    return _page(None, _form(None))


@beheer.post("/beheer/verdeling/nieuw")
@requires(*LEAD)
def regel_maken() -> Response:
    """Save a new rule."""
    return _save(None)


@beheer.post("/beheer/verdeling/nieuw/proef")
@requires(*LEAD)
def regel_nieuw_proef() -> Response:
    """Try a new rule; nothing is stored."""
    return _try(None)


@beheer.get("/beheer/verdeling/<int:number>")
@requires(*LEAD)
def regel(number: int) -> Response:
    """One rule."""
    return _page(number, _form(number))


@beheer.post("/beheer/verdeling/<int:number>")
@requires(*LEAD)
def regel_bewaren(number: int) -> Response:
    """Save a changed rule."""
    return _save(number)


@beheer.post("/beheer/verdeling/<int:number>/proef")
@requires(*LEAD)
def regel_proef(number: int) -> Response:
    """Try a changed rule; nothing is stored."""
    return _try(number)


@beheer.post("/beheer/verdeling/<int:number>/weg")
@requires(*LEAD)
def regel_weg(number: int) -> Response:
    """Take a rule away."""
    with loket().db.transaction() as session:
        delete_rule(session, actor=current_actor(), rule_id=number, now=clock.now())
    return redirect("/beheer/verdeling?gedaan=weg", 303)
