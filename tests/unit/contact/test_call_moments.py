"""Call-back moments come from working hours; holidays and absence never are one."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.hours import DAYS, OFFICE, Hours, hours_of, parse_hours, parse_time, stored_hours
from app.contact.call_moments import AFTER_LUNCH, NOON, Belkeuze, call_moments, office_hours, parts_of
from app.contact.dossier_models import Dagdeel
from app.core.errors import DomainError
from app.core.workdays import is_workday
from tests.support.factories import REGION

WEDNESDAY = date(2026, 12, 23)


def days(moments: tuple[Belkeuze, ...]) -> list[date]:
    return list(dict.fromkeys(moment.dag for moment in moments))


def test_days_to_be_called_on_are_days_of_the_contact_person() -> None:
    hours = {"ma": OFFICE, "vr": OFFICE}
    assert days(call_moments(hours, (), WEDNESDAY, 3)) == [
        date(2026, 12, 28),
        date(2027, 1, 4),
        date(2027, 1, 8),
    ]  # 25 December and 1 January are holidays
    away = ((date(2026, 12, 24), date(2027, 1, 6)),)
    assert days(call_moments(hours, away, WEDNESDAY, 2)) == [date(2027, 1, 8), date(2027, 1, 11)]
    assert call_moments({}, (), WEDNESDAY) == ()


@pytest.mark.parametrize(
    ("hours", "parts"),
    [
        ("9.00-17.00", ["ochtend 9.00-12.00", "middag 13.00-17.00"]),
        ("8.30-12.30", ["ochtend 8.30-12.00"]),
        ("12.30-21.00", ["middag 13.00-21.00"]),
        ("11.45-13.20", []),
        ("12.00-13.00", []),
    ],
)
def test_a_part_of_the_day_is_as_long_as_the_work(hours: str, parts: list[str]) -> None:
    assert [f"{part.value} {own}" for part, own in parts_of(parse_hours(hours))] == parts


@pytest.mark.parametrize(
    ("text", "read"), [("9", time(9)), ("9.30", time(9, 30)), ("09:30", time(9, 30)), ("9.30 uur", time(9, 30))]
)
def test_a_time_is_read_as_people_write_it(text: str, read: time) -> None:
    assert parse_time(text) == read


@pytest.mark.parametrize("text", ["", "24", "9.60", "negen", "9-17", "٩"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="Vul een tijd in"):
        parse_time(text)


def test_a_day_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DomainError, match="niet na het begin"):
        parse_hours("17.00-9.00")


def test_a_day_without_own_hours_follows_the_office() -> None:
    office = parse_hours("8.00-16.00")
    assert hours_of(["ma", "wo"], {"wo": "9.00-12.00", "vr": "9.00-12.00"}, office) == {
        "ma": office,
        "wo": parse_hours("9.00-12.00"),
    }
    assert office_hours(REGION) == OFFICE


def test_only_hours_of_working_days_are_kept() -> None:
    assert stored_hours(["ma", "di"], {"ma": "08:30-12:00", "di": "", "wo": "9-17"}) == {"ma": "8.30-12.00"}
    assert stored_hours(["ma"], {}) is None


TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
HOURS = st.tuples(TIMES, TIMES).filter(lambda two: two[0] != two[1]).map(lambda two: Hours(min(two), max(two)))
DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))
AWAY = st.lists(st.tuples(DATES, st.integers(0, 20)).map(lambda p: (p[0], p[0] + timedelta(days=p[1]))), max_size=3)


@given(st.dictionaries(st.sampled_from(DAYS), HOURS), AWAY, DATES)
def test_every_moment_lies_within_the_working_hours_of_that_day(
    hours: dict[str, Hours], away: list[tuple[date, date]], today: date
) -> None:
    found = call_moments(hours, away, today)
    assert len(days(found)) <= 5 and list(found) == sorted(found, key=lambda m: (m.dag, m.uren.start))
    for moment in found:
        works = hours[DAYS[moment.dag.weekday()]]
        assert works.start <= moment.uren.start < moment.uren.end <= works.end
        assert moment.uren.end <= NOON if moment.dagdeel is Dagdeel.OCHTEND else moment.uren.start >= AFTER_LUNCH
        assert is_workday(moment.dag) and moment.dag > today
        assert not any(van <= moment.dag <= tot for van, tot in away)
