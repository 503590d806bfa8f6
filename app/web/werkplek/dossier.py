"""The werkgeverdossier: list, page, and what a colleague writes in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contact import placements
from app.contact.company import FACTS, label_of
from app.contact.dossier import Dossier, add_moment, get_dossier, list_werkgevers, require_dossier
from app.contact.dossier_models import Contactsoort
from app.contact.followups import add_followup
from app.contact.placements import Terms
from app.core import clock
from app.core.errors import DomainError, NotAllowed, NotFound, Unavailable
from app.core.text import clean_line
from app.web.forms import Form
from app.web.gate import requires
from app.web.office import office
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.dossier_forms import (
    CheckinAddressForm,
    CheckinForm,
    CompanyForm,
    FollowUpForm,
    MomentForm,
    PlacementForm,
    end_dates_form,
    read_day,
)
from app.web.werkplek.forms import VersionForm
from app.web.werkplek.pulse import progress
from app.web.werkplek.views import STAFF, werkplek

DONE = ("plaatsing", "einddatums", "beeindigd", "contactmoment", "opvolging", "check-in", "afgehandeld")


def _terms() -> Terms:
    catalogue = loket().catalogue
    return Terms(office().plan, catalogue.facts, frozenset(catalogue.pages["regelingen"]))


def regelingen() -> list[tuple[str, str]]:
    """Slug and title of every regeling, in the order of the titles."""
    pages = loket().catalogue.pages["regelingen"].values()
    return sorted(((page.slug, page.meta.titel) for page in pages), key=lambda row: row[1].casefold())


@werkplek.get("/werkplek/werkgevers")
@requires(*STAFF)
def werkgevers() -> str:
    """One's own werkgevers, or those that were searched for."""
    q = clean_line(request.args.get("q", ""))[:200]
    number = request.args.get("pagina", "1")
    page = int(number) if number.isdecimal() and len(number) < 5 else 1
    with loket().db.reading() as session:
        rows, more = list_werkgevers(session, current_actor(), q, page=page)
    return render_template("werkplek/werkgevers.html", rijen=rows, meer=more, pagina=page, q=q)


@werkplek.get("/werkplek/werkgevers/<int:number>")
@requires(*STAFF)
def werkgever(number: int) -> str:
    """Everything about one werkgever."""
    return _page(number)


def find_dossier(number: int) -> Dossier:
    """The dossier; raises NotFound or NotAllowed."""
    with loket().db.reading() as session:
        return get_dossier(
            session, current_actor(), number, plan=office().plan, facts=loket().catalogue.facts, today=clock.today()
        )


def _page(number: int, **replaced: Form) -> str:
    """The page; ``replaced`` are forms that came back with a fault."""
    found, titles = find_dossier(number), dict(regelingen())
    return render_template(
        "werkplek/werkgever.html",
        werkgever=found,
        sector=loket().catalogue.terms["sectoren"].get(found.sector or ""),
        titels=titles,
        einddatums={
            p.id: replaced.get(f"einddatums-{p.id}") or end_dates_form(p, titles, formdata=None)
            for p in found.plaatsingen
        },
        adressen={
            p.id: replaced.get(f"checkins-{p.id}")
            or CheckinAddressForm(p.id, found.emails, p.checkin_email, formdata=None)
            for p in found.plaatsingen
        },
        verlopen=progress(found),
        plaatsing=replaced.get("plaatsing") or PlacementForm(regelingen(), found.emails, formdata=None),
        moment=replaced.get("moment") or MomentForm(clock.today(), formdata=None),
        opvolging=replaced.get("opvolging") or FollowUpForm(formdata=None),
        checkin=replaced.get("checkin") or CheckinForm(found.emails, found.plaatsingen, formdata=None),
        bedrijf=replaced.get("bedrijf") or CompanyForm(found, formdata=None),
        weten=[(FACTS[name][0], label_of(name, getattr(found, name))) for name in FACTS],
        fout=next(iter(replaced.values()), None),
        open=next(iter(replaced), ""),
        gedaan=request.args.get("gedaan", "") if request.method == "GET" else "",
        bsn=request.args.get("bsn") == "1",
    )


