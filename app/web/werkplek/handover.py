"""Handing a werkgever over to a colleague, confirming that, and what the coördinator does with an objection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field, SelectField, StringField, TextAreaField

from app.contact import handover
from app.contact.handover_queries import Candidate, get_candidate, get_handover_view, list_handovers
from app.core import clock
from app.core.errors import DomainError, NotAllowed, NotFound, Unavailable
from app.web.desk import desk
from app.web.forms import Form, ValidationError, at_most, many_lines, one_line, required
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.views import STAFF, werkplek


class HandoverForm(Form):
    """To whom, why, and what the colleague must know."""

    collega = SelectField(_l("Aan wie?"))
    reden = StringField(
        _l("Reden"),
        filters=[one_line],
        validators=[required(_l("Schrijf waarom u overdraagt.")), at_most(handover.LONGEST_REASON)],
    )
    samenvatting = TextAreaField(
        _l("Samenvatting voor uw collega"),
        filters=[many_lines],
        validators=[required(_l("Schrijf wat uw collega moet weten.")), at_most(handover.LONGEST_SUMMARY)],
    )

    def __init__(self, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.collega.choices = [("", _("Kies een collega")), *((str(i), naam) for i, naam in candidate.collegas)]

    def validate_collega(self, field: Field) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(_("Kies een collega."))


@werkplek.get("/werkplek/overdrachten")
@requires(*STAFF)
def overdrachten() -> str:
    """What waits for me, what runs, and what was decided."""
    with loket().db.reading() as session:
        lists = list_handovers(session, current_actor())
    return render_template("werkplek/overdrachten.html", lijsten=lists)


def _propose_page(candidate: Candidate, form: HandoverForm, status: int = 200) -> Response:
    return make_response(render_template("werkplek/overdragen.html", werkgever=candidate, form=form), status)


def _candidate(number: int) -> Candidate:
    with loket().db.reading() as session:
        return get_candidate(session, current_actor(), number)


@werkplek.get("/werkplek/overdrachten/nieuw/<int:number>")
@requires(*STAFF)
def overdragen(number: int) -> Response:
    """The form to hand over werkgever ``number``."""
    candidate = _candidate(number)
    return _propose_page(candidate, HandoverForm(candidate))


@werkplek.post("/werkplek/overdrachten/nieuw/<int:number>")
@requires(*STAFF)
def overdracht_voorstellen(number: int) -> Response:
    """Ask the colleague; nothing moves yet."""
    candidate = _candidate(number)
    form = HandoverForm(candidate)
    if not form.validate_on_submit():
        return _propose_page(candidate, form, 422)
    try:
        with loket().db.transaction() as session:
            made = handover.propose_handover(
                session,
                desk=desk(),
                actor=current_actor(),
                werkgever_id=number,
                to=int(form.collega.data),
                reason=form.reden.data,
                summary=form.samenvatting.data,
                now=clock.now(),
            )
    except DomainError as error:
        form.form_errors.append(str(error))
        return _propose_page(candidate, form, 503 if isinstance(error, Unavailable) else 422)
    return redirect(f"/werkplek/overdrachten/{made}?gedaan=voorgesteld", 303)


def _page(number: int, fault: str = "", status: int = 200) -> Response:
    with loket().db.reading() as session:
        view = get_handover_view(session, current_actor(), number)
    done = request.args.get("gedaan", "") if request.method == "GET" else ""
    return make_response(
        render_template("werkplek/overdracht.html", overdracht=view, nummer=number, fout=fault, gedaan=done), status
    )


@werkplek.get("/werkplek/overdrachten/<int:number>")
@requires(*STAFF)
def overdracht(number: int) -> Response:
    """Reason, summary, open requests and what this colleague may do."""
    return _page(number)


def _decide(number: int, done: str, verb: Callable[[Session], Any]) -> Response:
    try:
        with loket().db.transaction() as session:
            told = verb(session)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(number, str(error), 503 if isinstance(error, Unavailable) else 422)
    return redirect(f"/werkplek/overdrachten/{number}?gedaan={'zonder-mail' if told is False else done}", 303)


@werkplek.post("/werkplek/overdrachten/<int:number>/bevestigen")
@requires(*STAFF)
def overdracht_bevestigen(number: int) -> Response:
    """I take over this werkgever."""
    return _decide(
        number,
        "bevestigd",
        lambda session: handover.confirm_handover(
            session, desk=desk(), actor=current_actor(), handover_id=number, now=clock.now()
        ),
    )


@werkplek.post("/werkplek/overdrachten/<int:number>/weigeren")
@requires(*STAFF)
def overdracht_weigeren(number: int) -> Response:
    """I cannot take it."""
    return _decide(
        number,
        "geweigerd",
        lambda session: handover.decline_handover(
            session, desk=desk(), actor=current_actor(), handover_id=number, now=clock.now()
        ),
    )


@werkplek.post("/werkplek/overdrachten/<int:number>/intrekken")
@requires(*STAFF)
def overdracht_intrekken(number: int) -> Response:
    """Take the proposal back."""
    return _decide(
        number,
        "ingetrokken",
        lambda session: handover.withdraw_handover(session, actor=current_actor(), handover_id=number, now=clock.now()),
    )


def _settle(number: int, *, back: bool) -> Response:
    return _decide(
        number,
        "afgehandeld",
        lambda session: handover.settle_objection(
            session, desk=desk(), actor=current_actor(), handover_id=number, back=back, now=clock.now()
        ),
    )


@werkplek.post("/werkplek/overdrachten/<int:number>/blijft")
@requires("coordinator")
def bezwaar_blijft(number: int) -> Response:
    """The werkgever was called and agrees after all."""
    return _settle(number, back=False)


@werkplek.post("/werkplek/overdrachten/<int:number>/terug")
@requires("coordinator")
def bezwaar_terug(number: int) -> Response:
    """The werkgever was called and goes back to the one before."""
    return _settle(number, back=True)
