"""When a werkgever may choose to be called: the working hours of the contact person, without holidays and absence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hours import DAYS, Hours, hours_of, parse_hours, time_in_words
from app.accounts.models import Medewerker
from app.contact.dossier_models import Belmoment, Dagdeel
from app.contact.models import Afwezigheid
from app.contact.promise import day_in_words
from app.core.workdays import is_workday
from app.kennisbank.region import Regio

CALL_DAYS = 5
LOOK_AHEAD = 28
NOON, AFTER_LUNCH = time(12), time(13)
SHORTEST = 30
"""Minutes: in less nobody can promise to call."""


@dataclass(frozen=True, slots=True)
class Belkeuze:
    """A part of a day on which the contact person works, with the times."""

    dag: date
    dagdeel: Dagdeel
    uren: Hours


def office_hours(region: Regio) -> Hours:
    """When the desk works; also for who has no hours of their own."""
    return parse_hours(region.loket.kantooruren)


def parts_of(hours: Hours) -> tuple[tuple[Dagdeel, Hours], ...]:
    """The morning until 12.00 and the afternoon from 13.00, as far as they last half an hour or more."""
    halves = (
        (Dagdeel.OCHTEND, hours.start, min(hours.end, NOON)),
        (Dagdeel.MIDDAG, max(hours.start, AFTER_LUNCH), hours.end),
    )
    return tuple(
        (part, Hours(start, end)) for part, start, end in halves if _minutes(end) - _minutes(start) >= SHORTEST
    )


def call_moments(
    hours: Mapping[str, Hours], away: Sequence[tuple[date, date]], today: date, count: int = CALL_DAYS
) -> tuple[Belkeuze, ...]:
    """The moments on the first ``count`` days after ``today`` with ``hours``, not in ``away`` and no holiday.

    ``hours``: per day ("ma" to "vr"). Looks four weeks ahead; later than that nobody plans a call.
    """
    found: dict[date, list[Belkeuze]] = {}
    for ahead in range(1, LOOK_AHEAD + 1):
        day = today + timedelta(days=ahead)
        if not is_workday(day) or any(van <= day <= tot for van, tot in away):
            continue
        works = hours.get(DAYS[day.weekday()])
        moments = [Belkeuze(day, part, part_hours) for part, part_hours in parts_of(works)] if works else []
        if moments:
            found[day] = moments
    return tuple(moment for day in list(found)[:count] for moment in found[day])


def moments_of(session: Session, owner: Medewerker | None, today: date, office: Hours) -> tuple[Belkeuze, ...]:
    """When ``owner`` (None: the desk) can call."""
    if owner is None:
        return call_moments(dict.fromkeys(DAYS, office), (), today)
    away = session.execute(
        select(Afwezigheid.van, Afwezigheid.tot).where(Afwezigheid.medewerker_id == owner.id, Afwezigheid.tot >= today)
    )
    hours = hours_of(owner.werkdagen, owner.werktijden, office)
    return call_moments(hours, [(row.van, row.tot) for row in away], today)


def call_in_words(moment: Belmoment) -> str:
    """ "dinsdag 24 november 2026, tussen 9.00 en 12.00 uur"; without times "'s ochtends"."""
    if moment.van is None or moment.tot is None:
        return f"{day_in_words(moment.dag)}, {Dagdeel(moment.dagdeel).label}"
    return f"{day_in_words(moment.dag)}, tussen {time_in_words(moment.van)} en {time_in_words(moment.tot)} uur"


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
