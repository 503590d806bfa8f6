"""The promise counts working days of the desk, as people in Amsterdam live them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.contact.promise import day_in_words, is_late, promise_in_words, promised_day
from app.core.clock import AMSTERDAM
from tests.support.factories import REGION


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-24 10:00", date(2026, 11, 26)),
        ("2026-11-27 16:59", date(2026, 12, 1)),
        ("2026-11-28 12:00", date(2026, 12, 1)),
        ("2026-12-24 09:00", date(2026, 12, 29)),  # Christmas Day and Boxing Day, then a weekend
        ("2027-03-25 09:00", date(2027, 3, 31)),  # Good Friday and Easter Monday
        ("2027-04-26 09:00", date(2027, 4, 29)),  # King's Day
        ("2027-05-04 09:00", date(2027, 5, 10)),  # Liberation Day and Ascension Day
        ("2026-12-31 09:00", date(2027, 1, 5)),  # New Year's Day
        ("2027-05-14 09:00", date(2027, 5, 19)),  # Whit Monday
    ],
)
def test_the_promise_skips_weekends_and_dutch_public_holidays(moment: str, day: date) -> None:
    assert promised_day(REGION, at(moment)) == day


def test_spoed_is_promised_one_working_day() -> None:
    assert promised_day(REGION, at("2026-11-27 10:00"), spoed=True) == date(2026, 11, 30)


def test_half_past_midnight_in_amsterdam_counts_as_the_new_day() -> None:
    assert promised_day(REGION, at("2026-11-25 00:30")) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 11, 23), "nog 3 werkdagen"),
        (date(2026, 11, 25), "nog 1 werkdag"),
        (date(2026, 11, 26), "vandaag"),
        (date(2026, 11, 27), "1 werkdag te laat"),
        (date(2026, 12, 1), "3 werkdagen te laat"),
    ],
)
def test_late_is_said_in_words(today: date, words: str) -> None:
    assert promise_in_words(date(2026, 11, 26), today) == words


def test_the_promised_day_itself_is_still_in_time() -> None:
    assert not is_late(date(2026, 11, 26), date(2026, 11, 26))
    assert is_late(date(2026, 11, 26), date(2026, 11, 27))


def test_a_promise_that_ended_before_the_weekend_is_late_on_saturday() -> None:
    assert promise_in_words(date(2026, 11, 27), date(2026, 11, 28)) == "te laat"


def test_a_day_is_written_the_dutch_way() -> None:
    assert day_in_words(date(2026, 11, 24)) == "dinsdag 24 november 2026"
