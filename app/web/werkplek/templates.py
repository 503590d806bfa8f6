"""What helps while answering: drafts, canned answers, links to regelingen and the keuzehulp, and the log of calls."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contact import calls, drafts
from app.contact.canned import appended
from app.contact.conversation import get_conversation
from app.core import clock
from app.core.errors import DomainError, Unavailable
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.actions import carry_out
from app.web.werkplek.explained import ticked
from app.web.werkplek.forms import AnswerForm, CallLogForm
from app.web.werkplek.helping import insertion
from app.web.werkplek.views import INVITED, request_page, werkplek


@werkplek.post("/werkplek/verzoeken/<referentie>/concept")
@requires(*INVITED)
def concept(referentie: str) -> Response:
    """Keep what was typed for later."""
    return _keep(referentie, "", "concept")


@werkplek.post("/werkplek/verzoeken/<referentie>/invoegen")
@requires(*INVITED)
def invoegen(referentie: str) -> Response:
    """Put a canned answer or a link behind what was typed; all of it is kept as a draft."""
    with loket().db.reading() as session:
        conversation = get_conversation(session, current_actor(), referentie, today=clock.today())
        desktop = drafts.get_desktop(session, current_actor(), referentie, now=clock.now())
    more = insertion(str(request.form.get("invoegen", "")), conversation, desktop)
    return _keep(referentie, more, "ingevoegd")


@werkplek.post("/werkplek/verzoeken/<referentie>/gebeld")
@requires(*INVITED)
def gebeld(referentie: str) -> Response:
    """Write down a call."""
    form = CallLogForm()

    def verb(session: Session) -> Any:
        return calls.log_call(
            session,
            actor=current_actor(),
            referentie=referentie,
            text=form.gesprek.data,
            answered=bool(form.beantwoord.data),
            version=form.version,
            key=form.sleutel.data,
            now=clock.now(),
        )

    return carry_out(referentie, "gebeld", form, "gebeld", verb)


def _keep(referentie: str, more: str, done: str) -> Response:
    form = AnswerForm()
    text = appended(form.antwoord.data, more) if more else form.antwoord.data
    try:
        with loket().db.transaction() as session:
            drafts.save_draft(session, actor=current_actor(), referentie=referentie, text=text, now=clock.now())
    except (Unavailable, DomainError) as error:
        form.form_errors = [str(error)]
        status = 503 if isinstance(error, Unavailable) else 422
        return make_response(request_page(referentie, antwoord=form), status)
    query = urlencode({"gedaan": done, **ticked(form)})
    return redirect(f"/werkplek/verzoeken/{referentie}?{query}#antwoorden", 303)
