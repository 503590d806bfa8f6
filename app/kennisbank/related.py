"""Pages that belong together, computed from the facts they share and not only from hand-made lists."""

from __future__ import annotations

from dataclasses import dataclass

from app.kennisbank.catalogue import Catalogue, Page


@dataclass(frozen=True, slots=True)
class Related:
    """What to read next, best first."""

    regelingen: tuple[Page, ...]
    artikelen: tuple[Page, ...]
    succesverhalen: tuple[Page, ...]


def related(catalogue: Catalogue, page: Page, limit: int = 4) -> Related:
    """Pages nearest to ``page``: named on either side first, then shared fasen, doelgroepen, soort and uitvoerder."""
    return Related(
        _best(catalogue, page, "regelingen", limit),
        _best(catalogue, page, "artikelen", 3),
        _best(catalogue, page, "succesverhalen", 2),
    )


def _best(catalogue: Catalogue, page: Page, kind: str, limit: int) -> tuple[Page, ...]:
    scored = []
    for other in catalogue.pages[kind].values():
        score = _score(page, other)
        if score > 0 and not (other.kind == page.kind and other.slug == page.slug):
            scored.append((-score, -getattr(other.meta, "belang", 50), other.meta.titel, other))
    scored.sort(key=lambda item: item[:3])
    return tuple(item[3] for item in scored[:limit])


def _score(page: Page, other: Page) -> float:
    named = 6.0 * (other.slug in _names(page)) + 5.0 * (page.slug in _names(other))
    score = named
    for field, weight in (
        ("fasen", 0.6),
        ("doelgroepen", 0.8),
        ("uitvoerders", 0.4),
        ("twijfels", 1.5),
        ("regelingen", 1.5),
    ):
        score += weight * len(set(getattr(page.meta, field, ())) & set(getattr(other.meta, field, ())))
    if getattr(page.meta, "soort", 1) == getattr(other.meta, "soort", 2):
        score += 0.8
    if other.kind == "succesverhalen" and not named and score < 2:
        return 0.0
    if getattr(other.meta, "status", "") == "vervallen" and not named:
        return 0.0
    return score


def _names(page: Page) -> set[str]:
    """Slugs of regelingen that a page names in its fields."""
    meta = page.meta
    names = set(getattr(meta, "regelingen", ()))
    for field in ("combineert_met", "eerst_dan"):
        names |= {item.regeling for item in getattr(meta, field, ())}
    return names
