"""What a werkgever does with an own request through the mailed link: withdraw, say it is solved, rate, ask for a call.

Only the mailed link allows it: the link of the confirmation page proves nothing about the mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contact import notifications
from app.contact.dossier_models import Belmoment, Beoordeling, Dagdeel
from app.contact.links import Desk, FollowLink
from app.contact.models import Afwezigheid, Contactverzoek
from app.contact.promise import day_in_words, local_day
from app.contact.services import Stored, confirm_email, reply_as_werkgever
from app.contact.states import CLOSED, OPEN, Soort, Status
from app.contact.steps import find, lock, move, say, touch
from app.core.errors import DomainError, NotAllowed
from app.core.text import clean_line
from app.core.workdays import is_workday

GEHOLPEN = ("ja", "deels", "nee")
TEVREDEN = (1, 2, 3, 4, 5)
CALL_DAYS = 5
LOOK_AHEAD = 28
STILL_OPEN = "Mijn vraag is nog niet opgelost."
ONLY_MAILED = "Gebruik de link uit de e-mail die wij u stuurden."
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_PHONE = re.compile(r"^[+\d][\d ()-]{7,24}$")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the werkgever may do now. beldagen: days to be called on; gekozen: the day in words, when one was chosen."""

    mag_intrekken: bool
    mag_oplossen: bool
    mag_beoordelen: bool
    beoordeeld: bool
    beldagen: tuple[date, ...]
    gekozen: str | None
    telefoon: str


NOTHING = Choices(False, False, False, False, (), None, "")


def find_choices(session: Session, link: FollowLink, *, now: datetime) -> Choices:
    """What this link allows; nothing without a mailed link."""
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
        beldagen=_call_days(session, request, now) if is_open else (),
        gekozen=call_in_words(moment) if moment is not None and is_open else None,
        telefoon=(moment.telefoon if moment else request.contact_telefoon) or "",
    )


def call_days(
    workdays: Sequence[str], away: Sequence[tuple[date, date]], today: date, count: int = CALL_DAYS
) -> tuple[date, ...]:
    """The first ``count`` days after ``today`` that are in ``workdays`` ("ma", "di", ...), not in ``away``, no holiday.

    Looks four weeks ahead; later than that nobody plans a call.
    """
    found = []
    for ahead in range(1, LOOK_AHEAD + 1):
        day = today + timedelta(days=ahead)
        works = _DAYS[day.weekday()] in workdays and is_workday(day)
        if works and not any(van <= day <= tot for van, tot in away):
            found.append(day)
    return tuple(found[:count])


def call_in_words(moment: Belmoment) -> str:
    """ "dinsdag 24 november 2026, 's ochtends"."""
    return f"{day_in_words(moment.dag)}, {Dagdeel(moment.dagdeel).label}"


def choose_call(session: Session, *, link: FollowLink, dag: date, dagdeel: str, telefoon: str, now: datetime) -> None:
    """Ask to be called on a day on which the contact person works; a later choice replaces it. Raises DomainError."""
    request = _lock(session, link, now)
    telefoon = clean_line(telefoon)
    if request.status not in OPEN:
        raise DomainError("Deze vraag is afgesloten. Schrijf ons als u nog een vraag hebt.")
    if dagdeel not in set(Dagdeel) or dag not in _call_days(session, request, now):
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


def _call_days(session: Session, request: Contactverzoek, now: datetime) -> tuple[date, ...]:
    today = local_day(now)
    owner = request.eigenaar
    if owner is None:
        return call_days(_DAYS, (), today)
    away = session.execute(
        select(Afwezigheid.van, Afwezigheid.tot).where(Afwezigheid.medewerker_id == owner.id, Afwezigheid.tot >= today)
    )
    return call_days(owner.werkdagen, [(row.van, row.tot) for row in away], today)
