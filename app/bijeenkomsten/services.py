"""Signing up, confirming, signing off and cancelling. Whoever changes a list locks it first, so nobody gets a place
that is not there, and places go to who waits longest.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.bijeenkomsten.mails import Site, reference, send
from app.bijeenkomsten.meetings import Meeting, Taken, Toestand
from app.bijeenkomsten.models import Aanmelding, Deelnemerslijst, Stand
from app.bijeenkomsten.permissions import can_change_list
from app.core import audit
from app.core.clock import AMSTERDAM
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.core.outbox import SENT, OutboxMessage
from app.core.text import clean_line, mask_bsn

CONFIRM_WITHIN = timedelta(days=7)
ASK_AGAIN_AFTER = timedelta(minutes=10)
QUESTIONS_PER_DAY = 5
MOST_UNCONFIRMED = 300
"""Sign-ups of one meeting that wait for their mailbox: more than any room holds, few enough to store."""
REMIND_DAYS = 2
PERSON, SYSTEM = "deelnemer", "systeem"
GONE = "Deze link werkt niet meer. U bent al afgemeld, of de bijeenkomst is voorbij."
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NOT_OPEN = {
    Toestand.GESLOTEN: "U kunt zich niet meer aanmelden. Bel het loket als u toch wilt komen.",
    Toestand.VOORBIJ: "Deze bijeenkomst is voorbij.",
    Toestand.AFGELAST: "Deze bijeenkomst gaat niet door.",
}


@dataclass(frozen=True, slots=True)
class SignUpFacts:
    """What somebody filled in."""

    naam: str
    email: str
    organisatie: str | None = None


def sign_up(session: Session, *, site: Site, meeting: Meeting, facts: SignUpFacts, now: datetime) -> None:
    """Note the wish and mail the question to confirm it. What the caller sees never tells who was on the list already.

    Sending the form twice counts once. An address gets mail through this at most once in ten minutes for one meeting,
    and five questions a day. Raises DomainError when nobody can sign up now, or for values that cannot be right.
    """
    naam, email, organisatie = _cleaned(facts)
    lijst = lock(session, meeting)
    if not _is_open(lijst, meeting, now):
        raise DomainError(_NOT_OPEN[meeting.state(Taken(cancelled=_cancelled(lijst)), now)])
    mine = select(Aanmelding).where(Aanmelding.lijst_id == lijst.id, Aanmelding.email == email)
    found = session.scalar(mine)
    if found is not None:
        if found.gemaild_op <= now - ASK_AGAIN_AFTER:
            _ask_again(session, site, meeting, found, naam, organisatie, now)
        return
    recent = select(func.count()).where(Aanmelding.email == email, Aanmelding.gevraagd_op > now - timedelta(days=1))
    if (session.scalar(recent) or 0) >= QUESTIONS_PER_DAY:
        return
    if _count(session, lijst, Stand.GEVRAAGD) >= MOST_UNCONFIRMED:
        raise DomainError("Er zijn nu te veel aanmeldingen tegelijk. Probeer het morgen, of bel het loket.")
    found = Aanmelding(
        lijst_id=lijst.id,
        naam=naam,
        organisatie=organisatie,
        email=email,
        code=secrets.token_urlsafe(18),
        gevraagd_op=now,
        gemaild_op=now,
    )
    session.add(found)
    session.flush()
    send(session, site, meeting, found, "bijeenkomst-bevestigen", now=now)


def _cleaned(facts: SignUpFacts) -> tuple[str, str, str | None]:
    naam = mask_bsn(clean_line(facts.naam))[0]
    organisatie = mask_bsn(clean_line(facts.organisatie or ""))[0]
    email = facts.email.strip().lower()
    if not naam or len(naam) > 120 or len(organisatie) > 200:
        raise DomainError("Vul uw naam in.")
    if not _EMAIL.match(email) or len(email) > 254:
        raise DomainError("Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl.")
    return naam, email, organisatie or None


def _ask_again(
    session: Session,
    site: Site,
    meeting: Meeting,
    found: Aanmelding,
    naam: str,
    organisatie: str | None,
    now: datetime,
) -> None:
    """Somebody who signed up before: only the mailbox hears how it stands. Nobody else can change a confirmed name."""
    found.gemaild_op = now
    if found.stand == Stand.GEVRAAGD:
        found.naam, found.organisatie, found.gevraagd_op = naam, organisatie, now
        session.flush()
        send(session, site, meeting, found, "bijeenkomst-bevestigen", now=now)
    else:
        send(session, site, meeting, found, "bijeenkomst-al-aangemeld", now=now, wacht=found.stand == Stand.WACHTLIJST)


def confirm(session: Session, *, site: Site, meeting: Meeting, code: str, now: datetime) -> Stand:
    """The reader of this mailbox wants it: a place, or the waiting list. Doing it again changes nothing.

    Counts as long as the meeting has not begun, also after the last day to sign up. Raises ``NotFound`` when the
    question was older than seven days or withdrawn, ``Conflict`` when it is too late.
    """
    lijst = lock(session, meeting)
    entry = _entry(session, lijst, code)
    if entry.stand != Stand.GEVRAAGD:
        return Stand(entry.stand)
    if entry.gevraagd_op < now - CONFIRM_WITHIN:
        raise NotFound("Deze link is ouder dan zeven dagen. Meld u opnieuw aan.")
    if _cancelled(lijst) or meeting.meta.afgelast or now >= meeting.begins:
        raise Conflict("Het is te laat: de bijeenkomst is begonnen, voorbij of afgelast.")
    last = session.scalar(select(func.max(Aanmelding.rang)).where(Aanmelding.lijst_id == lijst.id)) or 0
    entry.stand, entry.rang, entry.bevestigd_op = Stand.WACHTLIJST, last + 1, now
    session.flush()
    fill(session, site=site, meeting=meeting, lijst=lijst, now=now, newcomer=entry)
    if entry.stand == Stand.WACHTLIJST:
        send(session, site, meeting, entry, "bijeenkomst-wachtlijst", now=now, nummer=place_in_line(session, entry))
    return Stand(entry.stand)


def fill(
    session: Session,
    *,
    site: Site,
    meeting: Meeting,
    lijst: Deelnemerslijst,
    now: datetime,
    newcomer: Aanmelding | None = None,
) -> int:
    """Give free places to who waits longest, and tell them; how many. The list must be locked.

    With fewer places than people nobody loses a place; there is just none free until enough people sign off.
    """
    if _cancelled(lijst) or meeting.meta.afgelast or now >= meeting.begins:
        return 0
    free = meeting.meta.plaatsen - _count(session, lijst, Stand.BEVESTIGD)
    waiting = _of(lijst, Stand.WACHTLIJST).order_by(Aanmelding.rang).limit(max(free, 0))
    first = session.scalars(waiting).all()
    soon = now.astimezone(AMSTERDAM).date() >= meeting.meta.datum - timedelta(days=REMIND_DAYS)
    for entry in first:
        entry.stand = Stand.BEVESTIGD
        entry.herinnerd_op = now if soon else None  # close to the day this mail is the reminder
        message = "bijeenkomst-plaats" if entry is newcomer else "bijeenkomst-plaats-vrij"
        send(session, site, meeting, entry, message, now=now, herinnering=not soon)
    session.flush()
    return len(first)


def sign_off(session: Session, *, site: Site, meeting: Meeting, code: str, now: datetime) -> None:
    """Forget the person at once and give the place to who waits longest. Doing it twice is fine."""
    lijst = lock(session, meeting)
    entry = session.scalar(_mine(lijst, code))
    if entry is not None:
        _remove(session, site, meeting, lijst, entry, PERSON, now)


def forget(session: Session, *, code: str) -> None:
    """Forget somebody of whose meeting the file is gone, so that there is nothing to mail about."""
    session.execute(delete(Aanmelding).where(Aanmelding.code == code))


def sign_off_for(session: Session, *, site: Site, meeting: Meeting, actor: Actor, entry_id: int, now: datetime) -> None:
    """A coördinator signs somebody off, for instance after a phone call. Raises NotAllowed or NotFound."""
    if not can_change_list(actor):
        raise NotAllowed("Alleen een coördinator meldt iemand af.")
    lijst = lock(session, meeting)
    entry = session.scalar(select(Aanmelding).where(Aanmelding.lijst_id == lijst.id, Aanmelding.id == entry_id))
    if entry is None:
        raise NotFound("Deze persoon staat niet meer op de lijst.")
    _remove(session, site, meeting, lijst, entry, actor.audit_name, now)


def _remove(
    session: Session,
    site: Site,
    meeting: Meeting,
    lijst: Deelnemerslijst,
    entry: Aanmelding,
    actor: str,
    now: datetime,
) -> None:
    mailed = (OutboxMessage.reference == reference(lijst.id), OutboxMessage.to == entry.email)
    session.execute(delete(OutboxMessage).where(*mailed, OutboxMessage.status == SENT))
    if entry.stand != Stand.GEVRAAGD and now < meeting.ends:
        send(session, site, meeting, entry, "bijeenkomst-afgemeld", now=now, door_ons=actor != PERSON)
    session.delete(entry)
    session.flush()
    record(session, lijst, actor, "bijeenkomst-afgemeld", now)
    fill(session, site=site, meeting=meeting, lijst=lijst, now=now)


def cancel_meeting(session: Session, *, site: Site, meeting: Meeting, actor: Actor, reason: str, now: datetime) -> None:
    """A coördinator cancels: everybody on the list hears it once. Raises NotAllowed or DomainError."""
    if not can_change_list(actor):
        raise NotAllowed("Alleen een coördinator last een bijeenkomst af.")
    reason = mask_bsn(clean_line(reason))[0]
    if not reason or len(reason) > 220:
        raise DomainError("Schrijf in één zin waarom de bijeenkomst niet doorgaat.")
    if now >= meeting.begins:
        raise Conflict("Deze bijeenkomst is al begonnen of voorbij.")
    call_off(session, site, meeting, lock(session, meeting), actor.audit_name, reason, now)


def call_off(
    session: Session, site: Site, meeting: Meeting, lijst: Deelnemerslijst, actor: str, reason: str, now: datetime
) -> None:
    """Write down that it does not take place and mail everybody; a second time does nothing. The list is locked."""
    if lijst.afgelast_op is not None:
        return
    lijst.afgelast_op, lijst.afgelast_reden = now, reason
    session.execute(delete(Aanmelding).where(Aanmelding.lijst_id == lijst.id, Aanmelding.stand == Stand.GEVRAAGD))
    for entry in session.scalars(select(Aanmelding).where(Aanmelding.lijst_id == lijst.id).order_by(Aanmelding.rang)):
        send(session, site, meeting, entry, "bijeenkomst-afgelast", now=now, reden=reason)
    session.flush()
    record(session, lijst, actor, "bijeenkomst-afgelast", now)


def lock(session: Session, meeting: Meeting) -> Deelnemerslijst:
    """The list of a meeting, made when it was not there, and nobody else's until this transaction ends."""
    wanted = select(Deelnemerslijst).where(Deelnemerslijst.slug == meeting.slug).with_for_update()
    found = session.scalar(wanted.execution_options(populate_existing=True))
    if found is not None:
        return found
    made = Deelnemerslijst(
        slug=meeting.slug,
        titel=meeting.meta.titel,
        begint_op=meeting.begins,
        eindigt_op=meeting.ends,
        gemeld=meeting.told,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # somebody else made it at this very moment
        pass
    return session.scalars(wanted).one()


def place_in_line(session: Session, entry: Aanmelding) -> int:
    """1 for who gets the next place that comes free."""
    before = select(func.count()).where(
        Aanmelding.lijst_id == entry.lijst_id, Aanmelding.stand == Stand.WACHTLIJST, Aanmelding.rang <= entry.rang
    )
    return session.scalar(before) or 1


def record(session: Session, lijst: Deelnemerslijst, actor: str, action: str, now: datetime) -> None:
    """One line in the audit log; never who it was about."""
    audit.record(
        session, at=now, actor=actor, action=action, object_type="bijeenkomst", object_id=lijst.id, slug=lijst.slug
    )


def _is_open(lijst: Deelnemerslijst, meeting: Meeting, now: datetime) -> bool:
    return meeting.state(Taken(cancelled=_cancelled(lijst)), now) is Toestand.OPEN


def _cancelled(lijst: Deelnemerslijst) -> str | None:
    return (lijst.afgelast_reden or "-") if lijst.afgelast_op else None


def _of(lijst: Deelnemerslijst, stand: Stand) -> Select[Aanmelding]:
    return select(Aanmelding).where(Aanmelding.lijst_id == lijst.id, Aanmelding.stand == stand)


def _mine(lijst: Deelnemerslijst, code: str) -> Select[Aanmelding]:
    return select(Aanmelding).where(Aanmelding.lijst_id == lijst.id, Aanmelding.code == code)


def _entry(session: Session, lijst: Deelnemerslijst, code: str) -> Aanmelding:
    found = session.scalar(_mine(lijst, code).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(GONE)
    return found


def _count(session: Session, lijst: Deelnemerslijst, stand: Stand) -> int:
    counted = select(func.count()).where(Aanmelding.lijst_id == lijst.id, Aanmelding.stand == stand)
    return session.scalar(counted) or 0
