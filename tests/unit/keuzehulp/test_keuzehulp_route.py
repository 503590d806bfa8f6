"""Which question comes next."""

from __future__ import annotations

from decimal import Decimal

from app.keuzehulp.answers import Answers
from app.keuzehulp.engine import engine_for
from app.keuzehulp.route import Route, route
from tests.unit.keuzehulp.small import TODAY, catalogue, chosen, given, regeling, rule

GROUP = rule("groep", {"vraag": "groep", "is": ["wajong"]})
REGISTER = rule("register", {"vraag": "register", "is": ["ja"]})
SITUATION = rule("situatie", {"vraag": "situatie", "is": ["kandidaat"]})
CONTENT = catalogue(
    regeling("een", SITUATION, GROUP),
    regeling("twee", SITUATION, REGISTER),
    regeling("drie", SITUATION, stappen=[{"id": "s", "wat": "Doe iets.", "wie": "werkgever", "moment": "voor-start"}]),
    regeling("vier", SITUATION, GROUP, opbrengst={"soort": "geld", "berekening": "lkv-banenafspraak"}),
)


def road(answers: Answers) -> Route:
    engine = engine_for(CONTENT)
    return route(engine, engine.evaluate(answers, TODAY))


def test_the_question_that_can_change_the_most_comes_first() -> None:
    found = road(given())
    assert found.next == "situatie"
    assert found.changes == {"situatie": 4, "groep": 2, "register": 1, "startdatum": 0, "uren": 0}


def test_a_question_for_dates_or_amounts_comes_last() -> None:
    assert road(given()).open == ("situatie", "groep", "register", "startdatum", "uren")


def test_a_question_that_can_change_nothing_is_not_asked() -> None:
    after = road(given(situatie=chosen("kandidaat"), groep=chosen("wia")))
    assert after.open == ("register", "startdatum")
    assert road(given(situatie=chosen("afscheid"))).next is None


def test_an_answered_question_is_never_asked_again() -> None:
    after = road(given(situatie="weet-niet", groep="weet-niet", register="weet-niet", startdatum="weet-niet"))
    assert after.open == ("uren",)
    assert road(given(uren=Decimal(24))).left == 4


def test_every_answer_leaves_fewer_questions() -> None:
    answers, left = given(), road(given()).left
    while (name := road(answers).next) is not None:
        answers = answers.with_answer(name, "weet-niet")
        assert road(answers).left < left
        left = road(answers).left
