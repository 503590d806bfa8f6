"""Medians, spread and small groups; and that nothing told about a groep leaves only one score for a person."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.spinnenweb.statistics import (
    SMALLEST,
    Middle,
    Told,
    as_json,
    between,
    from_json,
    median,
    middle,
    rounded,
    tell,
)

SCORE = st.integers(1, 5)
ANSWER = st.fixed_dictionaries({"a": st.none() | SCORE, "b": st.none() | SCORE})


@pytest.mark.parametrize(
    ("scores", "expected"), [([3], 3), ([1, 5], 3), ([1, 2], 1.5), ([5, 1, 3], 3), ([1, 1, 4, 5], 2.5)]
)
def test_the_median_is_the_middle_score_or_between_the_middle_two(scores: list[int], expected: float) -> None:
    assert median(scores) == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([1, 2, 3, 4, 5], Middle(3, 2, 4)),
        ([5, 5, 5, 5, 1], Middle(5, 5, 5)),
        ([1, 1, 1, 5, 5, 5], Middle(3, 1, 5)),
        ([1, 1, 2, 2, 3, 3, 5, 5], Middle(2.5, 2, 3)),
        ([1, 2, 3, 4], None),
    ],
)
def test_the_middle_leaves_the_outer_scores_out(scores: list[int], expected: Middle | None) -> None:
    assert middle(scores) == expected


@given(st.lists(SCORE, min_size=SMALLEST, max_size=40))
def test_at_least_half_gave_a_score_in_the_middle_and_the_median_lies_in_it(scores: list[int]) -> None:
    found = middle(scores)
    assert found is not None
    assert 2 * sum(found.low <= score <= found.high for score in scores) >= len(scores)
    assert found.low <= found.median <= found.high
    assert found.spread == found.high - found.low >= 0


@given(st.lists(ANSWER, max_size=SMALLEST - 1))
def test_a_groep_under_five_is_not_told_about(answers: list[dict[str, int | None]]) -> None:
    assert tell(["a", "b"], answers) is None


@given(st.lists(ANSWER, min_size=SMALLEST, max_size=30))
def test_an_element_that_fewer_than_five_scored_is_not_told_and_counts_are_rounded(
    answers: list[dict[str, int | None]],
) -> None:
    told = tell(["a", "b"], answers)
    assert told is not None
    assert told.at_least % SMALLEST == 0
    assert told.at_least <= len(answers) < told.at_least + SMALLEST
    for name in ("a", "b"):
        given_ = sum(answer[name] is not None for answer in answers)
        assert (told.middles[name] is None) == (given_ < SMALLEST)


@given(st.lists(ANSWER, min_size=SMALLEST, max_size=15), st.randoms())
def test_what_is_told_does_not_depend_on_who_came_first(answers: list[dict[str, int | None]], random: object) -> None:
    shuffled = list(answers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tell(["a", "b"], shuffled) == tell(["a", "b"], answers)


@pytest.mark.parametrize("count", range(SMALLEST, 11))
def test_no_result_leaves_only_one_possible_score_for_a_person(count: int) -> None:
    """Every groep of ``count`` people, also with the exact count known: each result fits people who differ."""
    possible: dict[Middle | None, set[int]] = defaultdict(set)
    for scores in combinations_with_replacement(range(1, 6), count):
        possible[middle(scores)].update(scores)
    assert len(possible) > 30
    assert min(len(scores) for scores in possible.values()) >= 2


def test_one_more_person_would_be_given_away_if_results_were_told_twice() -> None:
    """Why a groep is told about only once: this is what a running result would give away."""
    before, after = middle([1, 1, 1, 1, 5]), middle([1, 1, 1, 1, 5, 5])
    assert before == Middle(1, 1, 1)
    assert after == Middle(1, 1, 5)
    fits = {
        extra
        for scores in combinations_with_replacement(range(1, 6), 5)
        for extra in range(1, 6)
        if middle(scores) == before and middle([*scores, extra]) == after
    }
    assert fits == {5}


def test_what_is_stored_is_what_was_told() -> None:
    told = Told(5, {"a": Middle(2.5, 2, 4), "b": None})
    assert from_json(as_json(told)) == told
    assert (as_json(None), from_json(None)) == (None, None)


def test_the_largest_difference_comes_first_and_what_cannot_be_compared_last() -> None:
    first = Told(5, {"a": Middle(3, 3, 3), "b": None, "c": Middle(1, 1, 1), "d": Middle(2, 2, 2)})
    second = Told(5, {"a": Middle(3.5, 3, 4), "b": Middle(5, 5, 5), "c": Middle(5, 5, 5), "d": Middle(2, 2, 2)})
    rows = between("abcd", first, second)
    assert [(row.element, row.difference) for row in rows] == [("c", 4), ("a", 0.5), ("d", 0), ("b", None)]
    assert [row.difference for row in between("ab", first, None)] == [None, None]


def test_counts_go_down_to_a_multiple_of_five() -> None:
    assert [rounded(count) for count in (5, 9, 10, 14, 23)] == [5, 5, 10, 10, 20]
