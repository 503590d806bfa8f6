"""Browsing regelingen by facet: any of the values within a facet, all facets together, with honest counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.kennisbank.catalogue import Catalogue, Page

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


def select(catalogue: Catalogue, wanted: Mapping[str, Collection[str]], language: str = "nl") -> Selection:
    """Regelingen that match ``wanted`` (facet name to slugs); unknown values are left out."""
    chosen = {
        facet: tuple(slug for slug in dict.fromkeys(wanted.get(facet, ())) if slug in facet_labels(catalogue, facet))
        for facet in FACETS
    }
    pages = list(catalogue.of_kind("regelingen"))
    facets = []
    for facet in FACETS:
        others = {name: slugs for name, slugs in chosen.items() if name != facet}
        rest = [page for page in pages if _matches(catalogue, page, others)]
        facets.append(Facet(facet, tuple(_values(catalogue, facet, rest, chosen[facet], language))))
    return Selection(tuple(page for page in pages if _matches(catalogue, page, chosen)), tuple(facets), chosen)


def _values(
    catalogue: Catalogue, facet: str, rest: Sequence[Page], chosen: Collection[str], language: str
) -> list[FacetValue]:
    found = []
    for slug, label in facet_labels(catalogue, facet, language).items():
        count = sum(slug in facet_values(catalogue, page, facet) for page in rest)
        if count or slug in chosen:
            found.append(FacetValue(slug, label, count, slug in chosen))
    return found


def _matches(catalogue: Catalogue, page: Page, wanted: Mapping[str, Collection[str]]) -> bool:
    return all(not slugs or set(slugs) & set(facet_values(catalogue, page, facet)) for facet, slugs in wanted.items())
