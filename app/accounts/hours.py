"""Working hours: per day from when until when somebody works. Pure; the office hours of the desk are the default.

Stored as words ("9.00-17.00") per working day, so that a coördinator reads in the database what the screen says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from app.core.errors import DomainError

DAYS = ("ma", "di", "wo", "do", "vr")
_TIME = re.compile(r"^([01]?[0-9]|2[0-3])(?:[.:]([0-5][0-9]))?(?:\s*uur)?$")
_PERIOD = re.compile(r"^(\S+)-(\S+)$")


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``start`` until ``end`` (later than ``start``), local time."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise DomainError("Het einde van de werkdag ligt niet na het begin. Controleer de tijden.")

    def __str__(self) -> str:
        return f"{time_in_words(self.start)}-{time_in_words(self.end)}"


OFFICE = Hours(time(9), time(17))
"""When a region does not say otherwise."""


def parse_time(text: str) -> time:
    """ "9", "9.30", "09:30" or "9.30 uur"; raises DomainError for anything else."""
    match = _TIME.match(text.strip())
    if match is None:
        raise DomainError("Vul een tijd in, bijvoorbeeld 9.00.")
    return time(int(match[1]), int(match[2] or 0))


def parse_hours(text: str) -> Hours:
    """ "9.00-17.00"; raises DomainError for anything else."""
    match = _PERIOD.match(text.strip())
    if match is None:
        raise DomainError("Vul werktijden in als 9.00-17.00.")
    return Hours(parse_time(match[1]), parse_time(match[2]))


def time_in_words(moment: time) -> str:
    """ "9.00"."""
    return f"{moment.hour}.{moment.minute:02}"


def hours_of(
    werkdagen: Sequence[str], werktijden: Mapping[str, str] | None, office: Hours = OFFICE
) -> dict[str, Hours]:
    """The hours of every working day, Monday first; a day without own hours follows the ``office``."""
    own = werktijden or {}
    return {day: parse_hours(own[day]) if day in own else office for day in DAYS if day in werkdagen}


def stored_hours(werkdagen: Sequence[str], werktijden: Mapping[str, str]) -> dict[str, str] | None:
    """What to keep of what was filled in per day ("9.00-17.00", empty: office hours). Raises DomainError."""
    own = {day: str(parse_hours(werktijden[day])) for day in DAYS if day in werkdagen and werktijden.get(day)}
    return own or None
