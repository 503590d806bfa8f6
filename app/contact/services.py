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
from app.accounts.permissions import Actor, can_work_requests
from app.accounts.services import as_actor, get_medewerker
from app.contact import notifications
from app.contact.absence import cover
from app.contact.links import Desk, FollowLink
from app.contact.models import Contactverzoek, WerkgeverEmail
from app.contact.permissions import can_answer, can_assign, can_manage, can_note
from app.contact.promise import local_day, promised_day
from app.contact.request_facts import LONGEST_TEXT
from app.contact.staffing import deputies_on
from app.contact.states import CLOSED, ON_US, Soort, Status
from app.contact.steps import find, give, lock, move, say, touch
from app.core.errors import Conflict, DomainError, NotAllowed
from app.core.text import clean_line, clean_text, mask_bsn

LONGEST_REASON = 500
LONGEST_REFERRAL = 200
CHANGED = "Iemand heeft dit verzoek net veranderd. Kijk wat er is gebeurd en probeer het dan opnieuw."
NO_ADDRESS = "Deze werkgever heeft geen e-mailadres. Bel, en noteer het gesprek. Of vul eerst een e-mailadres in."
NOT_YOURS = "Dit verzoek is van een collega. Vraag de coördinator als u het wilt overnemen."


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
    request = lock(session, link.referentie)
    if _already(request, key):
        return Stored(request.referentie)
    text, masked = _message(text)
    if link.mailed:
        confirm_email(session, link=link, now=now)
    reopened = request.status in CLOSED
    if request.status not in ON_US:
        request.beloofd_op = promised_day(desk.region, now, spoed=request.spoed)
        move(session, request, Status.IN_BEHANDELING, actor="werkgever", now=now)
    if request.eigenaar is not None and not request.eigenaar.actief:
        give(session, request, None, actor="systeem", now=now, why="eigenaar-vertrokken")
    cover(session, desk, request, now)
    say(request, Soort.WERKGEVER, text, now=now, key=key)
    touch(request, now)
    notifications.announce_reply(session, desk, request, now)
    return Stored(request.referentie, masked, reopened)


def confirm_email(session: Session, *, link: FollowLink, now: datetime) -> None:
    """Remember that this address belongs to the werkgever: its owner opened a link that we mailed there.

    Call it for something the person did (a POST), never for only opening the page: mail scanners open links too.
    """
    if not link.mailed:
        return
    request = find(session, link.referentie)
    known = select(WerkgeverEmail.id).where(
        WerkgeverEmail.werkgever_id == request.werkgever_id, WerkgeverEmail.email == request.contact_email
    )
    if session.scalar(known) is None:
        session.add(WerkgeverEmail(werkgever_id=request.werkgever_id, email=request.contact_email, bevestigd_op=now))


def mail_new_link(session: Session, *, desk: Desk, token: str, now: datetime) -> None:
    """Mail a fresh link to the address of the request. ``token`` may be expired but must be genuine."""
    notifications.send_new_link(session, desk, find(session, desk.links.read_expired(token)), now)


def answer_as_medewerker(
    session: Session, *, desk: Desk, actor: Actor, referentie: str, text: str, version: int, key: str, now: datetime
) -> Stored:
    """Answer the werkgever, who gets an e-mail with a link. Answering from the desk queue makes the actor the owner."""
    request = lock(session, referentie)
    _require(can_answer(actor, request))
    if _already(request, key):
        return Stored(referentie)
    _same_version(request, version)
    if not request.contact_email:
        raise DomainError(NO_ADDRESS)
    text, masked = _message(text)
    reopened = request.status in CLOSED
    if request.eigenaar_id is None and can_manage(actor, request):
        _claim(session, request, actor, now, why="antwoord")
    say(request, Soort.MEDEWERKER, text, now=now, key=key, by=actor)
    request.eerste_antwoord_op = request.eerste_antwoord_op or now
    move(session, request, Status.WACHT_OP_WERKGEVER, actor=actor.audit_name, now=now)
    touch(request, now)
    notifications.tell_answer(session, desk, request, actor.naam, now)
    return Stored(referentie, masked, reopened)


def add_note(session: Session, *, actor: Actor, referentie: str, text: str, key: str, now: datetime) -> Stored:
    """An internal note: only colleagues read it, no mail is written. It does not need or change the version."""
    request = lock(session, referentie)
    _require(can_note(actor, request))
    if _already(request, key):
        return Stored(referentie)
    text, masked = _message(text)
    say(request, Soort.NOTITIE, text, now=now, key=key, by=actor)
    return Stored(referentie, masked)


