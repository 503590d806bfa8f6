"""Files: meetings for a calendar (RFC 5545), and the list of the organiser as CSV."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from app.bijeenkomsten.meetings import Meeting
from app.bijeenkomsten.models import Stand
from app.bijeenkomsten.queries import Row
from app.core.spreadsheet import csv_text

REFRESH = timedelta(hours=12)
"""How often a calendar that follows the feed should look again."""
_HEAD = ("naam", "organisatie", "e-mail", "stand", "nummer op wachtlijst")
_STANDS = {Stand.BEVESTIGD: "plaats", Stand.WACHTLIJST: "wachtlijst", Stand.GEVRAAGD: "niet bevestigd"}


def calendar(
    meetings: Iterable[Meeting], *, name: str, base_url: str, cancelled: Collection[str], now: datetime
) -> bytes:
    """One event per meeting; ``cancelled``: slugs of meetings that do not take place. Times are in UTC."""
    host = urlsplit(base_url).hostname or "localhost"
    result = Calendar()
    result.add("prodid", f"-//{host}//bijeenkomsten//NL")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", name)
    result.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for meeting in meetings:
        result.add_component(_event(meeting, host, base_url, meeting.slug in cancelled, now))
    return bytes(result.to_ical())


def _event(meeting: Meeting, host: str, base_url: str, cancelled: bool, now: datetime) -> Event:
    meta = meeting.meta
    off = cancelled or bool(meta.afgelast)
    event = Event()
    event.add("uid", f"{meeting.slug}@{host}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.begins.astimezone(UTC))
    event.add("dtend", meeting.ends.astimezone(UTC))
    event.add("summary", f"Gaat niet door: {meta.titel}" if off else meta.titel)
    event.add("location", meeting.where)
    event.add(
        "description", f"{meta.samenvatting}\n\nVoor wie: {meta.voor_wie}\n{base_url}/bijeenkomsten/{meeting.slug}"
    )
    event.add("url", f"{base_url}/bijeenkomsten/{meeting.slug}")
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    return event


def as_csv(rows: Iterable[Row]) -> str:
    """For a Dutch spreadsheet: semicolons, with a byte order mark. Text of people never becomes a formula."""
    lines = [(row.naam, row.organisatie, row.email, _STANDS[row.stand], row.nummer or "") for row in rows]
    return "\ufeff" + csv_text([_HEAD, *lines])
