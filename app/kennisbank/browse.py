"""Browsing regelingen by facet: any of the values within a facet, all facets together, with honest counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.derived import Derived

FACETS = ("fase", "doelgroep", "soort", "uitvoerder", "gemeente")
_TERMS = {"fase": "fasen", "doelgroep": "doelgroepen", "soort": "soorten", "uitvoerder": "uitvoerders"}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One box to tick: how many regelingen you get when it is added to the other facets."""

    slug: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What the visitor chose, what that leaves, and the facets with counts."""

    pages: tuple[Page, ...]
    facets: tuple[Facet, ...]
    chosen: Mapping[str, tuple[str, ...]]

    @property
    def active(self) -> list[tuple[str, FacetValue]]:
        """(facet name, value) for every chosen value."""
        return [(facet.name, value) for facet in self.facets for value in facet.values if value.chosen]


def facet_values(catalogue: Catalogue, page: Page, facet: str) -> tuple[str, ...]:
    """Values of one regeling for a facet; a regeling without doelgroepen is for everybody and has none.

    gemeente: where the gemeente of the worker decides, or where something is different.
    """
    meta = page.regeling
    if facet == "gemeente":
        everywhere = tuple(gemeente.slug for gemeente in catalogue.region.gemeenten)
        return everywhere if meta.gemeentelijk else catalogue.local.gemeenten(page.slug)
    return {
        "fase": meta.fasen,
        "doelgroep": meta.doelgroepen,
        "soort": (meta.soort,),
        "uitvoerder": meta.uitvoerders,
    }[facet]


def facet_labels(catalogue: Catalogue, facet: str, language: str = "nl") -> dict[str, str]:
    """Every value a facet can have, with the word for it, in the order to show them."""
    if facet == "gemeente":
        return {gemeente.slug: gemeente.naam for gemeente in catalogue.region.gemeenten}
    return {slug: getattr(term.label, language) for slug, term in catalogue.terms[_TERMS[facet]].items()}


def _numbers(catalogue: Catalogue) -> dict[str, dict[str, int]]:
    """Per facet and value the regelingen that have it, as a number with a bit for each, in the order of the list."""
    found: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for place, page in enumerate(catalogue.of_kind("regelingen")):
        for facet, values in found.items():
            for value in facet_values(catalogue, page, facet):
                values[value] = values.get(value, 0) | 1 << place
    return found


_having = Derived(_numbers)


def select(catalogue: Catalogue, wanted: Mapping[str, Collection[str]], language: str = "nl") -> Selection:
    """Regelingen that match ``wanted`` (facet name to slugs); unknown values are left out."""
    having = _having.of(catalogue)
    labels = {facet: facet_labels(catalogue, facet, language) for facet in FACETS}
    chosen = {
        facet: tuple(slug for slug in dict.fromkeys(wanted.get(facet, ())) if slug in labels[facet]) for facet in FACETS
    }
    pages = catalogue.of_kind("regelingen")
    everything = (1 << len(pages)) - 1
    matching = {
        facet: reduce(or_, (having[facet].get(slug, 0) for slug in slugs)) if slugs else everything
        for facet, slugs in chosen.items()
    }
    facets = []
    for facet in FACETS:
        rest = reduce(and_, (found for name, found in matching.items() if name != facet), everything)
        values = []
        for slug, label in labels[facet].items():
            count = (having[facet].get(slug, 0) & rest).bit_count()
            if count or slug in chosen[facet]:
                values.append(FacetValue(slug, label, count, slug in chosen[facet]))
        facets.append(Facet(facet, tuple(values)))
    shown = reduce(and_, matching.values(), everything)
    return Selection(tuple(page for place, page in enumerate(pages) if shown >> place & 1), tuple(facets), chosen)
