"""Warme overdracht: a werkgever goes to another accountmanager, whole, and nobody has to tell anything twice.

The owner proposes with a reason and a summary, the colleague confirms, and only then everything moves: the relation
and all open requests. The werkgever is told both names by e-mail and can object with one button.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol, can_lead, can_work_desk, can_work_requests
from app.accounts.services import get_medewerker
from app.contact import handover_mail
from app.contact.links import Desk
from app.contact.models import Contactverzoek, Werkgever
from app.contact.promise import local_day
from app.contact.staffing import deputies_on
from app.contact.states import OPEN, Soort
from app.contact.steps import give, say, touch
from app.contact.team_models import Overdracht, Stand
from app.core import audit
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.text import clean_line, clean_text, mask_bsn
from app.core.tokens import LinkInvalid

LONGEST_REASON = 500
LONGEST_SUMMARY = 3000
DECIDED = "Over deze overdracht is al besloten. Kijk in de lijst wat er is gebeurd."


def can_hand_over(actor: Actor, werkgever: Werkgever) -> bool:
    """The vaste accountmanager, the deputy and a coördinator; a werkgever of nobody yet belongs to the desk."""
    if not can_work_requests(actor):
        return False
    own = werkgever.accountmanager_id
    if own is None:
        return can_work_desk(actor)
    return can_lead(actor) or own == actor.id or own in actor.vervangt


def propose_handover(
    session: Session, *, desk: Desk, actor: Actor, werkgever_id: int, to: int, reason: str, summary: str, now: datetime
) -> int:
    """Ask a colleague to take over this werkgever; nothing moves yet. Raises DomainError or NotAllowed."""
    werkgever = get_werkgever(session, werkgever_id)
    if not can_hand_over(actor, werkgever):
        raise NotAllowed("Alleen de vaste accountmanager of de coördinator draagt een werkgever over.")
    colleague = accountmanager(session, to, now)
    if to == werkgever.accountmanager_id:
        raise DomainError(f"{colleague.naam} is al de vaste contactpersoon. Kies iemand anders.")
    if open_handover(session, werkgever_id) is not None:
        raise DomainError("Voor deze werkgever is al een overdracht voorgesteld. Trek die eerst in.")
    reason, summary = words(reason, summary)
    handover = Overdracht(
        werkgever_id=werkgever.id,
        van_id=werkgever.accountmanager_id,
        naar_id=colleague.id,
        door_id=actor.id,
        reden=reason,
        samenvatting=summary,
        stand=Stand.VOORGESTELD,
        voorgesteld_op=now,
    )
    session.add(handover)
    session.flush()
    _record(session, handover, "overdracht-voorgesteld", actor.audit_name, now)
    handover_mail.ask(session, desk, handover, actor.naam, now)
    return handover.id


def confirm_handover(session: Session, *, desk: Desk, actor: Actor, handover_id: int, now: datetime) -> bool:
    """The colleague takes over: everything moves at once. False when there is no address to tell the werkgever."""
    handover = _undecided(session, handover_id)
    if handover.naar_id != actor.id:
        raise NotAllowed("Alleen de collega aan wie het is gevraagd, bevestigt een overdracht.")
    if handover.werkgever.accountmanager_id != handover.van_id:
        raise DomainError("Deze werkgever heeft intussen een andere contactpersoon. Vraag een nieuwe overdracht.")
    colleague = accountmanager(session, actor.id, now)
    handover.stand, handover.besloten_op = Stand.BEVESTIGD, now
    _record(session, handover, "overdracht-bevestigd", actor.audit_name, now)
    note = f"Overgedragen aan {colleague.naam}. Reden: {handover.reden}\n\n{handover.samenvatting}"
    move_werkgever(session, handover.werkgever, colleague, actor=actor, note=note, now=now)
    handover_mail.accepted(session, desk, handover, now)
    return handover_mail.tell_werkgever(session, desk, handover, now)


def decline_handover(session: Session, *, desk: Desk, actor: Actor, handover_id: int, now: datetime) -> None:
    """The colleague cannot take it: everything stays as it was and who proposed it gets a mail."""
    handover = _undecided(session, handover_id)
    if handover.naar_id != actor.id:
        raise NotAllowed("Alleen de collega aan wie het is gevraagd, weigert een overdracht.")
    handover.stand, handover.besloten_op = Stand.GEWEIGERD, now
    _record(session, handover, "overdracht-geweigerd", actor.audit_name, now)
    handover_mail.declined(session, desk, handover, now)


def withdraw_handover(session: Session, *, actor: Actor, handover_id: int, now: datetime) -> None:
    """Who may hand over the werkgever may also take the proposal back."""
    handover = _undecided(session, handover_id)
    if handover.door_id != actor.id and not can_hand_over(actor, handover.werkgever):
        raise NotAllowed("Alleen wie de overdracht voorstelde, trekt haar in.")
    handover.stand, handover.besloten_op = Stand.INGETROKKEN, now
    _record(session, handover, "overdracht-ingetrokken", actor.audit_name, now)


def object_to_handover(session: Session, *, desk: Desk, handover_id: int, now: datetime) -> None:
    """The werkgever does not agree: the coördinatoren get a mail and call. Pressing the button twice is harmless."""
    handover = get_handover(session, handover_id)
    if handover.stand != Stand.BEVESTIGD or handover.bezwaar_op is not None:
        return
    handover.bezwaar_op = now
    _record(session, handover, "overdracht-bezwaar", "werkgever", now)
    handover_mail.objected(session, desk, handover, now)


def renew_objection_link(session: Session, *, desk: Desk, token: str, now: datetime) -> None:
    """Mail a fresh link to the addresses we know. It never tells whether anything was sent, also for a false token."""
    try:
        handover = get_handover(session, desk.links.read_expired_handover(token))
    except (LinkInvalid, NotFound):
        return
    if handover.stand == Stand.BEVESTIGD:
        handover_mail.tell_again(session, desk, handover, now)


def settle_objection(
    session: Session, *, desk: Desk, actor: Actor, handover_id: int, back: bool, now: datetime
) -> None:
    """After calling the werkgever: it stays as it is, or (``back``) goes back to the one before. Coördinatoren only."""
    handover = get_handover(session, handover_id)
    if not can_lead(actor):
        raise NotAllowed("Alleen de coördinator handelt een bezwaar af.")
    if handover.bezwaar_op is None or handover.bezwaar_klaar_op is not None:
        raise DomainError("Er is geen bezwaar dat nog wacht.")
    handover.bezwaar_klaar_op = now
    _record(session, handover, "bezwaar-afgehandeld", actor.audit_name, now, terug=back)
    if back:
        if handover.van_id is None:
            raise DomainError("Er was geen vorige contactpersoon. Draag de werkgever over aan iemand anders.")
        before = accountmanager(session, handover.van_id, now)
        note = f"Terug naar {before.naam}, omdat de werkgever dat vroeg."
        move_werkgever(session, handover.werkgever, before, actor=actor, note=note, now=now)
        for request in open_requests(session, handover.werkgever_id):
            handover_mail.new_contact(session, desk, request, now)


def move_werkgever(
    session: Session, werkgever: Werkgever, colleague: Medewerker | None, *, actor: Actor, note: str, now: datetime
) -> int:
    """Relation and all open requests to ``colleague`` (None: the desk), each with ``note``; how many requests."""
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="accountmanager-gewijzigd",
        object_type="werkgever",
        object_id=werkgever.id,
        van=werkgever.accountmanager_id,
        naar=colleague.id if colleague else None,
    )
    werkgever.accountmanager = colleague
    werkgever.accountmanager_id = colleague.id if colleague else None
    requests = open_requests(session, werkgever.id)
    for request in requests:
        take_along(session, request, colleague, actor=actor, note=note, now=now)
    return len(requests)


def take_along(
    session: Session, request: Contactverzoek, colleague: Medewerker | None, *, actor: Actor, note: str, now: datetime
) -> None:
    """One open request to its new owner, with the reason for colleagues and the name for the werkgever."""
    name = colleague.naam if colleague else "het loket"
    give(session, request, colleague, actor=actor.audit_name, now=now, why="overdracht")
    say(request, Soort.NOTITIE, note, now=now, by=actor)
    say(request, Soort.SYSTEEM, f"Uw contactpersoon is nu {name}. U hoeft niets opnieuw te vertellen.", now=now)
    request.toewijzing = {
        **request.toewijzing,
        "reden_medewerker": f"{actor.naam} heeft deze werkgever overgedragen aan {name}.",
        "reden_werkgever": f"{name[0].upper()}{name[1:]} is voortaan uw contactpersoon.",
        "eigenaar": colleague.id if colleague else None,
        "vervangt": None,
        "toegewezen_door": actor.id,
    }
    touch(request, now)


def open_requests(session: Session, werkgever_id: int) -> list[Contactverzoek]:
    """Open requests of this werkgever, locked, oldest first."""
    return list(
        session.scalars(
            select(Contactverzoek)
            .where(Contactverzoek.werkgever_id == werkgever_id, Contactverzoek.status.in_(OPEN))
            .order_by(Contactverzoek.id)
            .with_for_update()
        )
    )


def open_handover(session: Session, werkgever_id: int) -> Overdracht | None:
    """The proposal that waits for an answer, if there is one."""
    return session.scalar(
        select(Overdracht).where(Overdracht.werkgever_id == werkgever_id, Overdracht.stand == Stand.VOORGESTELD)
    )


def get_handover(session: Session, handover_id: int) -> Overdracht:
    """Locked until the end of the transaction; raises NotFound."""
    found = session.scalar(select(Overdracht).where(Overdracht.id == handover_id).with_for_update())
    if found is None:
        raise NotFound("Deze overdracht bestaat niet (meer).")
    return found


def get_werkgever(session: Session, werkgever_id: int) -> Werkgever:
    """Locked until the end of the transaction; raises NotFound."""
    found = session.scalar(select(Werkgever).where(Werkgever.id == werkgever_id).with_for_update())
    if found is None:
        raise NotFound("Deze werkgever bestaat niet (meer).")
    return found


def accountmanager(session: Session, medewerker_id: int, now: datetime) -> Medewerker:
    """Somebody who can become vaste contactpersoon today; raises DomainError."""
    person = get_medewerker(session, medewerker_id)
    if not person.actief or Rol.ACCOUNTMANAGER not in person.rollen:
        raise DomainError(f"{person.naam} is geen accountmanager. Kies iemand anders.")
    if person.id in deputies_on(session, local_day(now)):
        raise DomainError(f"{person.naam} is afwezig. Kies iemand anders of wacht tot die dag.")
    return person


def words(reason: str, summary: str) -> tuple[str, str]:
    """Reason and summary as they are stored; raises DomainError when one is missing or too long."""
    reason, _masked = mask_bsn(clean_line(reason))
    summary, _masked = mask_bsn(clean_text(summary))
    if not reason or len(reason) > LONGEST_REASON:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_REASON} tekens waarom u overdraagt.")
    if not summary or len(summary) > LONGEST_SUMMARY:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_SUMMARY} tekens wat uw collega moet weten.")
    return reason, summary


def _undecided(session: Session, handover_id: int) -> Overdracht:
    handover = get_handover(session, handover_id)
    if handover.stand != Stand.VOORGESTELD:
        raise DomainError(DECIDED)
    return handover


def _record(session: Session, handover: Overdracht, action: str, actor: str, now: datetime, **details: object) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        object_type="overdracht",
        object_id=handover.id,
        werkgever=handover.werkgever_id,
        van=handover.van_id,
        naar=handover.naar_id,
        **details,
    )
