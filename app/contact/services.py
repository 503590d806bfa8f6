"""What happens to a contactverzoek after it came in. Every verb writes its audit and outbox rows in its transaction.

Verbs of colleagues take the ``version`` they saw: when somebody changed the request meanwhile they raise Conflict and
store nothing, so that no answer is lost or sent twice. Sending the same form twice (same ``key``) is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol, can_work_requests
from app.accounts.services import as_actor, get_medewerker
from app.contact import notifications
from app.contact.intake import LONGEST_TEXT
from app.contact.links import Desk, FollowLink
from app.contact.models import Bericht, Contactverzoek, WerkgeverEmail
from app.contact.permissions import can_answer, can_assign, can_note
from app.contact.promise import promised_day
from app.contact.states import CLOSED, ON_US, Soort, Status
from app.core import audit
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.core.text import clean_line, clean_text, mask_bsn

LONGEST_REASON = 500
CHANGED = "Iemand heeft dit verzoek net veranderd. Kijk wat er is gebeurd en probeer het dan opnieuw."
NOT_YOURS = "Dit verzoek is van een collega. Vraag de coördinator als u het wilt overnemen."
GONE = "Dit verzoek bestaat niet (meer)."


@dataclass(frozen=True, slots=True)
class Stored:
    """masked: how many burgerservicenummers were taken out. reopened: the request was closed and is open again."""

    referentie: str
    masked: int = 0
    reopened: bool = False


def reply_as_werkgever(session: Session, *, desk: Desk, link: FollowLink, text: str, key: str, now: datetime) -> Stored:
    """The werkgever adds a message through the link; a closed request opens again, with a new promise.

    Using a mailed link also confirms the e-mail address for this werkgever.
    """
    request = _lock(session, link.referentie)
    if _already(request, key):
        return Stored(request.referentie)
    text, masked = _message(text)
    if link.mailed:
        confirm_email(session, link=link, now=now)
    reopened = request.status in CLOSED
    if request.status not in ON_US:
        request.beloofd_op = promised_day(desk.region, now, spoed=request.spoed)
        _move(session, request, Status.IN_BEHANDELING, actor="werkgever", now=now)
    if request.eigenaar is not None and not request.eigenaar.actief:
        _give(session, request, None, actor="systeem", now=now, why="eigenaar-vertrokken")
    _say(request, Soort.WERKGEVER, text, now=now, key=key)
    _touch(request, now)
    notifications.announce_reply(session, desk, request, now)
    return Stored(request.referentie, masked, reopened)


def confirm_email(session: Session, *, link: FollowLink, now: datetime) -> None:
    """Remember that this address belongs to the werkgever: its owner opened a link that we mailed there.

    Call it for something the person did (a POST), never for only opening the page: mail scanners open links too.
    """
    if not link.mailed:
        return
    request = _find(session, link.referentie)
    known = select(WerkgeverEmail.id).where(
        WerkgeverEmail.werkgever_id == request.werkgever_id, WerkgeverEmail.email == request.contact_email
    )
    if session.scalar(known) is None:
        session.add(WerkgeverEmail(werkgever_id=request.werkgever_id, email=request.contact_email, bevestigd_op=now))


def mail_new_link(session: Session, *, desk: Desk, token: str, now: datetime) -> None:
    """Mail a fresh link to the address of the request. ``token`` may be expired but must be genuine."""
    notifications.send_new_link(session, desk, _find(session, desk.links.read_expired(token)), now)


def answer_as_medewerker(
    session: Session, *, desk: Desk, actor: Actor, referentie: str, text: str, version: int, key: str, now: datetime
) -> Stored:
    """Answer the werkgever, who gets an e-mail with a link. Answering from the desk queue makes the actor the owner."""
    request = _lock(session, referentie)
    _require(can_answer(actor, request))
    if _already(request, key):
        return Stored(referentie)
    _same_version(request, version)
    text, masked = _message(text)
    reopened = request.status in CLOSED
    if request.eigenaar_id is None:
        _give(session, request, get_medewerker(session, actor.id), actor=actor.audit_name, now=now, why="antwoord")
    _say(request, Soort.MEDEWERKER, text, now=now, key=key, by=actor)
    request.eerste_antwoord_op = request.eerste_antwoord_op or now
    _move(session, request, Status.WACHT_OP_WERKGEVER, actor=actor.audit_name, now=now)
    _touch(request, now)
    notifications.tell_answer(session, desk, request, actor.naam, now)
    return Stored(referentie, masked, reopened)


def add_note(session: Session, *, actor: Actor, referentie: str, text: str, key: str, now: datetime) -> Stored:
    """An internal note: only colleagues read it, no mail is written. It does not need or change the version."""
    request = _lock(session, referentie)
    _require(can_note(actor, request))
    if _already(request, key):
        return Stored(referentie)
    text, masked = _message(text)
    _say(request, Soort.NOTITIE, text, now=now, key=key, by=actor)
    return Stored(referentie, masked)


def take_up(session: Session, *, actor: Actor, referentie: str, version: int, now: datetime) -> None:
    """ "Ik pak dit op": the request is in hand. From the desk queue the actor becomes the owner."""
    request = _lock(session, referentie)
    _require(can_answer(actor, request))
    _same_version(request, version)
    if request.status != Status.NIEUW:
        raise DomainError("Dit verzoek is al in behandeling.")
    if request.eigenaar_id is None:
        _give(session, request, get_medewerker(session, actor.id), actor=actor.audit_name, now=now, why="opgepakt")
    _move(session, request, Status.IN_BEHANDELING, actor=actor.audit_name, now=now)
    _touch(request, now)


def assign(
    session: Session,
    *,
    desk: Desk,
    actor: Actor,
    referentie: str,
    to: int | None,
    reason: str,
    version: int,
    now: datetime,
) -> None:
    """Give the request to a colleague, or to the desk queue (``to`` None). The reason is an internal note.

    The colleague and the werkgever get an e-mail. A werkgever without vaste accountmanager gets this one.
    """
    request = _lock(session, referentie)
    _require(can_assign(actor, request))
    _same_version(request, version)
    reason, _masked = mask_bsn(clean_line(reason))
    if not reason or len(reason) > LONGEST_REASON:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_REASON} tekens waarom u dit verzoek overdraagt.")
    if to == request.eigenaar_id:
        raise DomainError("Dit verzoek is al van deze collega. Kies iemand anders.")
    colleague = _colleague(session, to) if to is not None else None
    name = colleague.naam if colleague else "het loket"
    _give(session, request, colleague, actor=actor.audit_name, now=now, why="toegewezen")
    _say(request, Soort.NOTITIE, f"Toegewezen aan {name}. Reden: {reason}", now=now, by=actor)
    request.toewijzing = {
        **request.toewijzing,
        "reden_medewerker": f"{actor.naam} heeft dit verzoek toegewezen aan {name}.",
        "reden_werkgever": f"{name[0].upper()}{name[1:]} beantwoordt voortaan deze vraag.",
        "eigenaar": to,
        "vervangt": None,
        "toegewezen_door": actor.id,
    }
    if colleague is not None:
        _say(request, Soort.SYSTEEM, f"Uw contactpersoon voor deze vraag is nu {name}.", now=now)
    _touch(request, now)
    if to != actor.id:
        notifications.announce_assignment(session, desk, request, actor.naam, now)
    if colleague is not None and request.status not in CLOSED:
        notifications.tell_new_contact(session, desk, request, now)


def close(
    session: Session,
    *,
    desk: Desk,
    actor: Actor,
    referentie: str,
    version: int,
    now: datetime,
    doorverwezen: bool = False,
) -> None:
    """Close the request; the werkgever gets an e-mail and a reaction opens it again.

    doorverwezen: somebody else helps the werkgever. Then an answer must say who, so without an answer it is refused.
    """
    request = _lock(session, referentie)
    _require(can_answer(actor, request))
    _same_version(request, version)
    if request.status in CLOSED:
        raise DomainError("Dit verzoek is al afgesloten.")
    if doorverwezen and request.eerste_antwoord_op is None:
        raise DomainError("Schrijf de werkgever eerst naar wie u doorverwijst. Sluit het verzoek daarna.")
    status = Status.DOORVERWEZEN if doorverwezen else Status.AFGEROND
    text = "Wij hebben u doorverwezen." if doorverwezen else "Wij hebben uw vraag afgesloten."
    _move(session, request, status, actor=actor.audit_name, now=now)
    _say(request, Soort.SYSTEEM, f"{text} Hebt u nog een vraag? Reageer dan hier.", now=now)
    _touch(request, now)
    notifications.tell_closed(session, desk, request, now)


def _find(session: Session, referentie: str) -> Contactverzoek:
    found = session.scalar(select(Contactverzoek).where(Contactverzoek.referentie == referentie))
    if found is None:
        raise NotFound(GONE)
    return found


def _lock(session: Session, referentie: str) -> Contactverzoek:
    """The request, locked until the end of the transaction: who comes second sees what the first one did."""
    found = session.scalar(
        select(Contactverzoek)
        .where(Contactverzoek.referentie == referentie)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(GONE)
    return found


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed(NOT_YOURS)


def _same_version(request: Contactverzoek, version: int) -> None:
    if request.versie != version:
        raise Conflict(CHANGED)


def _already(request: Contactverzoek, key: str) -> bool:
    return any(message.sleutel == key for message in request.berichten)


def _message(text: str) -> tuple[str, int]:
    text, masked = mask_bsn(clean_text(text))
    if not text:
        raise DomainError("Schrijf eerst een bericht.")
    if len(text) > LONGEST_TEXT:
        raise DomainError(f"Maak uw bericht korter: gebruik ten hoogste {LONGEST_TEXT} tekens.")
    return text, masked


def _colleague(session: Session, medewerker_id: int) -> Medewerker:
    colleague = get_medewerker(session, medewerker_id)
    if not colleague.actief or not can_work_requests(as_actor(colleague)):
        raise DomainError(f"{colleague.naam} kan geen verzoeken behandelen. Kies iemand anders.")
    return colleague


def _say(
    request: Contactverzoek, soort: Soort, text: str, *, now: datetime, key: str | None = None, by: Actor | None = None
) -> None:
    request.berichten.append(
        Bericht(soort=soort, tekst=text, sleutel=key, medewerker_id=by.id if by else None, geschreven_op=now)
    )


def _touch(request: Contactverzoek, now: datetime) -> None:
    request.versie += 1
    request.gewijzigd_op = now


def _move(session: Session, request: Contactverzoek, status: Status, *, actor: str, now: datetime) -> None:
    if request.status == status:
        return
    audit.record(
        session,
        at=now,
        actor=actor,
        action="status-gewijzigd",
        object_type="contactverzoek",
        object_id=request.referentie,
        van=request.status,
        naar=status,
    )
    request.status = status
    request.afgesloten_op = now if status in CLOSED else None


def _give(
    session: Session, request: Contactverzoek, colleague: Medewerker | None, *, actor: str, now: datetime, why: str
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action="eigenaar-gewijzigd",
        object_type="contactverzoek",
        object_id=request.referentie,
        van=request.eigenaar_id,
        naar=colleague.id if colleague else None,
        reden=why,
    )
    request.eigenaar = colleague
    request.eigenaar_id = colleague.id if colleague else None
    werkgever = request.werkgever
    if colleague is not None and werkgever.accountmanager_id is None and Rol.ACCOUNTMANAGER in colleague.rollen:
        werkgever.accountmanager_id = colleague.id
