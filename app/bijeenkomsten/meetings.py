"""A meeting as people meet it: when it is, until when they can sign up, and how it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from app.core.clock import AMSTERDAM
from app.core.errors import NotFound
from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.schema import Bijeenkomst

KIND = "bijeenkomsten"
ARCHIVE = timedelta(days=365)
"""How long a past meeting stays on the agenda page."""


class Toestand(StrEnum):
    """How a meeting stands now. Full counts only while people can still sign up."""

    OPEN = "open"
    VOL = "vol"
    GESLOTEN = "gesloten"
    VOORBIJ = "voorbij"
    AFGELAST = "afgelast"


@dataclass(frozen=True, slots=True)
class Taken:
    """What the database knows: people with a place, people waiting, and whether the coördinator cancelled it."""

    placed: int = 0
    waiting: int = 0
    cancelled: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of the content."""

    page: Page

    @property
    def slug(self) -> str:
        return self.page.slug

    @property
    def meta(self) -> Bijeenkomst:
        return self.page.bijeenkomst

    @property
    def begins(self) -> datetime:
        """Aware, in Amsterdam."""
        return _moment(self.meta.datum, self.meta.van)

    @property
    def ends(self) -> datetime:
        """Aware, in Amsterdam."""
        return _moment(self.meta.datum, self.meta.tot)

    @property
    def closes(self) -> datetime:
        """Nobody can sign up from this moment on: after the last day, and never after it began."""
        last = self.meta.aanmelden_tot
        if last is None:
            return self.begins
        return min(self.begins, datetime.combine(last + timedelta(days=1), time.min, AMSTERDAM))

    @property
    def last_day(self) -> date:
        """The last day on which people can sign up."""
        return self.meta.aanmelden_tot or self.meta.datum

    @property
    def where(self) -> str:
        """In one line: name and address, Online, or both."""
        parts = [f"{self.meta.plek.naam}, {self.meta.plek.adres}"] if self.meta.plek else []
        parts += ["online"] if self.meta.vorm == "allebei" else ["Online"] if self.meta.vorm == "online" else []
        return " of ".join(parts)

    @property
    def told(self) -> str:
        """What people were told about when and where; differs when the meeting was moved. At most 700 characters."""
        meta = self.meta
        return f"{meta.datum.isoformat()} {meta.van}-{meta.tot} {self.where}"

    def state(self, taken: Taken, now: datetime) -> Toestand:
        """How it stands at ``now``."""
        if self.meta.afgelast or taken.cancelled:
            return Toestand.AFGELAST
        if now >= self.ends:
            return Toestand.VOORBIJ
        if now >= self.closes:
            return Toestand.GESLOTEN
        full = taken.placed >= self.meta.plaatsen or taken.waiting > 0
        return Toestand.VOL if full else Toestand.OPEN


def _moment(day: date, clock_time: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock_time), AMSTERDAM)


def list_meetings(catalogue: Catalogue, *, production: bool) -> list[Meeting]:
    """All meetings, earliest first; in production without the made-up ones."""
    found = [Meeting(page) for page in catalogue.pages[KIND].values()]
    real = [meeting for meeting in found if not (production and meeting.meta.voorbeeld)]
    return sorted(real, key=lambda meeting: (meeting.begins, meeting.slug))


def find_meeting(catalogue: Catalogue, slug: str, *, production: bool) -> Meeting:
    """One meeting; ``NotFound`` when there is none, or only a made-up one in production."""
    page = catalogue.pages[KIND].get(slug)
    if page is None or (production and page.bijeenkomst.voorbeeld):
        raise NotFound("Deze bijeenkomst staat niet meer op de site. Bel of mail het loket.")
    return Meeting(page)


def upcoming(meetings: Iterable[Meeting], now: datetime) -> list[Meeting]:
    """What is not over yet."""
    return [meeting for meeting in meetings if meeting.ends > now]


def on_agenda(catalogue: Catalogue, today: date, *, production: bool) -> list[Meeting]:
    """What takes place today or later, as far as the content says; the same for the whole day."""
    meetings = list_meetings(catalogue, production=production)
    return [meeting for meeting in meetings if meeting.meta.datum >= today and not meeting.meta.afgelast]


def past(meetings: Iterable[Meeting], now: datetime) -> list[Meeting]:
    """What was there in the last year, newest first."""
    return [meeting for meeting in reversed(list(meetings)) if now - ARCHIVE < meeting.ends <= now]


def by_month(meetings: Iterable[Meeting]) -> list[tuple[date, list[Meeting]]]:
    """Per month its first day and its meetings, in the order they came."""
    groups = groupby(meetings, key=lambda meeting: meeting.meta.datum.replace(day=1))
    return [(first, list(found)) for first, found in groups]
