"""Which pages must be checked again, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.dates import OVERDUE
from app.kennisbank.checks.prose import is_over

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """One page. ``state``: geblokkeerd is so late that every change must start with checking the page."""

    page: Page
    state: Literal["geblokkeerd", "te-laat", "binnenkort", "later"]


def pages_due(catalogue: Catalogue, today: date, words: str = "", *, everything: bool = False) -> list[Due]:
    """Pages to check within thirty days, oldest first; with ``words`` or ``everything`` also the others.

    words: all of them stand in the title, the file name or the owner.
    """
    wanted = words.casefold().split()
    rows = [Due(page, _state(page, today)) for page in _pages(catalogue, today) if _has(page, wanted)]
    if not (everything or wanted):
        rows = [row for row in rows if row.state != "later"]
    return sorted(rows, key=lambda row: (row.page.meta.nakijken_voor, row.page.meta.titel))


def _pages(catalogue: Catalogue, today: date) -> Iterable[Page]:
    return (page for kind in catalogue.pages.values() for page in kind.values() if not is_over(page, today))


def _has(page: Page, words: Iterable[str]) -> bool:
    text = f"{page.meta.titel} {page.file} {page.meta.eigenaar}".casefold()
    return all(word in text for word in words)


def _state(page: Page, today: date) -> Literal["geblokkeerd", "te-laat", "binnenkort", "later"]:
    due = page.meta.nakijken_voor
    if due + OVERDUE < today:
        return "geblokkeerd"
    if due < today:
        return "te-laat"
    return "binnenkort" if due - SOON <= today else "later"
