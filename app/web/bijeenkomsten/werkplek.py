"""The werkplek: who comes, on screen, on paper and as a file; signing somebody off and cancelling."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse
from wtforms import StringField

from app.bijeenkomsten import services
from app.bijeenkomsten.files import as_csv
from app.bijeenkomsten.meetings import past, upcoming
from app.bijeenkomsten.models import Stand
from app.bijeenkomsten.queries import Row, list_orphans, list_people, taken_by_slug
from app.core import clock
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.web.bijeenkomsten.agenda import states
from app.web.bijeenkomsten.area import bijeenkomsten, site
from app.web.forms import Form, at_most, one_line, required
from app.web.gate import requires
from app.web.meetings import NOBODY, all_meetings, meeting
from app.web.staff import current_actor
from app.web.state import loket

ORGANISERS = ("accountmanager", "coordinator")
HOME = "/werkplek/bijeenkomsten"


class CancelForm(Form):
    """Why a meeting does not take place."""

    reden = StringField(
        _l("Waarom gaat het niet door?"),
        filters=[one_line],
        validators=[required(_l("Schrijf in één zin waarom het niet doorgaat.")), at_most(220)],
    )


@bijeenkomsten.get(HOME)
@requires(*ORGANISERS)
def overzicht() -> str:
    """All meetings with how many people come."""
    meetings, now = all_meetings(), clock.now()
    with loket().db.reading() as session:
        found = taken_by_slug(session)
        lost = list_orphans(session, [each.slug for each in meetings])
    return render_template(
        "bijeenkomsten/werkplek.html",
        komend=upcoming(meetings, now),
        voorbij=past(meetings, now),
        standen=states(meetings, found),
        bezet=found,
        geen=NOBODY,
        kwijt=lost,
    )


@bijeenkomsten.get(f"{HOME}/<slug>")
@requires(*ORGANISERS)
def deelnemers(slug: str) -> Response:
    """Who comes to one meeting."""
    return _list(slug, CancelForm(), 200)


def _people(slug: str) -> tuple[Row, ...]:
    with loket().db.reading() as session:
        return list_people(session, current_actor(), slug)


def _list(slug: str, form: CancelForm, status: int) -> Response:
    found = meeting(slug)
    people = _people(slug)
    with loket().db.reading() as session:
        counted = taken_by_slug(session).get(slug, NOBODY)
    page = render_template(
        "bijeenkomsten/deelnemers.html",
        bijeenkomst=found,
        mensen=people,
        bezet=counted,
        stand=found.state(counted, clock.now()),
        begonnen=clock.now() >= found.begins,
        form=form,
        reden=found.meta.afgelast or counted.cancelled,
        gedaan=request.args.get("gedaan", ""),
        Stand=Stand,
    )
    return make_response(page, status)


@bijeenkomsten.get(f"{HOME}/<slug>/afdruk")
@requires(*ORGANISERS)
def deelnemers_afdruk(slug: str) -> str:
    """The list for the table at the door."""
    people = [row for row in _people(slug) if row.stand == Stand.BEVESTIGD]
    return render_template("bijeenkomsten/afdruk.html", bijeenkomst=meeting(slug), mensen=people)


@bijeenkomsten.post(f"{HOME}/<slug>/bestand")
@requires(*ORGANISERS)
def deelnemers_bestand(slug: str) -> Response:
    """The list as a file; the log tells who took it."""
    found = meeting(slug)
    actor = current_actor()
    with loket().db.transaction() as session:
        people = list_people(session, actor, slug)
        lijst = services.lock(session, found)
        services.record(session, lijst, actor.audit_name, "deelnemers-geexporteerd", clock.now())
    response = Response(as_csv(people), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="deelnemers-{slug}.csv"'
    return response


@bijeenkomsten.post(f"{HOME}/<slug>/afmelden/<int:number>")
@requires("coordinator")
def meld_iemand_af(slug: str, number: int) -> BaseResponse:
    """Sign somebody off; the next in line gets the place."""
    with loket().db.transaction() as session:
        services.sign_off_for(
            session, site=site(), meeting=meeting(slug), actor=current_actor(), entry_id=number, now=clock.now()
        )
    return redirect(f"{HOME}/{slug}?gedaan=afgemeld", 303)


@bijeenkomsten.post(f"{HOME}/<slug>/afgelasten")
@requires("coordinator")
def gelast_af(slug: str) -> BaseResponse:
    """Cancel the meeting and mail everybody on the list."""
    form = CancelForm()
    if not form.validate_on_submit():
        return _list(slug, form, 422)
    try:
        with loket().db.transaction() as session:
            services.cancel_meeting(
                session,
                site=site(),
                meeting=meeting(slug),
                actor=current_actor(),
                reason=form.reden.data,
                now=clock.now(),
            )
    except (NotAllowed, NotFound, Conflict):
        raise
    except DomainError as error:
        form.form_errors.append(str(error))
        return _list(slug, form, 422)
    return redirect(f"{HOME}/{slug}?gedaan=afgelast", 303)
