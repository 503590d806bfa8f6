"""What a werkgever does with an own request through the mailed link: withdraw, say it is solved, rate, ask for a call.

Only the mailed link allows it: the link of the confirmation page proves nothing about the mailbox.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.hours import OFFICE, Hours
from app.contact import notifications
from app.contact.call_moments import Belkeuze, call_in_words, moments_of
from app.contact.dossier_models import Belmoment, Beoordeling
from app.contact.links import Desk, FollowLink
from app.contact.models import Contactverzoek
from app.contact.promise import local_day
from app.contact.services import Stored, confirm_email, reply_as_werkgever
from app.contact.states import CLOSED, OPEN, Soort, Status
from app.contact.steps import find, lock, move, say, touch
from app.core.errors import DomainError, NotAllowed
from app.core.text import clean_line

GEHOLPEN = ("ja", "deels", "nee")
TEVREDEN = (1, 2, 3, 4, 5)
STILL_OPEN = "Mijn vraag is nog niet opgelost."
ONLY_MAILED = "Gebruik de link uit de e-mail die wij u stuurden."
_PHONE = re.compile(r"^[+\d][\d ()-]{7,24}$")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the werkgever may do now. belmomenten: when to be called; gekozen: in words, when one was chosen."""

    mag_intrekken: bool
    mag_oplossen: bool
    mag_beoordelen: bool
    beoordeeld: bool
    belmomenten: tuple[Belkeuze, ...]
    gekozen: str | None
    telefoon: str

    @property
    def beldagen(self) -> tuple[date, ...]:
        """The days of these moments."""
        return tuple(dict.fromkeys(moment.dag for moment in self.belmomenten))


NOTHING = Choices(False, False, False, False, (), None, "")


def find_choices(session: Session, link: FollowLink, *, now: datetime, office: Hours = OFFICE) -> Choices:
    """What this link allows; nothing without a mailed link. ``office``: the hours of who has no hours of their own."""
    if not link.mailed:
        return NOTHING
    request = find(session, link.referentie)
    moment = session.get(Belmoment, request.id)
    rated = session.get(Beoordeling, request.id) is not None
    is_open = request.status in OPEN
    return Choices(
        mag_intrekken=is_open,
        mag_oplossen=request.status == Status.WACHT_OP_WERKGEVER,
        mag_beoordelen=request.status in (Status.AFGEROND, Status.DOORVERWEZEN) and not rated,
        beoordeeld=rated,
        belmomenten=moments_of(session, request.eigenaar, local_day(now), office) if is_open else (),
        gekozen=call_in_words(moment) if moment is not None and is_open else None,
        telefoon=(moment.telefoon if moment else request.contact_telefoon) or "",
    )


def choose_call(
    session: Session,
    *,
    link: FollowLink,
    dag: date,
    dagdeel: str,
    telefoon: str,
    now: datetime,
    office: Hours = OFFICE,
) -> None:
    """Ask to be called in the hours in which the contact person works; a later choice replaces it.

    Raises DomainError. ``office``: the hours of who has no hours of their own.
    """
    request = _lock(session, link, now)
    telefoon = clean_line(telefoon)
    if request.status not in OPEN:
        raise DomainError("Deze vraag is afgesloten. Schrijf ons als u nog een vraag hebt.")
    offered = moments_of(session, request.eigenaar, local_day(now), office)
    chosen = next((m for m in offered if (m.dag, m.dagdeel) == (dag, dagdeel)), None)
    if chosen is None:
        raise DomainError("Kies een dag en een dagdeel uit de lijst.")
    if not _PHONE.match(telefoon):
        raise DomainError("Vul een telefoonnummer in, bijvoorbeeld 026 123 45 67.")
    moment = session.get(Belmoment, request.id)
    if moment is None:
        moment = Belmoment(verzoek_id=request.id)
        session.add(moment)
    elif (moment.dag, moment.dagdeel, moment.telefoon) == (dag, dagdeel, telefoon):
        return
    moment.dag, moment.dagdeel, moment.telefoon, moment.gekozen_op = dag, dagdeel, telefoon, now
    moment.van, moment.tot = chosen.uren.start, chosen.uren.end
    say(request, Soort.SYSTEEM, f"U wilt gebeld worden op {call_in_words(moment)}.", now=now)
    touch(request, now)


def withdraw(session: Session, *, desk: Desk, link: FollowLink, now: datetime) -> None:
    """The werkgever does not need an answer any more. Doing it twice changes nothing."""
    request = _lock(session, link, now)
    if request.status == Status.INGETROKKEN:
        return
    if request.status not in OPEN:
        raise DomainError("Deze vraag is al afgesloten. U hoeft niets te doen.")
    move(session, request, Status.INGETROKKEN, actor="werkgever", now=now)
    say(request, Soort.SYSTEEM, "U hebt uw vraag ingetrokken. Hebt u nog een vraag? Reageer dan hier.", now=now)
    touch(request, now)
    notifications.announce_event(session, desk, request, "ingetrokken", now)


def mark_solved(session: Session, *, desk: Desk, link: FollowLink, now: datetime) -> None:
    """The answer helped: the request is closed. Doing it twice changes nothing."""
    request = _lock(session, link, now)
    if request.status == Status.AFGEROND:
        return
    if request.status != Status.WACHT_OP_WERKGEVER:
        raise DomainError("Wij zijn nog met uw vraag bezig. Hebt u geen antwoord meer nodig? Trek uw vraag dan in.")
    move(session, request, Status.AFGEROND, actor="werkgever", now=now)
    say(request, Soort.SYSTEEM, "U gaf aan dat uw vraag is opgelost. Toch nog iets? Reageer dan hier.", now=now)
    touch(request, now)
    notifications.announce_event(session, desk, request, "opgelost", now)


def mark_unsolved(session: Session, *, desk: Desk, link: FollowLink, now: datetime) -> Stored:
    """Not solved yet: the request waits on us again, with a new promise. While it waits on us it changes nothing."""
    request = _lock(session, link, now)
    if request.status not in (Status.WACHT_OP_WERKGEVER, *CLOSED):
        return Stored(request.referentie)
    key = f"nog-niet-{request.versie}"
    return reply_as_werkgever(session, desk=desk, link=link, text=STILL_OPEN, key=key, now=now)


def rate(session: Session, *, link: FollowLink, geholpen: str, tevreden: int, now: datetime) -> None:
    """The two questions after closing, once. Raises DomainError for a second time and for other answers."""
    request = _lock(session, link, now)
    if geholpen not in GEHOLPEN or tevreden not in TEVREDEN:
        raise DomainError("Kies bij elke vraag een antwoord.")
    if request.status not in (Status.AFGEROND, Status.DOORVERWEZEN):
        raise DomainError("Deze vraag is nog niet afgesloten.")
    if session.get(Beoordeling, request.id) is not None:
        raise DomainError("U gaf uw mening al. Dank u wel.")
    session.add(Beoordeling(verzoek_id=request.id, geholpen=geholpen, tevreden=tevreden, gegeven_op=now))


def _lock(session: Session, link: FollowLink, now: datetime) -> Contactverzoek:
    """The request, and the address confirmed: whoever does something through the mailed link reads that mailbox."""
    if not link.mailed:
        raise NotAllowed(ONLY_MAILED)
    request = lock(session, link.referentie)
    confirm_email(session, link=link, now=now)
    return request
