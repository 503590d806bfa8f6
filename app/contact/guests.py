"""Inviting a colleague of UWV, a gemeente or a leerwerkloket into one request. The owner stays the owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, can_work_requests, is_guest
from app.accounts.services import as_actor, get_medewerker
from app.contact import notifications
from app.contact.links import Desk
from app.contact.models import Contactverzoek, VerzoekGast
from app.contact.permissions import can_manage
from app.contact.states import CLOSED, Soort
from app.contact.steps import lock, say, touch
from app.core import audit
from app.core.errors import DomainError, NotAllowed

NOT_YOURS = "Alleen wie dit verzoek behandelt, kan er iemand bij vragen."


def invite(session: Session, *, desk: Desk, actor: Actor, referentie: str, medewerker_id: int, now: datetime) -> None:
    """This colleague reads and answers this one request from now on; the werkgever reads who it is.

    Raises NotAllowed for who does not manage the request, DomainError for somebody who cannot be a guest.
    """
    request = lock(session, referentie)
    _require(actor, request)
    guest = get_medewerker(session, medewerker_id)
    if request.eigenaar_id is None:
        raise DomainError("Pak dit verzoek eerst op. Daarna kunt u er iemand bij vragen.")
    if request.status in CLOSED:
        raise DomainError("Dit verzoek is afgesloten. U kunt er niemand meer bij vragen.")
    if not guest.actief or not (is_guest(as_actor(guest)) or can_work_requests(as_actor(guest))):
        raise DomainError(f"{guest.naam} kan geen verzoeken lezen. Kies iemand anders.")
    if guest.id == request.eigenaar_id:
        raise DomainError(f"{guest.naam} behandelt dit verzoek al.")
    if any(known.medewerker_id == guest.id for known in request.gasten):
        raise DomainError(f"{guest.naam} leest al mee.")
    request.gasten.append(VerzoekGast(medewerker=guest, uitgenodigd_op=now))
    say(request, Soort.SYSTEEM, f"{named(guest)} denkt mee over uw vraag.", now=now)
    touch(request, now)
    _record(session, request, "gast-uitgenodigd", actor, guest, now)
    notifications.announce_invitation(session, desk, request, guest, actor.naam, now)


def ask_team(
    session: Session, desk: Desk, request: Contactverzoek, medewerker_id: int, team: str, now: datetime
) -> None:
    """Routing asks somebody of a named team into a request that just came in; the owner stays the owner."""
    member = get_medewerker(session, medewerker_id)
    request.gasten.append(VerzoekGast(medewerker=member, uitgenodigd_op=now))
    say(request, Soort.SYSTEEM, f"{member.naam} van het team “{team}” denkt mee over uw vraag.", now=now)
    audit.record(
        session,
        at=now,
        actor="systeem",
        action="gast-uitgenodigd",
        object_type="contactverzoek",
        object_id=request.referentie,
        gast=member.id,
    )
    notifications.call_team(session, desk, request, member, team, now)


def uninvite(session: Session, *, actor: Actor, referentie: str, medewerker_id: int, now: datetime) -> None:
    """This colleague does not read along any more; what they wrote stays."""
    request = lock(session, referentie)
    _require(actor, request)
    for known in [g for g in request.gasten if g.medewerker_id == medewerker_id]:
        request.gasten.remove(known)
        say(request, Soort.NOTITIE, f"{known.medewerker.naam} leest niet meer mee.", now=now, by=actor)
        touch(request, now)
        _record(session, request, "gast-weg", actor, known.medewerker, now)


def list_possible_guests(session: Session) -> tuple[tuple[int, str], ...]:
    """(id, name with organisation) of everybody who can be invited: guests first, then the own team, by name."""
    people = session.scalars(select(Medewerker).where(Medewerker.actief.is_(True)).order_by(Medewerker.naam)).all()
    guests = [p for p in people if is_guest(as_actor(p))]
    team = [p for p in people if p not in guests and can_work_requests(as_actor(p))]
    return tuple((p.id, named(p)) for p in (*guests, *team))


def named(person: Medewerker) -> str:
    """ "Sam Voorbeeld (UWV)"; a colleague of the own team without organisation."""
    return f"{person.naam} ({person.organisatie})" if person.organisatie else person.naam


def _require(actor: Actor, request: Contactverzoek) -> None:
    if not can_manage(actor, request):
        raise NotAllowed(NOT_YOURS)


def _record(
    session: Session, request: Contactverzoek, action: str, actor: Actor, guest: Medewerker, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action=action,
        object_type="contactverzoek",
        object_id=request.referentie,
        gast=guest.id,
    )
