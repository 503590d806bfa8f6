"""Jobs, places, numbers and ages in what an employer types: what they are, and that they do not lead the search."""

from __future__ import annotations

import pytest

from app.kennisbank.zoeken.analysis import Analysis, weights
from app.kennisbank.zoeken.compounds import lexicon
from app.kennisbank.zoeken.names import asks_meaning
from app.kennisbank.zoeken.stem import stem
from app.kennisbank.zoeken.workfloor import age, is_job, is_number, is_place
from tests.unit.zoeken.small import engine, lines

SEARCH = engine()


def ids(query: str) -> list[str]:
    return [hit.id for hit in SEARCH.search(query).treffers]


@pytest.mark.parametrize("line", lines("werkvloer.txt"))
def test_a_word_is_known_as_a_job_a_place_a_number_or_none(line: str) -> None:
    word, kind = (part.strip() for part in line.split("|"))
    leaves = tuple(stem(part) for part in lexicon().split(word))
    found = [
        name
        for name, yes in (
            ("beroep", is_job(word, leaves)),
            ("plek", is_place(word, leaves)),
            ("tijd", is_number(word)),
        )
        if yes
    ]
    assert found == ([] if kind == "geen" else [kind])


@pytest.mark.parametrize(
    ("before", "word", "after", "group"),
    [
        ("van", "58", "", "oudere"),
        ("", "61jarige", "", "oudere"),
        ("", "63", "jaar", "oudere"),
        ("van", "17", "jaar", "jongere"),
        ("", "17", "uur", None),
        ("", "58", "weken", None),
        ("van", "30", "jaar", None),
        ("van", "5", "", None),
        ("van", "bakkers", "", None),
    ],
)
def test_a_number_is_an_age_only_when_it_is_said_as_one(before: str, word: str, after: str, group: str | None) -> None:
    assert age(before, word, after) == group


def test_the_word_that_carries_the_question_weighs_most() -> None:
    words = Analysis().words("mijn beste bakker is al 7 weken ziek")
    by_word = dict(zip([word.token.word for word in words], weights(words), strict=True))
    assert by_word["ziek"] == 1.0
    assert all(weight <= 0.2 for word, weight in by_word.items() if word != "ziek")


def test_light_words_keep_their_weight_when_nothing_else_is_asked() -> None:
    for text in ("bakker", "7 weken", "restaurant", "mag ik"):
        assert max(weights(Analysis().words(text))) == 1.0


def test_a_job_in_an_example_does_not_beat_what_is_asked() -> None:
    assert ids("bakker")[0] == "succesverhalen/een-bakker-probeerde-het"
    for sentence in ("mijn bakker is ziek", "mijn beste bakker is al 7 weken ziek"):
        assert ids(sentence)[0] == "no-riskpolis"


def test_a_job_counts_as_personnel() -> None:
    assert ids("zieke timmerman")[0] == ids("zieke medewerker")[0]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("wat is een statushouder", True),
        ("Wat betekent loonwaarde?", True),
        ("betekenis van WIA", True),
        ("what is a job coach", True),
        ("wat krijg ik", False),
        ("watis", False),
        ("mijn werknemer zegt wat is dit", False),
    ],
)
def test_who_asks_what_a_word_means_is_understood(text: str, meaning: bool) -> None:
    assert asks_meaning(text) is meaning
