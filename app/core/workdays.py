"""Working days of the desk: Monday to Friday without Dutch public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter


@lru_cache(maxsize=32)
def public_holidays(year: int) -> frozenset[date]:
    """Days on which the desk is closed: the official holidays (Algemene termijnenwet, art. 3)."""
    sunday, king = easter(year), date(year, 4, 27)
    around = (-2, 0, 1, 39, 49, 50)  # Goede Vrijdag, Pasen, Hemelvaartsdag, Pinksteren
    fixed = ((1, 1), (5, 5), (12, 25), (12, 26))
    return frozenset(
        {sunday + timedelta(days=n) for n in around}
        | {date(year, month, day) for month, day in fixed}
        | {king - timedelta(days=1) if king.weekday() == 6 else king}
    )


def is_workday(day: date) -> bool:
    """Whether the desk works on ``day``."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def add_workdays(start: date, count: int) -> date:
    """The ``count``-th working day after ``start`` (count >= 0); with 0 the first working day on or after it."""
    day = start
    while not is_workday(day) and count == 0:
        day += timedelta(days=1)
    for _ in range(count):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return day


def workdays_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
    days = (end - start).days
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, days + 1))
