"""The promise: by which day an answer comes, and how late we are, in words."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from app.core.clock import AMSTERDAM
from app.core.workdays import add_workdays, workdays_between
from app.kennisbank.region import Regio


def local_day(moment: datetime) -> date:
    """The day on which people at the desk live ``moment`` (aware)."""
    return moment.astimezone(AMSTERDAM).date()


def promised_day(region: Regio, now: datetime, *, spoed: bool = False) -> date:
    """The last day of the promise for something that comes in at ``now``; counts working days of the desk."""
    return add_workdays(local_day(now), region.belofte.spoed if spoed else region.belofte.werkdagen)


def is_late(beloofd_op: date, today: date) -> bool:
    """The promised day itself is still in time."""
    return today > beloofd_op


def promise_in_words(beloofd_op: date, today: date) -> str:
    """ "vandaag", "nog 2 werkdagen" or "3 werkdagen te laat"; a promise that ran out in the weekend is "te laat"."""
    if today == beloofd_op:
        return "vandaag"
    if today < beloofd_op:
        left = workdays_between(today, beloofd_op)
        return f"nog {_workdays(left)}"
    over = workdays_between(beloofd_op, today)
    return f"{_workdays(over)} te laat" if over else "te laat"


def _workdays(count: int) -> str:
    return "1 werkdag" if count == 1 else f"{count} werkdagen"


@lru_cache(maxsize=64)
def day_in_words(day: date) -> str:
    """ "dinsdag 24 november 2026"."""
    return format_date(day, "EEEE d MMMM y", locale="nl")
