"""Letting go: days counted back from the end of the contract."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.behoud.afscheid import Vraag, calendar, read, summary, timeline, write
from app.core.workdays import is_workday
from tests.unit.behoud.small import work

TODAY = date(2026, 11, 24)
END = date(2027, 3, 31)
WORK = work(("bel", None), ("gesprek", 13), ("stand", 6), ("einde", 0), ("nabellen", -4))


def test_days_are_counted_back_from_the_end_of_the_contract() -> None:
    days = {moment.actie.id: moment.dag for moment in timeline(WORK, END, TODAY)}
    assert days == {
        "bel": None,
        "gesprek": date(2026, 12, 30),
        "stand": date(2027, 2, 17),
        "einde": END,
        "nabellen": date(2027, 4, 28),
    }


def test_what_must_be_done_at_once_has_no_day() -> None:
    assert timeline(WORK, END, TODAY)[0].stand == "nu"


def test_a_day_that_passed_says_do_it_now() -> None:
    stands = {moment.actie.id: moment.stand for moment in timeline(WORK, date(2027, 1, 31), TODAY)}
    assert stands["gesprek"] == "te-laat"
    assert stands["stand"] == "straks"
    assert stands["nabellen"] == "na-afloop"


def test_without_an_end_date_there_are_weeks_and_no_days() -> None:
    moments = timeline(WORK, None, TODAY)
    assert {moment.dag for moment in moments} == {None}
    assert [moment.stand for moment in moments] == ["nu", "straks", "straks", "straks", "na-afloop"]


def test_a_day_on_a_holiday_moves_to_the_working_day_before() -> None:
    [moment] = timeline(work(("stand", 2)), date(2027, 1, 8), TODAY)
    assert moment.dag == date(2026, 12, 24), "25 December is a holiday"


def test_the_last_day_itself_never_moves() -> None:
    sunday = date(2027, 1, 31)
    [moment] = timeline(work(("einde", 0)), sunday, TODAY)
    assert moment.dag == sunday


@given(st.dates(TODAY, TODAY + timedelta(days=1_000)))
def test_every_day_is_a_working_day_on_the_right_side_of_the_end(end: date) -> None:
    for moment in timeline(WORK, end, TODAY):
        weeks = moment.actie.weken_voor
        if moment.dag is None or weeks in (None, 0):
            continue
        assert is_workday(moment.dag)
        assert (moment.dag < end) == (weeks > 0)
        assert abs((moment.dag - (end - timedelta(weeks=weeks))).days) <= 6


@pytest.mark.parametrize("text", ["31-3-2027", "31/03/2027", "2027-03-31", " 31 3 2027 "])
def test_people_write_a_date_as_they_like(text: str) -> None:
    asked, mistakes = read({"einde": text}, WORK, TODAY)
    assert (asked.einde, mistakes) == (END, {})


@pytest.mark.parametrize("text", ["31 maart", "31-2-2027", "2027-3-31", "morgen", "1-1-2040", "1-1-2020", "٣١-٣-٢٠٢٧"])
def test_what_is_no_usable_date_says_what_to_do(text: str) -> None:
    asked, mistakes = read({"einde": text, "zelf": "2"}, WORK, TODAY)
    assert asked == Vraag(None, {"zelf": 2})
    assert list(mistakes) == ["einde"]


@pytest.mark.parametrize("text", ["-1", "2,5", "251", "9999", "veel"])
def test_what_is_no_number_of_people_says_what_to_do(text: str) -> None:
    asked, mistakes = read({"meer": text}, WORK, TODAY)
    assert asked.aantallen == {}
    assert mistakes == {"meer": "Vul een getal in van 0 tot en met 250."}


def test_the_summary_has_numbers_and_a_date_and_nobody_in_it() -> None:
    text = summary(WORK, Vraag(END, {"zelf": 2, "meer": 1}))
    assert text == (
        "Ik moet mensen laten gaan en wil graag hulp. "
        "Aantal mensen: 3 (2 kan zelf verder, 1 heeft meer hulp nodig). "
        "Einde van het contract: 31 maart 2027."
    )
    assert summary(WORK, Vraag(None, {})) == "Ik moet mensen laten gaan en wil graag hulp."


def test_an_address_carries_the_question() -> None:
    assert write(Vraag(END, {"zelf": 2, "meer": 0})) == "einde=2027-03-31&zelf=2"
    assert write(Vraag(None, {})) == ""


def test_the_calendar_holds_what_is_still_to_come() -> None:
    moments = timeline(WORK, date(2027, 1, 31), TODAY)
    text = calendar(moments, "https://loket.example", datetime(2026, 11, 24, 9, tzinfo=UTC))
    events = Calendar.from_ical(text).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Stand", "Einde", "Nabellen"]
    assert len({str(event["uid"]) for event in events}) == 3
    assert all("geen wettelijke termijn" in str(event["description"]) for event in events)
    assert b"\r\n" in text


def test_a_calendar_without_an_end_date_is_empty() -> None:
    text = calendar(timeline(WORK, None, TODAY), "https://loket.example", datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert Calendar.from_ical(text).walk("VEVENT") == []
