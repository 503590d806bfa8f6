"""What everything that fits yields together. Totals only over regelingen that may be combined. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.derived import Derived
from app.kennisbank.schema import Regeling
from app.keuzehulp.engine import Outcome, Result
from app.keuzehulp.formulas import CONTRACT, Span, Yield, calculate, inputs_of
from app.keuzehulp.rules import START


@dataclass(frozen=True, slots=True)
class Total:
    """The best set of regelingen that may all be combined, per calendar year; low and high in whole euros."""

    slugs: tuple[str, ...]
    titels: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Amounts:
    """All yields, money first, and the total of what may be combined (None with fewer than two)."""

    yields: tuple[Yield, ...]
    total: Total | None

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Questions without which an amount is missing."""
        return tuple(dict.fromkeys(question for item in self.yields for question in item.needs))

    @cached_property
    def counted(self) -> tuple[Yield, ...]:
        """The yields with an amount."""
        return tuple(item for item in self.yields if item.spans)

    @cached_property
    def highest(self) -> Decimal:
        """The largest amount in euros per calendar year; the full length of a bar."""
        spans = [s for item in self.counted if _yearly_money(item) for s in item.spans]
        spans += self.total.spans if self.total else ()
        return max((s.high for s in spans), default=Decimal(0))

    @cached_property
    def worth(self) -> Mapping[str, Decimal]:
        """The ``value`` of each regeling with a yield."""
        return {item.slug: value(item) for item in self.yields}


MOST_YIELDS, MOST_AMOUNTS = 500, 100
"""What is kept of yields and of all amounts together: those of the last fifty or so, under 2 MB."""


class _Kept:
    """Yields by what they are calculated with, and what they come to together by which yields they are."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.formulas = {
            slug: page.regeling.opbrengst.berekening for slug, page in catalogue.pages["regelingen"].items()
        }
        self.yields: dict[tuple[object, ...], Yield | None] = {}
        self.amounts: dict[tuple[int, ...], tuple[list[Yield], Amounts]] = {}


_kept = Derived(_Kept)


def amounts(catalogue: Catalogue, outcome: Outcome) -> Amounts:
    """What the regelingen that fit or may fit yield, with their derivation."""
    kept = _kept.of(catalogue)
    found = []
    for result in outcome.results:
        formula = kept.formulas.get(result.slug)
        if formula and result.possible:
            made = _yield(kept, catalogue, outcome, result, formula)
            if made is not None:
                found.append(made)
    key = tuple(map(id, found))
    together = kept.amounts.get(key)
    if together is None:
        if len(kept.amounts) >= MOST_AMOUNTS:
            kept.amounts.clear()
        # It holds on to the yields, so that no other one gets the same id.
        together = kept.amounts[key] = found, _together(found, outcome)
    return together[1]


def _yield(kept: _Kept, catalogue: Catalogue, outcome: Outcome, result: Result, formula: str) -> Yield | None:
    sure, given = result.kind == "past", outcome.answers.given
    key = (
        result.slug,
        sure,
        outcome.day,
        *[given.get(question) for question in (START, CONTRACT, *inputs_of(formula))],
    )
    try:
        return kept.yields[key]
    except KeyError:
        made = calculate(result.slug, result.regeling, sure, catalogue.facts, outcome.answers, outcome.day)
        if len(kept.yields) >= MOST_YIELDS:
            kept.yields.clear()
        kept.yields[key] = made
        return made


def _together(found: list[Yield], outcome: Outcome) -> Amounts:
    order = {"euro": 0, "uren": 1}
    found = sorted(found, key=lambda y: (not y.spans, order[y.unit], y.per != "kalenderjaar", -value(y)))
    regelingen = {result.slug: result.regeling for result in outcome.results}
    return Amounts(tuple(found), _total([y for y in found if _yearly_money(y)], regelingen))


def value(item: Yield) -> Decimal:
    """The highest amount of one calendar year in euros, to put results in order; 0 without money."""
    return max((s.high for s in item.spans), default=Decimal(0)) if item.unit == "euro" else Decimal(0)


def _yearly_money(item: Yield) -> bool:
    return item.unit == "euro" and item.per == "kalenderjaar" and bool(item.spans)


MOST_TRIED = 2_000
"""Sets that are tried for a total. Ten regelingen have fewer; with more than fit in it the best one tried counts."""


def _total(items: list[Yield], regelingen: Mapping[str, Regeling]) -> Total | None:
    """The combinable set with the highest sum; of equals the smallest, then the first."""
    best = best_set([_sum(item) for item in items], combinable([item.slug for item in items], regelingen))
    if not best:
        return None
    years: dict[int, tuple[Decimal, Decimal]] = {}
    chosen = [items[number] for number in best]
    for item in chosen:
        for s in item.spans:
            if s.year is not None:
                low, high = years.get(s.year, (Decimal(0), Decimal(0)))
                years[s.year] = (low + (s.low if item.sure else 0), high + s.high)
    spans = tuple(Span(year, *years[year]) for year in sorted(years))
    return Total(tuple(y.slug for y in chosen), tuple(y.titel for y in chosen), spans)


def _sum(item: Yield) -> Decimal:
    return sum((s.high for s in item.spans), Decimal(0))


def combinable(slugs: Sequence[str], regelingen: Mapping[str, Regeling]) -> list[set[int]]:
    """Per regeling the numbers of the later ones that the content says may be used at the same time, on either page.

    One after the other is not together. Looks at every combination on a page once.
    """
    place = {slug: number for number, slug in enumerate(slugs)}
    found: list[set[int]] = [set() for _ in slugs]
    for one, slug in enumerate(slugs):
        for item in regelingen[slug].combineert_met:
            other = place.get(item.regeling, one)
            if other != one:
                found[min(one, other)].add(max(one, other))
    for one, slug in enumerate(slugs):
        for item in regelingen[slug].sluit_uit:
            other = place.get(item.regeling, one)
            found[min(one, other)].discard(max(one, other))
    return found


def best_set(worth: Sequence[Decimal], together: Sequence[set[int]]) -> tuple[int, ...]:
    """Numbers of two or more that may all be combined and are worth most; empty when there are none.

    Goes on from every set with the next number and without it, and leaves alone what cannot become the best. Tries
    ``MOST_TRIED`` sets at most.
    """
    best: tuple[int, ...] = ()
    highest = Decimal(0)
    everything = range(len(worth))
    left_over: list[tuple[tuple[int, ...], Decimal, Decimal, Sequence[int], int]] = [
        ((), Decimal(0), sum(worth, Decimal(0)), everything, 0)
    ]
    for _tried in range(MOST_TRIED):
        while left_over and (left_over[-1][2] < highest or left_over[-1][4] == len(left_over[-1][3])):
            left_over.pop()
        if not left_over:
            break
        group, total, most, others, place = left_over.pop()
        number = others[place]
        left_over.append((group, total, most - worth[number], others, place + 1))
        group, total = (*group, number), total + worth[number]
        if len(group) > 1 and (total > highest or (total == highest and len(group) < len(best))):
            best, highest = group, total
        partners = [other for other in others[place + 1 :] if other in together[number]]
        left_over.append((group, total, sum([worth[other] for other in partners], total), partners, 0))
    return best
