"""What a regeling is on a given day: open, still to open, closed, running out or gone. Never stored, always asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.kennisbank.facts import dutch_date
from app.kennisbank.schema import Regeling

Kind = Literal["open", "opent", "gesloten", "loopt-af", "vervallen"]


@dataclass(frozen=True, slots=True)
class Status:
    """The state on a day, with a Dutch label for a reader.

    until: last day on which one can apply (open, loopt-af) or on which it existed (vervallen).
    opens: first day of the next known window (opent).
    """

    kind: Kind
    label: str
    until: date | None = None
    opens: date | None = None

    @property
    def usable(self) -> bool:
        """Can an employer use it today?"""
        return self.kind in ("open", "loopt-af")


def status_on(regeling: Regeling, day: date) -> Status:
    """The status of a regeling on ``day``; the first and the last day of a window both count as open."""
    end = regeling.einddatum
    if regeling.status == "vervallen" or (end is not None and end < day):
        since = end + timedelta(days=1) if end is not None and end < day else None
        return Status("vervallen", f"Vervallen sinds {dutch_date(since)}" if since else "Vervallen", end)
    if regeling.status == "loopt-af":
        return Status("loopt-af", f"Loopt af op {dutch_date(end)}" if end else "Loopt af", end)
    if regeling.status == "tijdvak":
        return _window(regeling, day)
    return Status("open", f"Open tot en met {dutch_date(end)}" if end else "Doorlopend open", end)


def _window(regeling: Regeling, day: date) -> Status:
    windows = sorted(regeling.tijdvakken, key=lambda w: w.van)
    for window in windows:
        if window.van <= day <= window.tot:
            return Status("open", f"Open tot en met {dutch_date(window.tot)}", window.tot)
    coming = [window for window in windows if window.van > day]
    if coming:
        first = coming[0]
        return Status("opent", f"Gesloten, opent op {dutch_date(first.van)}", opens=first.van)
    if not regeling.volgende_ronde:
        return Status("gesloten", "Gesloten, volgende ronde nog niet bekend")
    coming_round = regeling.volgende_ronde.removeprefix("verwacht ").rstrip(".")
    return Status("gesloten", f"Gesloten, volgende ronde verwacht {coming_round}")
