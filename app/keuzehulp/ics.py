"""The deadlines as a calendar file (RFC 5545); the icalendar library takes care of CRLF and folding."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

from app.keuzehulp.timeline import Step, Timeline

ALARMS = (7, 1)
"""Days before a deadline on which the calendar warns."""


def calendar(steps: Timeline, base_url: str, now: datetime) -> bytes:
    """All deadlines that are still to come, one whole-day event each; a yearly one repeats.

    base_url: address of the site, for links and for the UID. now: aware moment of making (DTSTAMP).
    """
    host = urlsplit(base_url).hostname or "localhost"
    result = Calendar()
    result.add("prodid", f"-//{host}//keuzehulp//NL")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    for _, group in groupby(steps.dated, key=lambda s: (s.day, s.slug, s.yearly)):
        result.add_component(_event(list(group), host, base_url, now))
    return bytes(result.to_ical())


def _event(steps: list[Step], host: str, base_url: str, now: datetime) -> Event:
    """One event for the steps of one regeling on one day."""
    first = steps[0]
    day = first.day
    if day is None:
        raise ValueError("a step without a day cannot stand in a calendar")
    lines = [f"{step.what} ({step.when})" for step in steps]
    doubt = [] if first.sure else ["Alleen als deze regeling past."]
    event = Event()
    event.add("uid", f"{first.slug}.{first.id}.{day:%Y%m%d}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{first.titel}: {first.what if len(steps) == 1 else f'{len(steps)} stappen'}")
    event.add("description", "\n".join([*lines, *doubt, "De uitvoerder beslist. Kijk op de pagina of dit nog klopt."]))
    event.add("url", f"{base_url}/regelingen/{first.slug}")
    event.add("transp", "TRANSPARENT")
    if first.yearly:
        event.add("rrule", {"freq": "yearly", "count": 3})
    for days in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"Over {days} {'dag' if days == 1 else 'dagen'}: {first.titel}")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event
