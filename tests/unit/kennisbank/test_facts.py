"""Facts: the value of the day, said as a Dutch or English reader says it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from app.kennisbank.facts import Facts, Feit, Waarde, format_value

SOURCE = {"titel": "Voor de test", "geraadpleegd": "2026-11-22"}
SPACE = "\u00a0"


def fact(*values: dict[str, Any]) -> Feit:
    return Feit.model_validate(
        {"naam": "proef", "titel": "Proef", "zekerheid": "hoog", "bron": SOURCE, "waarden": list(values)}
    )


def value(amount: Any, unit: str, since: str = "2026-01-01", until: str | None = None) -> dict[str, Any]:
    return {"waarde": amount, "eenheid": unit, "geldig_van": since, "geldig_tot": until}


@pytest.mark.parametrize(("amount", "unit", "dutch", "english"), [
    (3.05, "euro-per-uur", f"€{SPACE}3,05 per uur", f"€{SPACE}3.05 per hour"),
    (1234.5, "euro", f"€{SPACE}1.234,50", f"€{SPACE}1,234.50"),
    (6000, "euro-per-jaar", f"€{SPACE}6.000 per jaar", f"€{SPACE}6,000 per year"),
    (7.18, "procent", "7,18%", "7.18%"),
    (6, "weken", f"6{SPACE}weken", f"6{SPACE}weeks"),
    (1, "maanden", f"1{SPACE}maand", f"1{SPACE}month"),
    (26, "aantal", "26", "26"),
    ("01-31", "dag-van-het-jaar", "31 januari", "31 January"),
])  # fmt: skip
def test_a_value_is_said_in_the_language_of_the_reader(amount: Any, unit: str, dutch: str, english: str) -> None:
    made = Waarde.model_validate(value(amount, unit))
    assert format_value(made) == dutch
    assert format_value(made, language="en") == english


def test_without_what_it_is_per() -> None:
    assert format_value(Waarde.model_validate(value(6, "maanden")), bare=True) == "6"
    assert format_value(Waarde.model_validate(value(Decimal("3.05"), "euro-per-uur")), bare=True) == f"€{SPACE}3,05"


def test_the_value_changes_on_the_day_itself() -> None:
    wage = fact(value(14, "euro", "2026-07-01", "2026-12-31"), value(15, "euro", "2027-01-01"))
    facts = Facts.of([wage])
    assert facts.fill("Nu [[proef]].", date(2026, 12, 31)) == f"Nu €{SPACE}14."
    assert facts.fill("Nu [[proef]].", date(2027, 1, 1)) == f"Nu €{SPACE}15."
    assert facts.fill("Nu [[proef]].", date(2026, 6, 30)) == "Nu (vraag uw contactpersoon)."
    assert facts.fill("Nu [[onbekend]].", date(2027, 1, 1), "en") == "Nu (ask your contact person)."


def test_facts_are_named_once_in_the_order_of_the_text() -> None:
    assert Facts.of([]).used_in("[[b]] en [[a|getal]] en [[b]] en [geen]") == ["b", "a"]


@pytest.mark.parametrize("values", [
    [value(1, "euro", "2026-01-01", "2026-06-30"), value(2, "euro", "2026-06-30")],
    [value(1, "euro", "2026-01-01"), value(2, "euro", "2027-01-01")],
    [value(1, "euro", "2026-06-30", "2026-01-01")],
    [value("veel", "euro")],
    [value("31-01-2027", "datum")],
    [value("1-31", "dag-van-het-jaar")],
    [],
])  # fmt: skip
def test_values_that_overlap_or_do_not_fit_their_unit_are_refused(values: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        fact(*values)
