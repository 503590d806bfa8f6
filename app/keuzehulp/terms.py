"""Counting days, weeks and months: a date plus or minus a term of the law, and the length of a period."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from app.core.workdays import is_workday
from app.kennisbank.facts import Waarde

DAYS = Decimal(7)
YEARS = 3
"""How many calendar years are shown, the year of the start included."""


def shift(day: date, term: Waarde, sign: int) -> date:
    """``day`` plus (sign 1) or minus (sign -1) a term. Months keep the day of the month, or take its last day."""
    number = int(Decimal(str(term.waarde)))
    if term.eenheid == "weken":
        return day + timedelta(weeks=sign * number)
    if term.eenheid in ("maanden", "jaar"):
        return add_months(day, sign * number * (12 if term.eenheid == "jaar" else 1))
    if term.eenheid == "werkdagen":
        return _workdays(day, sign * number)
    return day + timedelta(days=sign * number)


def _workdays(day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def periods(start: date, end: date | None, today: date) -> list[tuple[date, date]]:
    """First and last day per calendar year between start and end (end not included), ``YEARS`` years from now on."""
    result = []
    since = max(start.year, today.year)
    for year in range(since, since + YEARS):
        first, last = max(start, date(year, 1, 1)), date(year, 12, 31)
        if end is not None:
            last = min(last, end - timedelta(days=1))
        if first <= last:
            result.append((first, last))
    return result


def weeks(first: date, last: date) -> tuple[Decimal, Decimal]:
    """Whole weeks in a period, and weeks with the days that are left; both days count."""
    days = Decimal((last - first).days + 1)
    return (days / DAYS).to_integral_value(ROUND_FLOOR), days / DAYS


def months(first: date, last: date) -> tuple[Decimal, Decimal]:
    """Whole months in a period, and months begun; both days count."""
    after = last + timedelta(days=1)
    whole = (after.year - first.year) * 12 + after.month - first.month - (after.day < first.day)
    begun = whole + (1 if add_months(first, whole) < after else 0)
    return Decimal(whole), Decimal(begun)


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
