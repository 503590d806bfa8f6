"""The three-valued engine on small rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.kennisbank.questions import UNKNOWN
from app.keuzehulp.engine import Result, evaluate
from app.keuzehulp.rules import OUT_OF_FORCE
from tests.unit.keuzehulp.small import TODAY, catalogue, chosen, fact, given, regeling, rule

WAJONG = {"vraag": "groep", "is": ["wajong"]}
REGISTER = {"vraag": "register", "is": ["ja"]}


def judged(
    *rules: dict[str, object], answers: object = None, day: date = TODAY, facts: tuple = (), **more: object
) -> Result:
    content = catalogue(regeling("proef", *rules, **more), facts=facts)
    result = evaluate(content, answers or given(), day).of("proef")
    assert result is not None
    return result


def test_a_question_nobody_answered_leaves_everything_open() -> None:
    result = judged(rule("groep", WAJONG))
    assert (result.kind, result.open) == ("past-misschien", ("groep",))
    assert result.conditions[0].reason == "Dat weten wij niet."


def test_weet_ik_niet_is_as_unknown_as_no_answer_but_is_not_asked_again() -> None:
    result = judged(rule("groep", WAJONG), answers=given(groep=UNKNOWN))
    assert (result.kind, result.open) == ("past-misschien", ())


def test_one_of_several_chosen_answers_is_enough() -> None:
    assert judged(rule("groep", WAJONG), answers=given(groep=chosen("wia", "wajong"))).kind == "past"


@pytest.mark.parametrize(
    ("bound", "day", "kind"),
    [
        ("vanaf", date(2026, 11, 23), "past-niet"),
        ("vanaf", TODAY, "past"),
        ("voor", date(2026, 11, 23), "past"),
        ("voor", TODAY, "past-niet"),
    ],
)
def test_a_date_can_be_compared_with_today(bound: str, day: date, kind: str) -> None:
    test = rule("begonnen", {"datum": "startdatum", bound: "vandaag"}, toets="vandaag")
    assert judged(test, answers=given(startdatum=day)).kind == kind
    assert judged(test).open == ("startdatum",)


def test_another_answer_is_a_no_with_its_reason() -> None:
    result = judged(rule("groep", WAJONG), answers=given(groep=chosen("geen")))
    assert (result.kind, result.conditions[0].reason) == ("past-niet", "Dat klopt niet.")


@pytest.mark.parametrize(
    ("register", "expected"), [(None, "past-misschien"), (chosen("ja"), "past"), (chosen("nee"), "past-misschien")]
)
def test_of_two_ways_in_a_closed_one_leaves_the_other_open(register: frozenset[str] | None, expected: str) -> None:
    answers = given() if register is None else given(register=register)
    assert judged(rule("weg", {"een_van": [WAJONG, REGISTER]}), answers=answers).kind == expected


def test_of_two_conditions_a_single_no_decides() -> None:
    assert (
        judged(rule("samen", {"alle": [WAJONG, REGISTER]}), answers=given(register=chosen("nee"))).kind == "past-niet"
    )


def test_only_questions_that_still_matter_are_named() -> None:
    test = {"alle": [WAJONG, {"een_van": [REGISTER, {"vraag": "uren", "minstens": 12}]}]}
    assert judged(rule("mix", test), answers=given(register=chosen("ja"))).open == ("groep",)
    assert judged(rule("mix", test), answers=given(register=chosen("nee"))).open == ("groep", "uren")


def test_not_turns_yes_and_no_around_and_leaves_unknown_alone() -> None:
    turned = rule("niet", {"niet": WAJONG})
    assert judged(turned, answers=given(groep=chosen("wajong"))).kind == "past-niet"
    assert judged(turned, answers=given(groep=chosen("wia"))).kind == "past"
    assert judged(turned).kind == "past-misschien"


def test_what_only_the_uitvoerder_knows_never_becomes_past() -> None:
    result = judged(rule("groep", WAJONG), rule("vraag", {"navragen": True}), answers=given(groep=chosen("wajong")))
    assert (result.kind, result.ask, result.open) == ("past-misschien", True, ())


@pytest.mark.parametrize(
    ("hours", "expected"), [("11.99", "past-niet"), ("12", "past"), ("36", "past"), ("36.01", "past-niet")]
)
def test_both_bounds_of_a_number_count(hours: str, expected: str) -> None:
    test = {"vraag": "uren", "minstens": 12, "hoogstens": 36}
    assert judged(rule("uren", test), answers=given(uren=Decimal(hours))).kind == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-12-31", "past-niet"), ("2026-01-01", "past"), ("2026-06-30", "past"), ("2026-07-01", "past-niet")],
)
def test_a_date_counts_from_its_first_day_and_before_its_last(day: str, expected: str) -> None:
    test = {"datum": "startdatum", "vanaf": "2026-01-01", "voor": "2026-07-01"}
    assert judged(rule("start", test), answers=given(startdatum=date.fromisoformat(day))).kind == expected


HOURS = fact("norm", (20, "uur-per-week", "2026-01-01/2026-06-30"), (24, "uur-per-week", "2026-07-01"))
BY_FACT = rule("uren", {"vraag": "uren", "minstens": "norm"})


@pytest.mark.parametrize(("start", "expected"), [(date(2026, 6, 30), "past"), (date(2026, 7, 1), "past-niet")])
def test_a_bound_that_is_a_fact_has_the_value_of_the_start_date(start: date, expected: str) -> None:
    assert judged(BY_FACT, answers=given(uren=Decimal(22), startdatum=start), facts=(HOURS,)).kind == expected


def test_a_bound_that_is_a_fact_waits_for_the_start_date() -> None:
    result = judged(BY_FACT, answers=given(uren=Decimal(22)), facts=(HOURS,))
    assert (result.kind, result.open) == ("past-misschien", ("startdatum",))


def test_a_bound_without_a_value_on_that_day_stays_unknown() -> None:
    answers = given(uren=Decimal(22), startdatum=date(2025, 12, 31))
    assert judged(BY_FACT, answers=answers, facts=(HOURS,)).kind == "past-misschien"


WINDOWED = rule("groep", WAJONG, geldig_van=date(2026, 1, 1), geldig_tot=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "counts"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_a_condition_counts_on_the_first_and_last_day_of_its_window(start: date, counts: bool) -> None:
    result = judged(
        WINDOWED,
        rule("register", REGISTER),
        answers=given(groep=chosen("wia"), startdatum=start, register=chosen("ja")),
    )
    assert result.conditions[0].counts is counts
    assert result.kind == ("past-niet" if counts else "past")
    assert counts or result.conditions[0].reason == OUT_OF_FORCE


def test_a_no_inside_a_window_waits_for_the_start_date() -> None:
    result = judged(WINDOWED, answers=given(groep=chosen("wia")))
    assert (result.kind, result.open) == ("past-misschien", ("startdatum",))


def test_a_condition_tested_against_today_ignores_the_start_date() -> None:
    today = rule("groep", WAJONG, geldig_tot=date(2026, 11, 24), toets="vandaag")
    answers = given(groep=chosen("wia"), startdatum=date(2027, 6, 1))
    assert judged(today, answers=answers).kind == "past-niet"
    assert judged(today, rule("r", REGISTER), answers=answers, day=date(2026, 11, 25)).kind == "past-misschien"


def test_a_rule_that_is_never_in_force_proves_nothing() -> None:
    result = judged(WINDOWED, answers=given(groep=chosen("wajong"), startdatum=date(2027, 1, 1)))
    assert result.kind == "past-misschien"


def test_a_gemeente_of_the_region_stands_for_the_region() -> None:
    local = rule("woont", {"vraag": "woongemeente", "is": ["gemeenten-van-de-regio"]})
    assert judged(local, answers=given(woongemeente=chosen("stad"))).kind == "past"
    assert judged(local, answers=given(woongemeente=chosen("andere-gemeente"))).kind == "past-niet"


def test_facts_in_a_reason_are_filled_in() -> None:
    reason = {"ja": "Goed.", "nee": "Minstens [[norm]].", "onbekend": "Hoeveel uur?"}
    made = {"id": "uren", "test": {"vraag": "uren", "minstens": "norm"}, "reden": reason}
    answers = given(uren=Decimal(2), startdatum=date(2026, 7, 1))
    assert judged(made, answers=answers, facts=(HOURS,)).conditions[0].reason == "Minstens 24\u00a0uur per week."


WINDOW = {"status": "tijdvak", "tijdvakken": [{"van": date(2026, 6, 1), "tot": date(2026, 9, 30)}]}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 31), "gesloten"),
        (date(2026, 6, 1), "past"),
        (date(2026, 9, 30), "past"),
        (date(2026, 10, 1), "gesloten"),
    ],
)
def test_a_closed_window_is_closed_and_not_a_no(day: date, expected: str) -> None:
    assert judged(rule("groep", WAJONG), answers=given(groep=chosen("wajong")), day=day, **WINDOW).kind == expected


def test_a_closed_window_is_still_a_no_for_who_does_not_fit() -> None:
    assert judged(rule("groep", WAJONG), answers=given(groep=chosen("wia")), **WINDOW).kind == "past-niet"


def test_what_no_longer_exists_never_fits() -> None:
    gone = {"status": "vervallen", "einddatum": date(2024, 12, 31)}
    assert judged(rule("groep", WAJONG), answers=given(groep=chosen("wajong")), **gone).kind == "vervallen"


def test_a_regeling_without_rules_is_left_out() -> None:
    assert evaluate(catalogue(regeling("proef")), given(), TODAY).results == ()
