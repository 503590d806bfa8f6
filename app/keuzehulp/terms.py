"""Counting days: a date plus or minus a term of the law."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

from app.core.workdays import is_workday
from app.kennisbank.facts import Waarde


def shift(day: date, term: Waarde, sign: int) -> date:
    """``day`` plus (sign 1) or minus (sign -1) a term. Months keep the day of the month, or take its last day."""
    number = int(Decimal(str(term.waarde)))
    if term.eenheid == "weken":
        return day + timedelta(weeks=sign * number)
    if term.eenheid in ("maanden", "jaar"):
        months = day.year * 12 + day.month - 1 + sign * number * (12 if term.eenheid == "jaar" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
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
