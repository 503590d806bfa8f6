"""Words about somebody's health in what people type."""

from __future__ import annotations

import pytest

from app.core.caution import find_words, read_list
from app.settings import ROOT

WORDS = read_list("# opmerking\n\ndepress*\nBurn-out*\nlong covid\nhiv\n")


def test_a_list_has_a_word_per_line_and_remarks() -> None:
    assert WORDS == ("depress*", "burn-out*", "long covid", "hiv")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hij heeft een depressie gehad", ("depressie",)),
        ("Zij zit thuis met een Burn-out.", ("Burn-out",)),
        ("Na long covid en een burn-outklacht", ("long covid", "burn-outklacht")),
        ("HIV, hiv", ("HIV", "hiv")),
        ("De archivaris gaf een indepressie", ()),
        ("", ()),
    ],
)
def test_whole_words_count_and_are_named_as_typed(text: str, found: tuple[str, ...]) -> None:
    assert find_words(text, WORDS) == found


def test_at_most_five_words_are_named() -> None:
    assert len(find_words(" ".join(f"depressie{n}" for n in range(9)), WORDS)) == 5


def test_without_a_list_nothing_is_found() -> None:
    assert find_words("depressie", ()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Wij zoeken iemand voor de schoonmaak, 24 uur per week.",
        "Een zieke werknemer: hoe werkt de no-riskpolis?",
        "Onze operationele medewerker vraagt om een aanpassing van de werkplek.",
        "Iemand met een Wajong-uitkering en een jobcoach.",
    ],
)
def test_an_ordinary_question_gives_no_warning(text: str) -> None:
    words = read_list((ROOT / "content/contact/medische-woorden.txt").read_text(encoding="utf-8"))
    assert len(words) > 40
    assert find_words(text, words) == ()
