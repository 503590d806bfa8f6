"""Asking a werkgever how it goes: by hand now, and where the mails of the planned moments go."""

from __future__ import annotations

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contact import checkins, placements
from app.core import clock
from app.core.errors import NotFound
from app.web.desk import desk
from app.web.gate import requires
from app.web.staff import current_actor
from app.web.werkplek.dossier import carry_out, find_dossier
from app.web.werkplek.dossier_forms import CheckinAddressForm, CheckinForm
from app.web.werkplek.views import STAFF, werkplek


@werkplek.post("/werkplek/werkgevers/<int:number>/check-in")
@requires(*STAFF)
def check_in(number: int) -> Response:
    """Mail the werkgever the questions how it goes."""
    found = find_dossier(number)
    form = CheckinForm(found.emails, found.plaatsingen)

    def verb(session: Session) -> None:
        checkins.send_checkin(
            session,
            desk=desk(),
            actor=current_actor(),
            werkgever_id=number,
            email=str(form.email.data or ""),
            placement_id=form.placement,
            now=clock.now(),
        )

    return carry_out(number, "checkin", form, "check-in", verb)


@werkplek.post("/werkplek/werkgevers/<int:number>/plaatsingen/<int:plaatsing_id>/check-ins")
@requires(*STAFF)
def check_in_address(number: int, plaatsing_id: int) -> Response:
    """Where the check-ins of the planned moments of this placement go, or nowhere."""
    found = find_dossier(number)
    if plaatsing_id not in {p.id for p in found.plaatsingen}:
        raise NotFound("Deze plaatsing bestaat niet (meer).")
    form = CheckinAddressForm(plaatsing_id, found.emails)

    def verb(session: Session) -> None:
        placements.choose_checkins(
            session,
            actor=current_actor(),
            placement_id=plaatsing_id,
            email=str(form.checkin_email.data or "") or None,
            now=clock.now(),
        )

    return carry_out(number, f"checkins-{plaatsing_id}", form, "check-ins", verb)
