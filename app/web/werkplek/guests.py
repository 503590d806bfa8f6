"""Somebody of UWV, a gemeente or a leerwerkloket in one request."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.contact import guests
from app.core import clock
from app.web.desk import desk
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.state import loket
from app.web.werkplek.actions import carry_out
from app.web.werkplek.forms import InviteForm, VersionForm
from app.web.werkplek.views import STAFF, werkplek


@werkplek.post("/werkplek/verzoeken/<referentie>/gasten")
@requires(*STAFF)
def uitnodigen(referentie: str) -> Response:
    """Ask somebody into the request."""
    with loket().db.reading() as session:
        form = InviteForm(guests.list_possible_guests(session))
    return carry_out(
        referentie,
        "uitnodigen",
        form,
        "uitgenodigd",
        lambda session: guests.invite(
            session,
            desk=desk(),
            actor=current_actor(),
            referentie=referentie,
            medewerker_id=int(form.gast.data),
            now=clock.now(),
        ),
    )


@werkplek.post("/werkplek/verzoeken/<referentie>/gasten/<int:number>/weg")
@requires(*STAFF)
def gast_weg(referentie: str, number: int) -> Response:
    """This person does not read along any more."""
    return carry_out(
        referentie,
        "knop",
        VersionForm(),
        "gast-weg",
        lambda session: guests.uninvite(
            session, actor=current_actor(), referentie=referentie, medewerker_id=number, now=clock.now()
        ),
    )
