"""Letting people go: the list of things to do, with days counted back from the end of the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from urllib.parse import urlencode, urlsplit

from icalendar import Calendar, Event

from app.behoud.schema import Actie, VanWerkNaarWerk
from app.core.workdays import is_workday
from app.kennisbank.facts import dutch_date

MOST = 250
"""People in one group of the triage; above it the desk wants to hear it by phone first."""
YEARS_AHEAD, WEEKS_BACK = 3, 26
Stand = Literal["nu", "te-laat", "straks", "na-afloop"]
_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Vraag:
    """What the employer filled in: the end date and how many people are in each group. Nobody is named."""

    einde: date | None
    aantallen: Mapping[str, int]

    @property
    def mensen(self) -> int:
        """All groups together."""
        return sum(self.aantallen.values())


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing to do. ``dag`` is a working day; None while no end date is known or for what must be done at once.

    stand: nu (as soon as possible), te-laat (the day passed, do it now), straks, or na-afloop.
    """

    actie: Actie
    dag: date | None
    stand: Stand


def read(pairs: Mapping[str, str], definition: VanWerkNaarWerk, today: date) -> tuple[Vraag, dict[str, str]]:
    """The question and, per field, what is wrong with it; a field that is wrong counts as not filled in."""
    mistakes: dict[str, str] = {}
    end: date | None = None
    text = pairs.get("einde", "").strip()
    if text:
        end = _day(text)
        if end is None:
            mistakes["einde"] = "Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 31-3-2027."
        elif not today - timedelta(weeks=WEEKS_BACK) <= end <= date(today.year + YEARS_AHEAD, 12, 31):
            mistakes["einde"] = f"{dutch_date(end)} ligt te ver weg. Kies een datum dichterbij."
            end = None
    counts: dict[str, int] = {}
    for group in definition.groepen:
        number = pairs.get(group.sleutel, "").strip()
        if not number:
            continue
        if re.fullmatch(r"\d{1,3}", number, re.ASCII) and int(number) <= MOST:
            counts[group.sleutel] = int(number)
        else:
            mistakes[group.sleutel] = f"Vul een getal in van 0 tot en met {MOST}."
    return Vraag(end, counts), mistakes


def _day(text: str) -> date | None:
    found = _DUTCH.fullmatch(text)
    iso = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text
    try:
        return date.fromisoformat(iso) if _ISO.fullmatch(iso) else None
    except ValueError:
        return None


def write(asked: Vraag) -> str:
    """The query string of a question."""
    pairs = [("einde", asked.einde.isoformat())] if asked.einde else []
    return urlencode(pairs + [(key, str(number)) for key, number in asked.aantallen.items() if number])


def timeline(definition: VanWerkNaarWerk, end: date | None, today: date) -> list[Moment]:
    """Everything to do in order. A day in the weekend or on a holiday moves to the working day before it.

    The last day of the contract itself stays as it is; what comes after it moves to the next working day.
    """
    return [_moment(action, end, today) for action in definition.acties]


def _moment(action: Actie, end: date | None, today: date) -> Moment:
    if action.weken_voor is None:
        return Moment(action, None, "nu")
    after = action.weken_voor < 0
    if end is None:
        return Moment(action, None, "na-afloop" if after else "straks")
    day = end - timedelta(weeks=action.weken_voor)
    while action.weken_voor != 0 and not is_workday(day):
        day += timedelta(days=1 if after else -1)
    if after:
        return Moment(action, day, "na-afloop")
    return Moment(action, day, "te-laat" if day < today else "straks")


def summary(definition: VanWerkNaarWerk, asked: Vraag) -> str:
    """What goes with the request: numbers and a date, nobody is named; at most 500 characters."""
    groups = [
        f"{asked.aantallen[group.sleutel]} {group.naam[0].lower()}{group.naam[1:]}"
        for group in definition.groepen
        if asked.aantallen.get(group.sleutel)
    ]
    lines = ["Ik moet mensen laten gaan en wil graag hulp."]
    if groups:
        lines.append(f"Aantal mensen: {asked.mensen} ({', '.join(groups)}).")
    if asked.einde:
        lines.append(f"Einde van het contract: {dutch_date(asked.einde)}.")
    return " ".join(lines)


def calendar(moments: list[Moment], base_url: str, now: datetime) -> bytes:
    """The coming days as a calendar file (RFC 5545), one whole-day event each.

    base_url: address of the site, for links and for the UID. now: aware moment of making (DTSTAMP).
    """
    host = urlsplit(base_url).hostname or "localhost"
    result = Calendar()
    result.add("prodid", f"-//{host}//van-werk-naar-werk//NL")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    for moment in moments:
        if moment.dag is not None and moment.stand in ("straks", "na-afloop"):
            event = Event()
            event.add("uid", f"afscheid.{moment.actie.id}.{moment.dag:%Y%m%d}@{host}")
            event.add("dtstamp", now)
            event.add("dtstart", moment.dag)
            event.add("dtend", moment.dag + timedelta(days=1))
            event.add("summary", moment.actie.wat)
            event.add("description", f"{moment.actie.uitleg}\nDeze dag is een voorstel, geen wettelijke termijn.")
            event.add("url", f"{base_url}/van-werk-naar-werk/laten-gaan")
            event.add("transp", "TRANSPARENT")
            result.add_component(event)
    return bytes(result.to_ical())
