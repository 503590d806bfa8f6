"""The best set of regelingen that may be combined: as by trying everything, with work that does not explode."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.keuzehulp.amounts import MOST_TRIED, best_set, combinable
from tests.unit.keuzehulp.small import regeling

amounts = st.lists(st.sampled_from([Decimal(n) for n in (0, 1, 2, 3, 5, 100)]), max_size=8)


def by_trying_all(worth: list[Decimal], together: list[set[int]]) -> tuple[int, ...]:
    """Smallest sets first; a later one only when it is worth more."""
    best: tuple[int, ...] = ()
    for size in range(2, len(worth) + 1):
        for group in combinations(range(len(worth)), size):
            fits = all(other in together[one] for one, other in combinations(group, 2))
            if fits and sum(worth[n] for n in group) > sum(worth[n] for n in best):
                best = group
    return best


@given(amounts, st.data())
def test_the_best_set_is_what_trying_all_of_them_finds(worth: list[Decimal], data: st.DataObject) -> None:
    pairs = data.draw(st.sets(st.sampled_from([*combinations(range(len(worth)), 2)]))) if len(worth) > 1 else set()
    together = [{other for first, other in pairs if first == one} for one in range(len(worth))]
    assert best_set(worth, together) == by_trying_all(worth, together)


class Looked(set[int]):
    """Counts how often it is asked whether two may be combined."""

    times = 0

    def __contains__(self, other: object) -> bool:
        Looked.times += 1
        return super().__contains__(other)


def looks(count: int) -> int:
    """How often is looked with so many regelingen, of which every third is left out by the one before it."""
    Looked.times = 0
    together = [Looked(other for other in range(one + 1, count) if other % 3) for one in range(count)]
    found = best_set([Decimal(100 + number % 7) for number in range(count)], together)
    assert len(found) > count // 2
    return Looked.times


def test_ten_times_as_many_regelingen_ask_at_most_ten_times_as_much() -> None:
    assert looks(40) <= MOST_TRIED * 40
    assert looks(400) <= MOST_TRIED * 400


def test_a_combination_counts_when_either_page_names_it_and_never_when_one_excludes_it() -> None:
    def reason(slug: str) -> list[dict[str, str]]:
        return [{"regeling": slug, "reden": "Daarom."}]

    pages = [
        regeling("een", combineert_met=reason("twee")),
        regeling("twee"),
        regeling("drie", combineert_met=reason("een"), sluit_uit=reason("elders")),
        regeling("vier", combineert_met=reason("een"), sluit_uit=reason("een")),
    ]
    regelingen = {page.slug: page.regeling for page in pages}
    assert combinable(list(regelingen), regelingen) == [{1, 2}, set(), set(), set()]
