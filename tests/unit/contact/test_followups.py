"""When to get back to a werkgever, from a start month and the terms of regelingen."""

from __future__ import annotations

from datetime import date

import pytest

from app.contact.followups import end_of, propose
from app.contact.office import Moment, Opvolgplan, Termijn
from app.kennisbank.facts import Facts, Feit

FACTS = Facts.of(
    [
        Feit.model_validate(
            {
                "naam": "vast-duur",
                "titel": "Zo lang duurt het vaste bedrag",
                "waarden": [{"waarde": 6, "eenheid": "maanden", "geldig_van": date(2026, 1, 1)}],
                "bron": {"titel": "Een wet", "geraadpleegd": date(2026, 11, 1)},
                "zekerheid": "hoog",
            }
        )
    ]
)
PLAN = Opvolgplan(
    momenten=(Moment(maanden=3, waarom="Drie maanden."), Moment(maanden=12, waarom="Een jaar.")),
    termijnen=(
        Termijn(regeling="vast-bedrag", feit="vast-duur", weken_vooraf=8, waarom="Stopt op {datum}."),
        Termijn(regeling="jobcoach", weken_vooraf=4, waarom="De jobcoach stopt op {datum}."),
    ),
)
MARCH = date(2026, 3, 1)


def days(*regelingen: tuple[str, date | None]) -> list[tuple[date, str]]:
    return [(p.op, p.waarom) for p in propose(MARCH, regelingen, PLAN, FACTS)]


def test_without_regelingen_only_the_fixed_moments() -> None:
    assert days() == [(date(2026, 6, 1), "Drie maanden."), (date(2027, 3, 1), "Een jaar.")]


def test_a_term_of_the_content_is_counted_from_the_start() -> None:
    assert days(("vast-bedrag", None))[1] == (date(2026, 7, 6), "Stopt op 31 augustus 2026.")


def test_the_day_of_the_decision_goes_before_the_term() -> None:
    assert (date(2026, 7, 20), "Stopt op 14 september 2026.") in days(("vast-bedrag", date(2026, 9, 14)))


def test_a_term_that_nobody_knows_gives_nothing_until_the_decision_is_there() -> None:
    assert len(days(("jobcoach", None))) == 2
    assert (date(2027, 2, 1), "De jobcoach stopt op 1 maart 2027.") in days(("jobcoach", date(2027, 3, 1)))


def test_a_regeling_outside_the_plan_gives_nothing() -> None:
    assert len(days(("onbekend", date(2026, 9, 1)))) == 2


def test_a_fact_without_a_value_on_the_day_gives_no_end() -> None:
    assert end_of("vast-bedrag", date(2025, 3, 1), None, PLAN, FACTS) is None


@pytest.mark.parametrize("start", [date(2026, 8, 1), date(2028, 2, 1), date(2026, 12, 1)])
def test_the_order_is_the_order_of_the_days(start: date) -> None:
    found = propose(start, [("vast-bedrag", None), ("jobcoach", date(2029, 2, 28))], PLAN, FACTS)
    assert [p.op for p in found] == sorted(p.op for p in found)
    assert len({p.sleutel for p in found}) == len(found) == 4
