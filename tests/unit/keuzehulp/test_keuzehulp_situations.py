"""What the situation changes: the questions, their words, and what stands with the result."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.questions import Vraag
from app.keuzehulp.answers import Answers
from app.keuzehulp.engine import engine_for
from app.keuzehulp.outcome import Advice, advise
from app.keuzehulp.route import Route, route
from app.keuzehulp.situations import asked_in, in_words_of, situation_of
from app.keuzehulp.summary import summarise
from tests.unit.keuzehulp.small import QUESTIONS, TODAY, catalogue, chosen, fact, given, question, regeling, rule

WORDS = {"ziek": {"tekst": "Staat uw werknemer erin?", "tekst_en": "Is your employee in it?", "kort": "Uw werknemer"}}
SITUATION = Vraag.model_validate(
    {
        "id": "situatie",
        "soort": "keuze",
        "tekst": "Wat is uw situatie?",
        "opties": [
            {"id": "kandidaat", "tekst": "Kandidaat"},
            {"id": "rondkijken", "tekst": "Rondkijken", "vragen": ["uren"]},
            {"id": "ziek", "tekst": "Ziek", "eerst": ["ziek-sinds", "uren"], "weken_van": "ziekte"},
        ],
    }
)
REGISTER = question("register", "keuze", "ja", "nee", teksten_per_situatie=WORDS)
ILL = question("ziek-sinds", "keuze", "nog-niet", "tot-6-weken", "6-weken-tot-1-jaar")
ASKED = (SITUATION, REGISTER, ILL, *(q for q in QUESTIONS if q.id not in ("situatie", "register")))
NUMBERS = [{"vraag": "uren", "minstens": 12}, {"vraag": "ziek-sinds", "is": ["nog-niet"]}]


def step(name: str, term: str | None, moment: str = "bij-ziekte") -> dict[str, Any]:
    late = {"te_laat": "Doe het nu."} if term else {}
    return {"id": name, "wat": f"Doe {name}.", "wie": "werkgever", "moment": moment, "termijn": term, **late}


def content() -> Catalogue:
    return catalogue(
        regeling("een", rule("register", {"vraag": "register", "is": ["ja"]})),
        regeling("twee", rule("register", {"vraag": "register", "is": ["ja"]})),
        regeling("drie", rule("getallen", {"een_van": NUMBERS})),
        regeling(
            "ziekte",
            rule("register", {"vraag": "register", "is": ["nee"]}),
            stappen=[
                step("plan", "acht-weken"),
                step("melding", "een-week"),
                step("evaluatie", "veel-weken"),
                step("los", None),
                step("later", "een-week", "na-afloop"),
            ],
        ),
        facts=(
            fact("een-week", (1, "weken", "2026-01-01")),
            fact("acht-weken", (8, "weken", "2026-01-01")),
            fact("veel-weken", (52, "weken", "2026-01-01")),
        ),
        questions=ASKED,
    )


def road(answers: Answers) -> Route:
    engine = engine_for(content())
    return route(engine, engine.evaluate(answers, TODAY))


def advice(**answers: Any) -> Advice:
    engine = engine_for(content())
    return advise(engine, engine.evaluate(given(**answers), TODAY))


def test_a_situation_decides_what_comes_first() -> None:
    assert road(given(situatie=chosen("kandidaat"))).open == ("register", "ziek-sinds", "uren")
    assert road(given(situatie=chosen("ziek"))).open == ("ziek-sinds", "uren", "register")


def test_a_situation_leaves_out_what_makes_no_sense_in_it() -> None:
    found = road(given(situatie=chosen("rondkijken")))
    assert found.open == ("uren",)
    assert found.changes["register"] == 3


def test_a_question_that_is_left_out_is_no_open_point_for_the_contact_person() -> None:
    engine = engine_for(content())
    for situation, expected in (("kandidaat", True), ("rondkijken", False)):
        points = summarise(engine, engine.evaluate(given(situatie=chosen(situation)), TODAY)).open_points
        assert any("register" in point for point in points) is expected


def test_a_question_has_the_words_of_the_situation_and_its_own_for_the_rest() -> None:
    engine = engine_for(content())
    ill = situation_of(engine.questions, given(situatie=chosen("ziek")))
    asked = in_words_of(engine.questions["register"], ill)
    assert (asked.tekst, asked.tekst_en, asked.opties) == (
        "Staat uw werknemer erin?",
        "Is your employee in it?",
        REGISTER.opties,
    )
    assert asked_in(engine.questions, ill)["register"].kort == "Uw werknemer"
    assert in_words_of(engine.questions["register"], None).tekst == REGISTER.tekst
    assert situation_of(engine.questions, given(situatie="weet-niet")) is None


@pytest.mark.parametrize(
    ("ill", "expected"),
    [
        ("nog-niet", [(1, None, None), (8, None, None), (52, None, None)]),
        ("tot-6-weken", [(1, "nu", None), (8, "straks", None), (52, "straks", None)]),
        ("6-weken-tot-1-jaar", [(1, "geweest", "Doe het nu."), (8, "nu", None), (52, "nu", None)]),
    ],
)
def test_the_weeks_of_illness_stand_in_order_and_say_what_comes_now(ill: str, expected: list[Any]) -> None:
    found = advice(situatie=chosen("ziek"), ziek_sinds=chosen(ill)).weeks
    assert [(s.week, s.when, s.late) for s in found] == expected


def test_the_weeks_hold_for_everybody_who_is_ill_also_when_the_regeling_does_not_fit() -> None:
    found = advice(situatie=chosen("ziek"), register=chosen("ja"))
    assert [line.result.slug for line in found.groups["past-niet"]] == ["ziekte"]
    assert [s.what for s in found.weeks] == ["Doe melding.", "Doe plan.", "Doe evaluatie."]
    assert advice(situatie=chosen("kandidaat")).weeks == ()


def kinds_of(*pages: Any, **answers: Any) -> Advice:
    engine = engine_for(catalogue(*pages))
    return advise(engine, engine.evaluate(given(**answers), TODAY))


HOURS = rule("uren", {"vraag": "uren", "minstens": 1})
GROUP = rule("groep", {"vraag": "groep", "is": ["wia"]})
CANDIDATE = rule("situatie", {"vraag": "situatie", "is": ["kandidaat"]})
YOUNG = rule("leeftijd", {"niet": {"vraag": "leeftijd", "is": ["tot-18"]}})
ANSWERED = {
    "situatie": chosen("kandidaat"),
    "groep": chosen("wia"),
    "uren": Decimal(12),
    "leeftijd": chosen("21-tot-27"),
}


def test_what_is_meant_for_this_person_comes_before_what_is_for_everybody() -> None:
    found = kinds_of(regeling("algemeen", HOURS, belang=99), regeling("gericht", GROUP, belang=1), **ANSWERED)
    assert [line.result.slug for line in found.groups["past"]] == ["gericht", "algemeen"]


def test_the_most_telling_reason_comes_first_and_the_usual_one_last() -> None:
    found = kinds_of(regeling("een", YOUNG, CANDIDATE, HOURS, GROUP), **ANSWERED)
    assert [c.id for c in found.groups["past"][0].result.telling] == ["groep", "uren", "situatie", "leeftijd"]
    del (without := dict(ANSWERED))["groep"]
    unsure = kinds_of(regeling("een", YOUNG, CANDIDATE, HOURS, GROUP), **without)
    assert [c.id for c in unsure.groups["past-misschien"][0].result.telling] == ["groep"]


@pytest.mark.parametrize(("group", "shown"), [("wia", False), ("bijstand", True)])
def test_an_overview_is_left_out_beside_a_part_that_fits(group: str, shown: bool) -> None:
    pages = (
        regeling("loonkostenvoordeel", CANDIDATE, stappen=[step("vraag", None, "voor-start")]),
        regeling("lkv-arbeidsgehandicapte", GROUP),
    )
    found = kinds_of(*pages, **{**ANSWERED, "groep": chosen(group)})
    assert ("loonkostenvoordeel" in [line.result.slug for line in found.possible]) is shown
    assert ("loonkostenvoordeel" in [s.slug for s in found.timeline.steps]) is shown
    assert "loonkostenvoordeel" not in [result.slug for result in found.knowledge]
