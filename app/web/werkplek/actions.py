"""What a colleague does with a request. Every action ends on the page of the request, with what was typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contact import services
from app.contact.drafts import drop_draft
from app.contact.queries import list_colleagues
from app.contact.staffing import open_loads
from app.contact.undelivered import send_again_about
from app.core import clock
from app.core.errors import Conflict, DomainError, NotAllowed, Unavailable
from app.web.desk import desk
from app.web.forms import Form
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.explained import record_pages
from app.web.werkplek.forms import AnswerForm, AssignForm, NoteForm, ReferForm, VersionForm
from app.web.werkplek.views import INVITED, STAFF, request_page, werkplek


def carry_out(referentie: str, name: str, form: Form, done: str, verb: Callable[[Session], Any]) -> Response:
    """Run ``verb`` in a transaction; a fault comes back on the page at the form ``name``."""
    if not form.validate_on_submit():
        return make_response(request_page(referentie, **{name: form}), 422)
    try:
        with loket().db.transaction() as session:
            verb(session)
    except Unavailable as error:
        form.form_errors.append(str(error))
        return make_response(request_page(referentie, **{name: form}), 503)
    except DomainError as error:
        form.form_errors.append(str(error))
        status = {Conflict: 409, NotAllowed: 403}.get(type(error), 422)
        return make_response(request_page(referentie, **{name: form}), status)
    return redirect(f"/werkplek/verzoeken/{referentie}?gedaan={done}", 303)


@werkplek.post("/werkplek/verzoeken/<referentie>/antwoord")
@requires(*INVITED)
def antwoord(referentie: str) -> Response:
    """Answer the werkgever."""
    form = AnswerForm()

    def verb(session: Session) -> None:
        services.answer_as_medewerker(
            session,
            desk=desk(),
            actor=current_actor(),
            referentie=referentie,
            text=form.antwoord.data,
            version=form.version,
            key=form.sleutel.data,
            now=clock.now(),
        )
        record_pages(session, form, referentie)
        drop_draft(session, actor=current_actor(), referentie=referentie)

    return carry_out(referentie, "antwoord", form, "antwoord", verb)


@werkplek.post("/werkplek/verzoeken/<referentie>/notitie")
@requires(*INVITED)
def notitie(referentie: str) -> Response:
    """Write an internal note."""
    form = NoteForm()
    return carry_out(
        referentie,
        "notitie",
        form,
        "notitie",
        lambda session: services.add_note(
            session,
            actor=current_actor(),
            referentie=referentie,
            text=form.notitie.data,
            key=form.sleutel.data,
            now=clock.now(),
        ),
    )


@werkplek.post("/werkplek/verzoeken/<referentie>/toewijzen")
@requires(*STAFF)
def toewijzen(referentie: str) -> Response:
    """Give the request to a colleague."""
    with loket().db.reading() as session:
        form = AssignForm(list_colleagues(session, open_loads(session)))
    return carry_out(
        referentie,
        "toewijzen",
        form,
        "toegewezen",
        lambda session: services.assign(
            session,
            desk=desk(),
            actor=current_actor(),
            referentie=referentie,
            to=form.to,
            reason=form.reden.data,
            version=form.version,
            now=clock.now(),
        ),
    )


@werkplek.post("/werkplek/verzoeken/<referentie>/oppakken")
@requires(*STAFF)
def oppakken(referentie: str) -> Response:
    """Take the request in hand."""
    form = VersionForm()
    return carry_out(
        referentie,
        "knop",
        form,
        "opgepakt",
        lambda session: services.take_up(
            session, actor=current_actor(), referentie=referentie, version=form.version, now=clock.now()
        ),
    )


def _close(referentie: str, name: str, form: VersionForm, referred_to: str | None = None) -> Response:
    return carry_out(
        referentie,
        name,
        form,
        "gesloten",
        lambda session: services.close(
            session,
            desk=desk(),
            actor=current_actor(),
            referentie=referentie,
            version=form.version,
            now=clock.now(),
            referred_to=referred_to,
        ),
    )


@werkplek.post("/werkplek/verzoeken/<referentie>/afronden")
@requires(*STAFF)
def afronden(referentie: str) -> Response:
    """Close the request."""
    return _close(referentie, "knop", VersionForm())


@werkplek.post("/werkplek/verzoeken/<referentie>/doorverwijzen")
@requires(*STAFF)
def doorverwijzen(referentie: str) -> Response:
    """Close the request because somebody else helps the werkgever."""
    form = ReferForm()
    return _close(referentie, "doorverwijzen", form, form.naar.data)


@werkplek.post("/werkplek/verzoeken/<referentie>/e-mail/<int:number>/opnieuw")
@requires(*STAFF)
def mail_bij_verzoek_opnieuw(referentie: str, number: int) -> Response:
    """Try once more to deliver mail about this request."""
    return carry_out(
        referentie,
        "knop",
        VersionForm(),
        "mail-opnieuw",
        lambda session: send_again_about(
            session, actor=current_actor(), referentie=referentie, message_id=number, now=clock.now()
        ),
    )
