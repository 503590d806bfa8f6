"""What everything that fits yields together. Totals only over regelingen that may be combined. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.schema import Regeling
from app.keuzehulp.engine import Outcome
from app.keuzehulp.formulas import Span, Yield, calculate


@dataclass(frozen=True, slots=True)
class Total:
    """The best set of regelingen that may all be combined, per calendar year; low and high in whole euros."""

    slugs: tuple[str, ...]
    titels: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """All yields, money first, and the total of what may be combined (None with fewer than two)."""

    yields: tuple[Yield, ...]
    total: Total | None

    @property
    def needs(self) -> tuple[str, ...]:
        """Questions without which an amount is missing."""
        return tuple(dict.fromkeys(question for item in self.yields for question in item.needs))

    @property
    def counted(self) -> tuple[Yield, ...]:
        """The yields with an amount."""
        return tuple(item for item in self.yields if item.spans)

    @property
    def highest(self) -> Decimal:
        """The largest amount in euros per calendar year; the full length of a bar."""
        spans = [s for item in self.counted if _yearly_money(item) for s in item.spans]
        spans += self.total.spans if self.total else ()
        return max((s.high for s in spans), default=Decimal(0))


def amounts(catalogue: Catalogue, outcome: Outcome) -> Amounts:
    """What the regelingen that fit or may fit yield, with their derivation."""
    found = [
        made
        for result in outcome.results
        if result.possible
        and (
            made := calculate(
                result.slug, result.regeling, result.kind == "past", catalogue.facts, outcome.answers, outcome.day
            )
        )
    ]
    order = {"euro": 0, "uren": 1}
    found.sort(key=lambda y: (not y.spans, order[y.unit], y.per != "kalenderjaar", -value(y)))
    regelingen = {result.slug: result.regeling for result in outcome.results}
    return Amounts(tuple(found), _total([y for y in found if _yearly_money(y)], regelingen))


def value(item: Yield) -> Decimal:
    """The highest amount of one calendar year in euros, to put results in order; 0 without money."""
    return max((s.high for s in item.spans), default=Decimal(0)) if item.unit == "euro" else Decimal(0)


def _yearly_money(item: Yield) -> bool:
    return item.unit == "euro" and item.per == "kalenderjaar" and bool(item.spans)


def may_combine(one: Regeling, one_slug: str, other: Regeling, other_slug: str) -> bool:
    """Does the content say that these two may be used at the same time? One after the other is not together."""
    if other_slug in {c.regeling for c in one.sluit_uit} or one_slug in {c.regeling for c in other.sluit_uit}:
        return False
    return other_slug in {c.regeling for c in one.combineert_met} or one_slug in {
        c.regeling for c in other.combineert_met
    }


def _total(items: list[Yield], regelingen: Mapping[str, Regeling]) -> Total | None:
    """The combinable set with the highest sum; ten regelingen at most, so trying all sets is cheap."""
    best: tuple[Yield, ...] = ()
    pairs = {
        frozenset((a.slug, b.slug))
        for a, b in combinations(items, 2)
        if may_combine(regelingen[a.slug], a.slug, regelingen[b.slug], b.slug)
    }
    for size in range(2, len(items) + 1):
        for group in combinations(items, size):
            if all(frozenset((a.slug, b.slug)) in pairs for a, b in combinations(group, 2)) and _sum(group) > _sum(
                best
            ):
                best = group
    if not best:
        return None
    years: dict[int, tuple[Decimal, Decimal]] = {}
    for item in best:
        for s in item.spans:
            if s.year is not None:
                low, high = years.get(s.year, (Decimal(0), Decimal(0)))
                years[s.year] = (low + (s.low if item.sure else 0), high + s.high)
    spans = tuple(Span(year, *years[year]) for year in sorted(years))
    return Total(tuple(y.slug for y in best), tuple(y.titel for y in best), spans)


def _sum(group: tuple[Yield, ...]) -> Decimal:
    return sum((s.high for item in group for s in item.spans), Decimal(0))
