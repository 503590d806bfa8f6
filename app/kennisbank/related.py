"""Pages that belong together, computed from the facts they share and not only from hand-made lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import nsmallest

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.derived import Derived

NAMED, NAMED_BY = 60, 50
"""Points for a page that this one names, and for one that names it."""
SHARED = {"fasen": 6, "doelgroepen": 8, "uitvoerders": 4, "twijfels": 15, "regelingen": 15}
"""Points for each value that two pages have in common, per field."""
SAME_SOORT = 8
LEAST_FOR_A_STORY = 20
"""A story that nobody names must share this much."""


@dataclass(frozen=True, slots=True)
class Related:
    """What to read next, best first."""

    regelingen: tuple[Page, ...]
    artikelen: tuple[Page, ...]
    succesverhalen: tuple[Page, ...]


def related(catalogue: Catalogue, page: Page) -> Related:
    """Pages nearest to ``page``: named on either side first, then shared fasen, doelgroepen, soort and uitvoerder.

    Found once per page and version of the content.
    """
    return _shelf.of(catalogue).related(page)


class _Shelf:
    """The pages of a catalogue by what they say about themselves, and what was found for each page."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._kinds = {
            kind: _Kind([*catalogue.pages[kind].values()]) for kind in ("regelingen", "artikelen", "succesverhalen")
        }
        self._found: dict[tuple[str, str], Related] = {}

    def related(self, page: Page) -> Related:
        key = (page.kind, page.slug)
        found = self._found.get(key)
        if found is None:
            regelingen, artikelen, stories = (self._kinds[kind] for kind in self._kinds)
            found = self._found[key] = Related(
                regelingen.nearest(page, 4), artikelen.nearest(page, 3), stories.nearest(page, 2)
            )
        return found


_shelf = Derived(_Shelf)


class _Kind:
    """The pages of one kind."""

    def __init__(self, pages: list[Page]) -> None:
        self._pages = pages
        self._place = {page.slug: number for number, page in enumerate(pages)}
        self._with: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._naming: dict[str, list[int]] = defaultdict(list)
        for number, page in enumerate(pages):
            for value in _values(page):
                self._with[value].append(number)
            for slug in _names(page):
                self._naming[slug].append(number)

    def nearest(self, page: Page, limit: int) -> tuple[Page, ...]:
        """The best ``limit`` pages, the most important first among equals; never the page itself."""
        points: dict[int, int] = defaultdict(int)
        for value in _values(page):
            worth = SHARED.get(value[0], SAME_SOORT)
            for number in self._with.get(value, ()):
                points[number] += worth
        named = {self._place[slug] for slug in _names(page) if slug in self._place}
        naming = set(self._naming.get(page.slug, ()))
        for group, worth in ((named, NAMED), (naming, NAMED_BY)):
            for number in group:
                points[number] += worth
        found = [
            (-score, -getattr(other.meta, "belang", 50), other.meta.titel, number)
            for number, score in points.items()
            if (other := self._pages[number]) and (number in named or number in naming or _stands_alone(other, score))
            if (other.kind, other.slug) != (page.kind, page.slug)
        ]
        return tuple(self._pages[item[3]] for item in nsmallest(limit, found))


def _stands_alone(page: Page, score: int) -> bool:
    """May a page that nobody names be offered?"""
    if page.kind == "succesverhalen" and score < LEAST_FOR_A_STORY:
        return False
    return getattr(page.meta, "status", "") != "vervallen"


def _values(page: Page) -> set[tuple[str, str]]:
    """What a page shares with others: (field, value)."""
    found = {(field, value) for field in SHARED for value in getattr(page.meta, field, ())}
    soort = getattr(page.meta, "soort", None)
    return found if soort is None else {*found, ("soort", soort)}


def _names(page: Page) -> set[str]:
    """Slugs of regelingen that a page names in its fields."""
    meta = page.meta
    names = set(getattr(meta, "regelingen", ()))
    for field in ("combineert_met", "eerst_dan"):
        names |= {item.regeling for item in getattr(meta, field, ())}
    return names
