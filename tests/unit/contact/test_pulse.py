"""Three answers beside the earlier ones: what needs somebody today, and how it is drawn."""

from __future__ import annotations

from datetime import date

import pytest

from app.contact.dossier_models import Niveau
from app.contact.pulse import GOOD_START, WORDS, Answers, Signal, draw, in_words, signals

GOED, KAN_BETER, NIET_GOED = Niveau


def answers(taken: Niveau | None = GOED, begeleiding: Niveau | None = GOED, *, bellen: bool = False) -> Answers:
    return Answers(taken, begeleiding, bellen)


@pytest.mark.parametrize(
    ("earlier", "now", "found"),
    [
        (None, answers(), ()),
        (None, answers(KAN_BETER), (Signal.TAKEN_SLECHTER,)),
        (answers(), answers(GOED, KAN_BETER), (Signal.BEGELEIDING_SLECHTER,)),
        (answers(KAN_BETER), answers(KAN_BETER), ()),
        (answers(KAN_BETER), answers(NIET_GOED), (Signal.TAKEN_SLECHTER,)),
        (answers(NIET_GOED), answers(NIET_GOED), (Signal.TAKEN_NIET_GOED,)),
        (answers(NIET_GOED, NIET_GOED), answers(KAN_BETER, GOED), ()),
        (answers(), answers(bellen=True), (Signal.BELLEN,)),
        (answers(), Answers(None, None, bellen=True), (Signal.BELLEN,)),
        (
            answers(GOED, NIET_GOED),
            answers(KAN_BETER, NIET_GOED),
            (Signal.TAKEN_SLECHTER, Signal.BEGELEIDING_NIET_GOED),
        ),
    ],
)
def test_what_got_worse_or_is_bad_needs_somebody(
    earlier: Answers | None, now: Answers, found: tuple[Signal, ...]
) -> None:
    assert signals(now, earlier) == found


def test_every_combination_that_did_not_get_worse_and_is_not_bad_is_quiet() -> None:
    for before in Niveau:
        for after in Niveau:
            loud = bool(signals(answers(after), answers(before)))
            assert loud == (after.rang < before.rang or after is NIET_GOED), (before, after)


def test_every_signal_has_words_that_fit_in_a_follow_up() -> None:
    assert set(WORDS) == set(Signal)
    assert len(in_words(tuple(Signal))) <= 300


@pytest.mark.parametrize(
    ("given", "complete"),
    [
        (GOOD_START, True),
        (Answers(None, None, bellen=True), True),
        (Answers(GOED, None, bellen=False), False),
        (Answers(None, None, bellen=False), False),
    ],
)
def test_only_who_wants_a_call_may_leave_levels_open(given: Answers, complete: bool) -> None:
    assert given.complete is complete


def test_one_answer_is_not_drawn() -> None:
    assert draw([(date(2026, 2, 1), answers())]) is None
    assert draw([(date(2026, 2, 1), answers()), (date(2026, 5, 1), Answers(None, None, bellen=True))]) is None


def test_better_stands_higher_and_later_stands_more_to_the_right() -> None:
    trend = draw([(date(2026, 2, 1), answers(NIET_GOED)), (date(2026, 5, 1), answers(GOED, KAN_BETER))])
    assert trend is not None
    (first_x, first_y), (last_x, last_y) = trend.taken.dots
    assert first_x < last_x
    assert first_y > last_y
    assert trend.begeleiding.dots[0][1] < trend.begeleiding.dots[1][1]
    assert [day for day, _x in trend.days] == [date(2026, 2, 1), date(2026, 5, 1)]
    assert all(0 < x < trend.width and 0 < y < trend.height for x, y in trend.taken.dots + trend.begeleiding.dots)


def test_two_lines_on_the_same_level_do_not_cover_each_other() -> None:
    trend = draw([(date(2026, 2, 1), answers()), (date(2026, 5, 1), answers())])
    assert trend is not None
    assert trend.taken.dots[0] != trend.begeleiding.dots[0]