def take_up(session: Session, *, actor: Actor, referentie: str, version: int, now: datetime) -> None:
    """ "Ik pak dit op": the request is in hand. From the desk queue the actor becomes the owner."""
    request = lock(session, referentie)
    _require(can_manage(actor, request))
    _same_version(request, version)
    if request.status != Status.NIEUW:
        raise DomainError("Dit verzoek is al in behandeling.")
    if request.eigenaar_id is None:
        _claim(session, request, actor, now, why="opgepakt")
    move(session, request, Status.IN_BEHANDELING, actor=actor.audit_name, now=now)
    touch(request, now)


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
    request = lock(session, referentie)
    _require(can_assign(actor, request))
    _same_version(request, version)
    reason, _masked = mask_bsn(clean_line(reason))
    if not reason or len(reason) > LONGEST_REASON:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_REASON} tekens waarom u dit verzoek overdraagt.")
    if to == request.eigenaar_id:
        raise DomainError("Dit verzoek is al van deze collega. Kies iemand anders.")
    colleague = _colleague(session, to, now) if to is not None else None
    name = colleague.naam if colleague else "het loket"
    give(session, request, colleague, actor=actor.audit_name, now=now, why="toegewezen")
    say(request, Soort.NOTITIE, f"Toegewezen aan {name}. Reden: {reason}", now=now, by=actor)
    request.toewijzing = {
        **request.toewijzing,
        "reden_medewerker": f"{actor.naam} heeft dit verzoek toegewezen aan {name}.",
        "reden_werkgever": f"{name[0].upper()}{name[1:]} beantwoordt voortaan deze vraag.",
        "eigenaar": to,
        "vervangt": None,
        "toegewezen_door": actor.id,
    }
    if colleague is not None:
        say(request, Soort.SYSTEEM, f"Uw contactpersoon voor deze vraag is nu {name}.", now=now)
    touch(request, now)
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
    referred_to: str | None = None,
) -> None:
    """Close the request; the werkgever gets an e-mail and a reaction opens it again.

    referred_to: who helps the werkgever from now on, in words for the werkgever; None when we did it ourselves.
    Referring is refused without an answer, so that nobody is sent away without having heard anything.
    """
    request = lock(session, referentie)
    _require(can_manage(actor, request))
    _same_version(request, version)
    if request.status in CLOSED:
        raise DomainError("Dit verzoek is al afgesloten.")
    status, text = Status.AFGEROND, "Wij hebben uw vraag afgesloten."
    if referred_to is not None:
        to, _masked = mask_bsn(clean_line(referred_to))
        if not to or len(to) > LONGEST_REFERRAL:
            raise DomainError(f"Vul in ten hoogste {LONGEST_REFERRAL} tekens in naar wie u doorverwijst.")
        if request.eerste_antwoord_op is None:
            raise DomainError("Schrijf de werkgever eerst naar wie u doorverwijst. Sluit het verzoek daarna.")
        status, text = Status.DOORVERWEZEN, f"Wij hebben u doorverwezen naar: {to.rstrip('.')}."
    move(session, request, status, actor=actor.audit_name, now=now)
    say(request, Soort.SYSTEEM, f"{text} Hebt u nog een vraag? Reageer dan hier.", now=now)
    touch(request, now)
    notifications.tell_closed(session, desk, request, now)


def _claim(session: Session, request: Contactverzoek, actor: Actor, now: datetime, *, why: str) -> None:
    """From the desk queue to this person; what is looked after for somebody absent still goes back later."""
    person, absent = get_medewerker(session, actor.id), request.waarneming_voor_id
    give(session, request, person, actor=actor.audit_name, now=now, why=why, for_absent=absent)


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


def _colleague(session: Session, medewerker_id: int, now: datetime) -> Medewerker:
    colleague = get_medewerker(session, medewerker_id)
    if colleague.id in deputies_on(session, local_day(now)):
        raise DomainError(f"{colleague.naam} is afwezig. Kies iemand anders.")
    if not colleague.actief or not can_work_requests(as_actor(colleague)):
        raise DomainError(f"{colleague.naam} kan geen verzoeken behandelen. Kies iemand anders.")
    return colleague
