"""Finding a succesverhaal by sector and by the doubt it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.kennisbank.browse import Facet, FacetValue
from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.terms import Term

LISTS = {"sector": "sectoren", "twijfel": "twijfels"}
"""Filter to list of terms."""


@dataclass(frozen=True, slots=True)
class Stories:
    """What is left of the stories, per sector, and the filters with honest counts."""

    groups: tuple[tuple[Term, tuple[Page, ...]], ...]
    facets: tuple[Facet, ...]
    chosen: Mapping[str, tuple[str, ...]]

    @property
    def count(self) -> int:
        return sum(len(pages) for _term, pages in self.groups)

    @property
    def active(self) -> list[tuple[str, FacetValue]]:
        """(filter, value) for every chosen value."""
        return [(facet.name, value) for facet in self.facets for value in facet.values if value.chosen]


def select_stories(catalogue: Catalogue, wanted: Mapping[str, Collection[str]], language: str = "nl") -> Stories:
    """Stories that match any value within a filter and all filters together; unknown values are left out."""
    chosen = {
        name: tuple(slug for slug in dict.fromkeys(wanted.get(name, ())) if slug in catalogue.terms[terms])
        for name, terms in LISTS.items()
    }
    pages = catalogue.of_kind("succesverhalen")
    facets = []
    for name, terms in LISTS.items():
        others = {other: slugs for other, slugs in chosen.items() if other != name}
        rest = [page for page in pages if _matches(page, others)]
        values = []
        for slug, term in catalogue.terms[terms].items():
            count = sum(slug in _values(page, name) for page in rest)
            if count or slug in chosen[name]:
                values.append(FacetValue(slug, getattr(term.label, language), count, slug in chosen[name]))
        facets.append(Facet(name, tuple(values)))
    found = [page for page in pages if _matches(page, chosen)]
    groups = [
        (term, tuple(page for page in found if page.succesverhaal.sector == slug))
        for slug, term in catalogue.terms["sectoren"].items()
    ]
    return Stories(tuple(group for group in groups if group[1]), tuple(facets), chosen)


def _values(page: Page, name: str) -> tuple[str, ...]:
    story = page.succesverhaal
    return story.twijfels if name == "twijfel" else (story.sector,)


def _matches(page: Page, wanted: Mapping[str, Collection[str]]) -> bool:
    return all(not slugs or set(slugs) & set(_values(page, name)) for name, slugs in wanted.items())
