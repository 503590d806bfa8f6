"""Amounts against the numbers that can be worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.keuzehulp.amounts import Amounts, amounts
from app.keuzehulp.answers import Answers
from app.keuzehulp.engine import evaluate
from app.keuzehulp.formulas import FORMULAS, Yield
from app.keuzehulp.terms import months, periods, weeks
from tests.unit.keuzehulp.small import QUESTIONS, TODAY, catalogue, chosen, fact, given, regeling, rule

RULE = rule("situatie", {"vraag": "situatie", "is": ["kandidaat"]})
YEAR = "2026-01-01"
FACTS = (
    fact("lkv-banenafspraak-uur", (1.01, "euro-per-uur", YEAR)),
    fact("lkv-banenafspraak-maximum", (2000, "euro-per-jaar", YEAR)),
    fact("lkv-arbeidsgehandicapte-uur", (3.05, "euro-per-uur", YEAR)),
    fact("lkv-arbeidsgehandicapte-maximum", (6000, "euro-per-jaar", YEAR)),
    fact("lkv-arbeidsgehandicapte-duur", (3, "jaar", YEAR)),
    fact("lkv-herplaatsen-uur", (3.05, "euro-per-uur", YEAR)),
    fact("lkv-herplaatsen-maximum", (6000, "euro-per-jaar", YEAR)),
    fact("lkv-herplaatsen-duur", (1, "jaar", YEAR)),
    fact("wml-maand", (2294.40, "euro-per-maand", "2026-01-01/2026-06-30"), (2337, "euro-per-maand", "2026-07-01")),
    fact("wml-21", (14.71, "euro-per-uur", "2026-01-01/2026-06-30"), (14.99, "euro-per-uur", "2026-07-01")),
    fact("wml-18", (7.50, "euro-per-uur", "2026-07-01"), sure="middelhoog"),
    fact("wml-20", (11.99, "euro-per-uur", "2026-07-01"), sure="middelhoog"),
    fact("vakantiebijslag", (8, "procent", YEAR)),
    fact("lks-maximum", (70, "procent", YEAR)),
    fact("lks-toeslag", (25, "procent", YEAR), sure="middelhoog"),
    fact("lks-norm-uren", (36, "uur-per-week", YEAR)),
    fact("lks-forfait", (50, "procent", YEAR)),
    fact("lks-forfait-duur", (6, "maanden", YEAR)),
    fact("proefplaatsing-uwv-standaard", (2, "maanden", YEAR)),
    fact("no-risk-standaard", (70, "procent", YEAR)),
    fact("no-risk-eerste-jaar", (100, "procent", YEAR)),
    fact("premie-ww-verschil", (5, "procent", YEAR)),
    fact("premieloon-maximum", (79409, "euro-per-jaar", YEAR)),
    fact("praktijkleren-maximum", (2700, "euro", YEAR)),
    fact("interne-jobcoaching-jaar-1", (15, "procent", YEAR)),
    fact("interne-jobcoaching-jaar-2", (7.5, "procent", YEAR)),
    fact("interne-jobcoaching-later", (6, "procent", YEAR)),
)


def page(slug: str, formula: str, **more: Any) -> Any:
    return regeling(slug, RULE, opbrengst={"soort": "geld", "berekening": formula}, **more)


def found(*pages: Any, answers: Answers) -> Amounts:
    content = catalogue(*pages, facts=FACTS)
    return amounts(content, evaluate(content, answers, TODAY))


def with_answers(start: date = date(2026, 7, 1), **more: Any) -> Answers:
    return given(situatie=chosen("kandidaat"), startdatum=start, **{"uren": Decimal(36), **more})


def made(formula: str, **answers: Any) -> Yield:
    (item,) = found(page("proef", formula), answers=with_answers(**answers)).yields
    return item


def spans(formula: str, **answers: Any) -> dict[int | None, tuple[int, int]]:
    return {s.year: (int(s.low), int(s.high)) for s in made(formula, **answers).spans}


@pytest.mark.parametrize(
    ("worth", "month"),
    [
        (30, "2208.47"),
        (40, "1892.97"),
        (50, "1577.48"),
        (60, "1261.98"),
        (70, "946.49"),
        (80, "630.99"),
        (90, "315.50"),
    ],
)
def test_loonkostensubsidie_per_month_agrees_with_the_worked_table(worth: int, month: str) -> None:
    low, high = spans("loonkostensubsidie", loonwaarde_procent=Decimal(worth))[2026]
    assert low <= Decimal(month) * 6 <= high
    assert high - low <= 1


def test_loonkostensubsidie_is_capped_and_pro_rata() -> None:
    assert spans("loonkostensubsidie", loonwaarde_procent=Decimal(5)) == spans(
        "loonkostensubsidie", loonwaarde_procent=Decimal(30)
    )
    low, high = spans("loonkostensubsidie", loonwaarde_procent=Decimal(60), uren=Decimal(32))[2026]
    assert low <= Decimal("1121.76") * 6 <= high


def test_a_running_loonkostensubsidie_does_not_move_in_july_but_a_new_one_uses_the_july_wage() -> None:
    spring = spans("loonkostensubsidie", start=date(2026, 1, 1), loonwaarde_procent=Decimal(50))[2026]
    month = Decimal("2294.40") * Decimal("1.08") / 2 * Decimal("1.25")
    assert spring[0] <= month * 12 <= spring[1]


def test_an_unmeasured_loonwaarde_gives_a_wide_range_and_says_why() -> None:
    item = made("loonkostensubsidie")
    assert item.spans[0].high > 5 * item.spans[0].low
    assert any("nog niet gemeten" in text for text in item.unsure)
    assert any("Controleer dit bij de uitvoerder" in text for text in item.unsure)


def test_the_fixed_subsidy_stops_after_its_term() -> None:
    low, high = spans("loonkostensubsidie-forfait", start=date(2026, 10, 1))[2027]
    assert low <= Decimal("1577.48") * 3 <= high
    assert list(spans("loonkostensubsidie-forfait")) == [2026]


@pytest.mark.parametrize(
    ("formula", "hours", "low", "high"),
    [
        ("lkv-banenafspraak", 24, 1260, 1268),
        ("lkv-arbeidsgehandicapte", 24, 3806, 3828),
        ("lkv-banenafspraak", 40, 2000, 2000),
        ("lkv-arbeidsgehandicapte", 40, 6000, 6000),
    ],
)
def test_a_full_year_of_loonkostenvoordeel_agrees_with_the_worked_numbers(
    formula: str, hours: int, low: int, high: int
) -> None:
    year = spans(formula, uren=Decimal(hours))[2027]
    assert low <= year[0] <= year[1] <= high


def test_loonkostenvoordeel_herplaatsen_lasts_one_year_from_starting_again() -> None:
    assert list(spans("lkv-herplaatsen", start=date(2027, 3, 1))) == [2027, 2028]
    item = made("lkv-herplaatsen", start=date(2023, 3, 1))
    assert [s.year for s in item.spans] == [2026, 2027]
    assert any("weer begint" in text for text in item.unsure)


def test_a_job_that_runs_already_shows_the_years_that_are_left() -> None:
    assert list(spans("lkv-arbeidsgehandicapte", start=date(2024, 5, 1))) == [2026, 2027]
    assert list(spans("lkv-banenafspraak", start=date(2023, 5, 1))) == [2026, 2027, 2028]
    ended = found(page("proef", "lkv-arbeidsgehandicapte"), answers=with_answers(date(2022, 12, 31)))
    assert ended.yields == ()


YEARLY = ("lkv-banenafspraak", "lkv-arbeidsgehandicapte", "loonkostensubsidie", "lage-ww-premie", "interne-jobcoaching")
HALF_YEAR = {"contract": chosen("tijdelijk-half-jaar-of-langer")}
SHORTER = {"contract": chosen("tijdelijk-korter")}


@pytest.mark.parametrize("formula", YEARLY)
def test_amounts_stop_where_a_temporary_contract_may_stop_and_say_so(formula: str) -> None:
    july, august = date(2026, 7, 1), date(2026, 8, 1)
    assert list(spans(formula, start=july, **HALF_YEAR)) == [2026]
    assert list(spans(formula, start=august, **HALF_YEAR)) == [2026, 2027]
    assert list(spans(formula, start=july, contract=chosen("vast"))) == [2026, 2027, 2028]
    said = made(formula, start=july, **HALF_YEAR).unsure
    assert any("stopt als het contract stopt" in text and "eerste half jaar" in text for text in said)
    assert not any("contract stopt" in text for text in made(formula, start=july, contract=chosen("vast")).unsure)


@pytest.mark.parametrize("formula", YEARLY)
def test_a_contract_shorter_than_half_a_year_gives_no_certain_amount(formula: str) -> None:
    longer, shorter = spans(formula, **HALF_YEAR), spans(formula, **SHORTER)
    assert shorter == {year: (0, high) for year, (_, high) in longer.items()}
    assert any("binnen een half jaar" in text for text in made(formula, **SHORTER).unsure)


def test_six_months_end_the_day_before_the_same_day() -> None:
    assert list(spans("loonkostensubsidie", start=date(2026, 7, 1), **HALF_YEAR)) == [2026]
    assert list(spans("loonkostensubsidie", start=date(2026, 7, 2), **HALF_YEAR)) == [2026, 2027]


def test_a_temporary_contract_that_runs_longer_counts_until_the_end_of_this_year() -> None:
    assert list(spans("lkv-banenafspraak", start=date(2026, 5, 24), **HALF_YEAR)) == [2026]
    item = made("lkv-banenafspraak", start=date(2025, 9, 1), **HALF_YEAR)
    assert [s.year for s in item.spans] == [2026]
    assert any("tot het einde van dit jaar" in text for text in item.unsure)
    ended = found(page("proef", "lkv-banenafspraak"), answers=with_answers(date(2025, 5, 1), **SHORTER))
    assert ended.yields == ()


def test_without_a_known_contract_the_doubt_is_said() -> None:
    assert any("hoe lang het contract duurt" in text for text in made("loonkostensubsidie").unsure)


def test_a_trial_does_not_depend_on_the_contract_after_it() -> None:
    wage = {"uurloon": Decimal(16), "uren": Decimal(30)}
    assert spans("proefplaatsing", **wage, **SHORTER) == spans("proefplaatsing", **wage)


def test_loonkostenvoordeel_nieuw_lasts_three_years() -> None:
    assert list(spans("lkv-arbeidsgehandicapte", start=date(2026, 1, 1))) == [2026, 2027, 2028]


def test_a_trial_saves_one_month_up_to_the_standard_length() -> None:
    assert spans("proefplaatsing", uurloon=Decimal(16), uren=Decimal(30)) == {2026: (2080, 4160)}


def test_no_risk_covers_a_part_of_the_wage_per_month_of_sickness() -> None:
    assert spans("no-risk", uurloon=Decimal(16), uren=Decimal(30)) == {None: (1456, 2080)}


def test_without_a_wage_the_minimum_wage_counts_and_that_is_said() -> None:
    item = made("no-risk", uren=Decimal(30))
    assert item.spans[0].high == 1949  # 14,99 x 30 x 52 / 12, rounded up
    assert any("minimumloon" in text for text in item.unsure)


def test_a_young_worker_gives_the_range_of_the_ages() -> None:
    item = made("no-risk", uren=Decimal(30), leeftijd=chosen("18-tot-21"))
    assert (item.spans[0].low, item.spans[0].high) == (682, 1559)


def test_the_low_premium_is_capped_at_the_maximum_wage() -> None:
    year = spans("lage-ww-premie", uurloon=Decimal(100), uren=Decimal(40))[2027]
    assert year == (3970, 3971)


def test_praktijkleren_is_at_most_the_maximum() -> None:
    assert spans("praktijkleren") == {None: (0, 2700)}


def test_guidance_hours_fall_on_the_anniversary_of_the_start() -> None:
    years = spans("interne-jobcoaching", start=date(2026, 7, 1), uren=Decimal(20))
    assert years[2027][0] <= 26 * 20 * 0.15 + 26 * 20 * 0.075 <= years[2027][1] + 1


def test_a_year_without_known_amounts_uses_the_last_ones_and_says_so() -> None:
    content = (fact("lkv-banenafspraak-uur", (1.01, "euro-per-uur", "2026-01-01/2026-12-31")), FACTS[1])
    small = catalogue(page("proef", "lkv-banenafspraak"), facts=content)
    item = amounts(small, evaluate(small, with_answers(), TODAY)).yields[0]
    assert any("2027 is nog niet bekend" in text for text in item.unsure)


def test_every_amount_carries_formula_inputs_with_a_source_and_its_doubts() -> None:
    for name in FORMULAS:
        item = made(name)
        assert item.formula, name
        assert any(i.source for i in item.inputs), name
        assert item.unsure, name
        assert all(s.low <= s.high for s in item.spans), name


def test_every_question_of_a_formula_exists() -> None:
    known = {q.id for q in QUESTIONS}
    assert {q for formula in FORMULAS.values() for q in formula.questions} <= known


def test_without_hours_or_start_there_is_no_amount_but_the_question() -> None:
    result = found(page("proef", "lkv-banenafspraak"), answers=given(situatie=chosen("kandidaat")))
    assert (result.counted, result.needs, result.total) == ((), ("startdatum", "uren"), None)


def test_without_the_fact_nothing_is_calculated() -> None:
    content = catalogue(page("proef", "lkv-banenafspraak"))
    assert amounts(content, evaluate(content, with_answers(), TODAY)).yields == ()


def pair(other: str) -> list[dict[str, str]]:
    return [{"regeling": other, "reden": "Dat mag."}]


def test_a_total_counts_only_what_may_be_combined() -> None:
    result = found(
        page("lks", "loonkostensubsidie", combineert_met=pair("lkv")),
        page("lkv", "lkv-banenafspraak", combineert_met=pair("lks")),
        page("premie", "lage-ww-premie"),
        answers=with_answers(),
    )
    assert result.total is not None
    assert result.total.slugs == ("lks", "lkv")
    by_slug = {item.slug: item.spans[0] for item in result.yields}
    assert result.total.spans[0].high == by_slug["lks"].high + by_slug["lkv"].high


def test_what_excludes_each_other_is_never_added_up() -> None:
    result = found(
        page("hoog", "lkv-arbeidsgehandicapte", sluit_uit=pair("laag")),
        page("laag", "lkv-banenafspraak", sluit_uit=pair("hoog"), combineert_met=pair("hoog")),
        answers=with_answers(),
    )
    assert result.total is None


def test_what_may_not_fit_counts_for_nothing_at_the_low_end_of_a_total() -> None:
    unsure = rule("register", {"vraag": "register", "is": ["ja"]})
    lkv = regeling(
        "lkv", RULE, unsure, opbrengst={"soort": "geld", "berekening": "lkv-banenafspraak"}, combineert_met=pair("lks")
    )
    result = found(page("lks", "loonkostensubsidie", combineert_met=pair("lkv")), lkv, answers=with_answers())
    assert result.total is not None
    by_slug = {item.slug: item for item in result.yields}
    assert result.total.spans[0].low == by_slug["lks"].spans[0].low
    assert any("niet zeker" in text for text in by_slug["lkv"].unsure)


def test_weeks_and_months_of_a_period() -> None:
    assert weeks(date(2026, 7, 1), date(2026, 7, 14)) == (2, 2)
    assert months(date(2026, 7, 1), date(2026, 12, 31)) == (6, 6)
    assert months(date(2026, 7, 15), date(2026, 12, 31)) == (5, 6)
    assert months(date(2026, 12, 31), date(2026, 12, 31)) == (0, 1)
    assert periods(date(2026, 12, 31), date(2027, 2, 1), TODAY) == [
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 31)),
    ]
