"""The intake: read strictly, told in words, and back in an address."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.behoud.intake import read, told, write
from tests.unit.behoud.small import intake

INTAKE = intake()


def test_answers_are_told_in_the_order_of_the_questions() -> None:
    found = read(
        [("kandidaten", "een"), ("flexibel", "plek"), ("flexibel", "uren"), ("taken", " Dozen  vouwen ")], INTAKE
    )
    words = [told(question, found.antwoorden[question.id]) for question in INTAKE.vragen]
    assert words == ["Dozen vouwen", "De uren, De plek", "Een"]


def test_what_does_not_exist_is_left_out() -> None:
    assert read([("flexibel", "loon"), ("geheim", "x"), ("kandidaten", "")], INTAKE).leeg


def test_of_a_single_choice_only_one_counts() -> None:
    assert read([("kandidaten", "meer"), ("kandidaten", "een")], INTAKE).antwoorden == {"kandidaten": ("een",)}


def test_a_text_that_is_too_long_says_so_and_is_given_back() -> None:
    found = read([("taken", "x" * 41)], INTAKE)
    assert found.fouten == {"taken": "Maak deze tekst korter. Er passen 40 tekens in."}
    assert found.antwoorden["taken"] == ("x" * 41,)


def test_a_bsn_never_stays_in_the_text() -> None:
    found = read([("taken", "BSN 111222333")], INTAKE)
    assert "111222333" not in found.antwoorden["taken"][0]
    assert "taken" in found.fouten


@given(
    st.lists(st.tuples(st.sampled_from(["taken", "flexibel", "kandidaten", "x"]), st.text(max_size=60)), max_size=12)
)
def test_any_address_can_be_read_and_written_again(pairs: list[tuple[str, str]]) -> None:
    found = read(pairs, INTAKE)
    if not found.fouten:
        again = read(parse_qsl(urlsplit(write(found, INTAKE)).query), INTAKE)
        assert again == found


def test_a_question_with_choices_must_have_them() -> None:
    with pytest.raises(ValueError, match="keuzes horen bij"):
        intake({"id": "leeg", "soort": "keuze", "tekst": "Wat?", "kort": "Wat"})
