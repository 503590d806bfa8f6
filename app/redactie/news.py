"""Wat is er nieuw: the change notes of all pages, newest first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Literal

from app.core.clock import AMSTERDAM
from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.schema import KIND_NAMES, Wijziging

MONTHS = 12
FEED_LENGTH = 50


@dataclass(frozen=True, slots=True)
class News:
    """One change of one page."""

    page: Page
    change: Wijziging

    @property
    def id(self) -> str:
        """The same as long as page, day and words are the same."""
        words = f"{self.page.kind}/{self.page.slug} {self.change.datum} {self.change.tekst}"
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    @property
    def path(self) -> str:
        return f"/{self.page.kind}/{self.page.slug}"

    @property
    def great(self) -> bool:
        """Whether subscribers hear of it."""
        return self.change.soort == "groot"

    @property
    def at(self) -> datetime:
        """The start of its day in Amsterdam."""
        return datetime.combine(self.change.datum, time.min, AMSTERDAM)


@dataclass(frozen=True, slots=True)
class Month:
    """The changes of one month, great and small apart. ``first`` is its first day."""

    first: date
    great: tuple[News, ...]
    small: tuple[News, ...]


Topic = Literal["fase", "uitvoerder", "regeling"]


def about(page: Page, topic: Topic, slug: str) -> bool:
    """Whether a page belongs to a fase, an uitvoerder or a regeling."""
    if topic == "regeling":
        return page.kind == "regelingen" and page.slug == slug
    meta = page.meta
    if topic == "uitvoerder":
        return slug in getattr(meta, "uitvoerders", ())
    return slug in getattr(meta, "fasen", ()) or slug == getattr(meta, "fase", None)


def list_news(catalogue: Catalogue, today: date, topic: Topic | None = None, slug: str = "") -> list[News]:
    """Changes up to and including today, newest first, of everything or of one topic."""
    found = [
        News(page, change)
        for kind in KIND_NAMES
        for page in catalogue.pages[kind].values()
        if topic is None or about(page, topic, slug)
        for change in page.meta.wijzigingen
        if change.datum <= today
    ]
    return sorted(found, key=lambda n: (-n.change.datum.toordinal(), not n.great, n.page.meta.titel))


def by_month(news: Iterable[News]) -> list[Month]:
    """The newest twelve months that have news."""
    months = []
    for first, group in groupby(news, key=lambda n: n.change.datum.replace(day=1)):
        items = list(group)
        months.append(Month(first, tuple(n for n in items if n.great), tuple(n for n in items if not n.great)))
    return months[:MONTHS]


def feed_updated(catalogue: Catalogue, news: Sequence[News]) -> datetime:
    """When a feed changed last; a feed without news is as old as the newest check of a page."""
    if news:
        return news[0].at
    days = [page.meta.nagekeken_op for pages in catalogue.pages.values() for page in pages.values()]
    return datetime.combine(max(days), time.min, AMSTERDAM)