def carry_out(number: int, name: str, form: Form, done: str, verb: Callable[[Session], Any]) -> Response:
    """Run ``verb`` in a transaction and go back to the dossier; a fault comes back at the form ``name``."""
    if not form.validate_on_submit():
        return make_response(_page(number, **{name: form}), 422)
    try:
        with loket().db.transaction() as session:
            extra = verb(session)
    except (NotFound, NotAllowed):
        raise
    except (Unavailable, DomainError) as error:
        form.form_errors.append(str(error))
        status = 503 if isinstance(error, Unavailable) else 422
        return make_response(_page(number, **{name: form}), status)
    bsn = "&bsn=1" if isinstance(extra, int) and extra else ""
    return redirect(f"/werkplek/werkgevers/{number}?gedaan={done}{bsn}", 303)


@werkplek.post("/werkplek/werkgevers/<int:number>/plaatsingen")
@requires(*STAFF)
def plaatsing(number: int) -> Response:
    """Note a placement; the follow-ups are planned at once."""
    form = PlacementForm(regelingen(), find_dossier(number).emails)

    def verb(session: Session) -> None:
        placements.note_placement(
            session,
            actor=current_actor(),
            werkgever_id=number,
            functie=form.functie.data,
            startmaand=form.month,
            regelingen=form.used,
            terms=_terms(),
            now=clock.now(),
            checkin_email=form.checkin_email.data or None,
        )

    return carry_out(number, "plaatsing", form, "plaatsing", verb)


@werkplek.post("/werkplek/werkgevers/<int:number>/plaatsingen/<int:plaatsing_id>/einddatums")
@requires(*STAFF)
def einddatums(number: int, plaatsing_id: int) -> Response:
    """The decision of the uitvoerder gives other days."""
    placement = next((p for p in find_dossier(number).plaatsingen if p.id == plaatsing_id), None)
    if placement is None:
        raise NotFound("Deze plaatsing bestaat niet (meer).")
    form = end_dates_form(placement, dict(regelingen()))

    def verb(session: Session) -> None:
        placements.set_end_dates(
            session,
            actor=current_actor(),
            placement_id=plaatsing_id,
            einddatums={used.slug: read_day(form[used.slug].data) for used in placement.regelingen},
            terms=_terms(),
            now=clock.now(),
        )

    return carry_out(number, f"einddatums-{plaatsing_id}", form, "einddatums", verb)


@werkplek.post("/werkplek/werkgevers/<int:number>/plaatsingen/<int:plaatsing_id>/beeindigen")
@requires(*STAFF)
def beeindigen(number: int, plaatsing_id: int) -> Response:
    """The job is over."""

    def verb(session: Session) -> None:
        placements.end_placement(session, actor=current_actor(), placement_id=plaatsing_id, now=clock.now())

    return carry_out(number, "knop", VersionForm(), "beeindigd", verb)


@werkplek.post("/werkplek/werkgevers/<int:number>/contactmomenten")
@requires(*STAFF)
def contactmoment(number: int) -> Response:
    """Write down a call, a visit or a note."""
    form = MomentForm(clock.today())

    def verb(session: Session) -> int:
        return add_moment(
            session,
            actor=current_actor(),
            werkgever_id=number,
            soort=Contactsoort(form.soort.data),
            dag=read_day(form.dag.data) or clock.today(),
            tekst=form.tekst.data,
            key=form.sleutel.data,
            now=clock.now(),
        )

    return carry_out(number, "moment", form, "contactmoment", verb)


@werkplek.post("/werkplek/werkgevers/<int:number>/opvolgingen")
@requires(*STAFF)
def opvolging(number: int) -> Response:
    """Plan a day to get back to the werkgever."""
    form = FollowUpForm()

    def verb(session: Session) -> None:
        require_dossier(session, current_actor(), number)
        add_followup(
            session,
            werkgever_id=number,
            op=read_day(form.op.data) or clock.today(),
            waarom=form.waarom.data,
            key=form.sleutel.data,
            now=clock.now(),
        )

    return carry_out(number, "opvolging", form, "opvolging", verb)
