"""Steps, deadlines and the calendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.keuzehulp.answers import Answers
from app.keuzehulp.engine import engine_for, evaluate
from app.keuzehulp.ics import calendar
from app.keuzehulp.outcome import advise
from app.keuzehulp.terms import shift
from app.keuzehulp.timeline import Step, Timeline, timeline
from tests.unit.keuzehulp.small import TODAY, catalogue, chosen, fact, given, regeling, rule

RULE = rule("situatie", {"vraag": "situatie", "is": ["kandidaat"]})
FACTS = (
    fact("drie-maanden", (3, "maanden", "2026-01-01")),
    fact("zes-weken", (6, "weken", "2026-01-01")),
    fact("twee-werkdagen", (2, "werkdagen", "2026-01-01")),
    fact("eind-januari", ("01-31", "dag-van-het-jaar", "2026-01-01")),
)
START = date(2026, 12, 29)


def lines(*steps: dict[str, Any], answers: Answers | None = None, day: date = TODAY, **more: Any) -> Timeline:
    written = [{"id": f"s{i}", "wat": "Doe iets.", "wie": "werkgever", **step} for i, step in enumerate(steps)]
    content = catalogue(regeling("proef", RULE, stappen=written, **more), facts=FACTS)
    known = answers or given(situatie=chosen("kandidaat"), startdatum=START)
    return timeline(content, evaluate(content, known, day))


def only(*steps: dict[str, Any], **more: Any) -> Step:
    (step,) = lines(*steps, **more).steps
    return step


def test_before_the_contract_and_before_the_start_end_the_day_before() -> None:
    for moment in ("voor-contract", "voor-start"):
        assert only({"moment": moment}).day == date(2026, 12, 28)


def test_a_term_before_the_start_counts_working_days_without_holidays() -> None:
    step = only({"moment": "voor-start", "termijn": "twee-werkdagen"})
    assert step.day == date(2026, 12, 24)  # 28 December is a Monday, 25 and 26 are Christmas
    assert "2\u00a0werkdagen vóór de eerste werkdag" in step.when


def test_a_term_after_the_start_ends_the_day_before_the_same_day() -> None:
    assert only({"moment": "na-start", "termijn": "drie-maanden"}).day == date(2027, 3, 28)
    assert only({"moment": "na-start", "termijn": "zes-weken"}).day == date(2027, 2, 8)


@pytest.mark.parametrize(
    ("start", "first"),
    [
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 1), date(2028, 1, 31)),
        (date(2027, 1, 4), date(2028, 1, 31)),
        (date(2025, 6, 1), date(2027, 1, 31)),
    ],
)
def test_a_yearly_step_looks_back_so_it_first_comes_in_the_year_after_the_start(start: date, first: date) -> None:
    step = only(
        {"moment": "jaarlijks", "dag": "eind-januari"}, answers=given(situatie=chosen("kandidaat"), startdatum=start)
    )
    assert (step.day, step.yearly) == (first, True)


def test_a_yearly_step_without_a_start_date_has_no_year_to_name() -> None:
    step = only({"moment": "jaarlijks", "dag": "eind-januari"}, answers=given(situatie=chosen("kandidaat")))
    assert (step.day, step.when) == (None, "elk jaar uiterlijk 31 januari")


def test_what_must_be_done_before_the_start_names_the_first_working_day() -> None:
    assert only({"moment": "voor-contract"}).before == START
    assert only({"moment": "voor-start", "termijn": "zes-weken"}).before is None
    assert only({"moment": "na-start", "termijn": "zes-weken"}).before is None


def test_what_can_be_done_at_any_time_says_so() -> None:
    assert only({"moment": "doorlopend"}).when == "kan altijd"


def test_without_a_start_date_there_is_a_term_but_no_day() -> None:
    step = only({"moment": "na-start", "termijn": "drie-maanden"}, answers=given(situatie=chosen("kandidaat")))
    assert (step.day, step.passed, step.when) == (None, False, "binnen 3\u00a0maanden na de start")


@pytest.mark.parametrize(("day", "passed"), [(date(2026, 12, 28), False), (date(2026, 12, 29), True)])
def test_a_deadline_has_passed_the_day_after_and_then_says_what_can_still_be_done(day: date, passed: bool) -> None:
    step = only({"moment": "voor-start", "te_laat": "Bel ons binnen [[zes-weken]]."}, day=day)
    assert step.passed is passed
    assert step.late == ("Bel ons binnen 6\u00a0weken." if passed else None)


def test_sickness_has_a_term_without_a_day() -> None:
    step = only({"moment": "bij-ziekte", "termijn": "zes-weken"})
    assert (step.day, step.when) == (None, "binnen 6\u00a0weken na de eerste ziektedag")


def test_an_open_window_ends_on_its_last_day() -> None:
    window = {"status": "tijdvak", "tijdvakken": [{"van": date(2026, 11, 1), "tot": date(2026, 12, 31)}]}
    assert only({"moment": "in-tijdvak"}, **window).day == date(2026, 12, 31)


def test_steps_stand_in_the_order_an_employer_meets_them() -> None:
    found = lines({"moment": "jaarlijks", "dag": "eind-januari"}, {"moment": "na-start"}, {"moment": "voor-contract"})
    assert [step.moment for step in found.steps] == ["voor-contract", "na-start", "jaarlijks"]
    assert [moment for moment, _ in found.phases(True)] == ["voor-contract", "na-start", "jaarlijks"]
    assert found.phases(False) == ()


def test_what_must_come_first_comes_first_on_the_same_day() -> None:
    step = [{"id": "s", "wat": "Doe iets.", "wie": "werkgever", "moment": "voor-start"}]
    content = catalogue(
        regeling(
            "a-later", RULE, stappen=step, eerst_dan=[{"regeling": "z-eerder", "volgorde": "eerst", "reden": "Zo."}]
        ),
        regeling(
            "z-eerder", RULE, stappen=step, eerst_dan=[{"regeling": "a-later", "volgorde": "daarna", "reden": "Zo."}]
        ),
    )
    found = timeline(content, evaluate(content, given(situatie=chosen("kandidaat"), startdatum=START), TODAY))
    assert [s.slug for s in found.steps] == ["z-eerder", "a-later"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 1, 15), date(2026, 4, 15)),
    ],
)
def test_months_keep_the_day_or_take_the_last_one(day: date, expected: date) -> None:
    assert shift(day, FACTS[0].waarden[0], 1) == expected


def test_a_deadline_within_thirty_days_goes_to_the_top() -> None:
    step = {"id": "s", "wat": "Doe iets.", "wie": "werkgever", "moment": "na-start", "termijn": "zes-weken"}
    content = catalogue(
        regeling("rustig", RULE, belang=99), regeling("haast", RULE, belang=1, stappen=[step]), facts=FACTS
    )
    engine = engine_for(content)
    order = {}
    for start in (TODAY + timedelta(days=30 - 41), TODAY + timedelta(days=31 - 41)):  # six weeks is 41 days later
        known = given(situatie=chosen("kandidaat"), startdatum=start)
        lines_ = advise(engine, engine.evaluate(known, TODAY)).groups["past"]
        order[start] = [line.result.slug for line in lines_]
    assert list(order.values()) == [["haast", "rustig"], ["rustig", "haast"]]


NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_the_calendar_file_holds_every_coming_deadline_and_reads_back() -> None:
    long = "Vraag de regeling aan en wacht op het besluit; doe dat op tijd, met \\ en komma's, en met é."
    found = lines(
        {"moment": "voor-start", "wat": long},
        {"moment": "na-start", "termijn": "drie-maanden"},
        {"moment": "jaarlijks", "dag": "eind-januari"},
        {"moment": "bij-ziekte"},
    )
    body = calendar(found, "https://loket.voorbeeld.nl", NOW)
    events = Calendar.from_ical(body).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2026, 12, 28), date(2027, 1, 31), date(2027, 3, 28)]
    assert str(events[0]["summary"]) == f"Proef: {long}"
    assert len({str(event["uid"]) for event in events}) == 3
    assert all(event.decoded("dtstamp") == NOW for event in events)
    assert [len(event.walk("VALARM")) for event in events] == [2, 2, 2]
    assert events[1]["rrule"]["FREQ"] == ["YEARLY"]


def test_the_calendar_file_has_crlf_and_folded_lines() -> None:
    body = calendar(lines({"moment": "voor-start", "wat": "Lang " * 40}), "https://loket.voorbeeld.nl", NOW)
    assert body.count(b"\n") == body.count(b"\r\n") > 10
    assert max(len(line) for line in body.split(b"\r\n")) <= 75


def test_the_same_deadline_keeps_its_uid_so_a_second_import_replaces_it() -> None:
    bodies = [
        calendar(lines({"moment": "voor-start"}), "https://loket.voorbeeld.nl", NOW + timedelta(days=d)) for d in (0, 1)
    ]
    uids = [str(Calendar.from_ical(body).walk("VEVENT")[0]["uid"]) for body in bodies]
    assert uids[0] == uids[1] == "proef.s0.20261228@loket.voorbeeld.nl"


def test_a_passed_deadline_is_not_put_in_the_calendar() -> None:
    body = calendar(lines({"moment": "voor-start"}, day=date(2027, 1, 5)), "https://loket.voorbeeld.nl", NOW)
    assert Calendar.from_ical(body).walk("VEVENT") == []
