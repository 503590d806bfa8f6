"""What goes along with a question to the contact person, and what changed since a link was made."""

from __future__ import annotations

from datetime import date

import pytest

from app.keuzehulp.answers import EMPTY, Link
from app.keuzehulp.engine import engine_for
from app.keuzehulp.outcome import advise, changes_since
from app.keuzehulp.summary import Summary, from_query, summarise
from tests.unit.keuzehulp.small import TODAY, catalogue, chosen, given, regeling, rule

GROUP = rule("groep", {"vraag": "groep", "is": ["wajong"]})
REGISTER = rule("register", {"vraag": "register", "is": ["ja"]})
ASK = rule("vraag", {"navragen": True})
CHANGE = {"datum": date(2026, 11, 20), "tekst": "Nieuw bedrag.", "soort": "groot"}
CONTENT = catalogue(
    regeling("past", GROUP, wijzigingen=[CHANGE]),
    regeling("misschien", GROUP, REGISTER),
    regeling("navragen", GROUP, ASK),
    regeling("niet", rule("groep", {"vraag": "groep", "is": ["wia"]}), wijzigingen=[CHANGE]),
    regeling("dicht", GROUP, status="tijdvak", volgende_ronde="juni 2027"),
    regeling("weten", GROUP, soort="kennis"),
)
QUERY = "v=1&groep=wajong"


def summary() -> Summary:
    found = from_query(CONTENT, QUERY, TODAY)
    assert found is not None
    return found


def test_the_summary_names_what_fits_may_fit_and_is_closed() -> None:
    assert [(m.slug, m.kind) for m in summary().regelingen] == [
        ("past", "past"),
        ("misschien", "past-misschien"),
        ("navragen", "past-misschien"),
        ("dicht", "gesloten"),
    ]


def test_the_summary_says_what_is_still_open_and_under_which_content() -> None:
    found = summary()
    assert found.open_points == (
        "Nog niet bekend: Vraag register?",
        "Alleen de uitvoerder weet of dit past: Navragen.",
    )
    assert (found.version, found.day) == ("0123456789abcdef", TODAY)


def test_no_answer_about_the_person_goes_along() -> None:
    text = summary().to_text() + summary().to_json()
    assert "wajong" not in text.lower()
    assert "groep" not in text.lower()


def test_the_summary_reads_back_from_storage() -> None:
    assert Summary.from_json(summary().to_json()) == summary()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"regelingen": [{}]}', '{"regelingen": 3}', "null"])
def test_something_else_in_storage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Summary.from_json(text)


def test_the_text_is_what_the_employer_sees() -> None:
    text = summary().to_text()
    assert text.startswith(
        "Uitkomst van de keuzehulp op 24 november 2026\n\nPast:\n- Past\n\nPast misschien:\n- Misschien"
    )
    assert text.endswith("Versie van de inhoud: 0123456789abcdef")


@pytest.mark.parametrize("query", ["", "v=1", "onzin", "groep=bestaat-niet", "%ff=%00", "&&&===", "a=1&" * 2000])
def test_an_address_without_answers_gives_no_summary_and_never_an_exception(query: str) -> None:
    assert from_query(CONTENT, query, TODAY) is None


def opened(version: str, made_on: date | None) -> Link:
    return Link(EMPTY, (), version, made_on)


def changes(version: str, made_on: date | None = None) -> list[str] | None:
    outcome = engine_for(CONTENT).evaluate(given(groep=chosen("wajong")), TODAY)
    found = changes_since(CONTENT, outcome, opened(version, made_on))
    return None if found is None else [change.slug for change in found]


def test_a_link_of_this_content_says_nothing_about_changes() -> None:
    assert changes("01234567") is None
    assert changes("") is None


def test_a_link_of_older_content_says_what_changed_since_for_what_still_matters() -> None:
    assert changes("aaaaaaaa", date(2026, 11, 20)) == ["past"]
    assert changes("aaaaaaaa", date(2026, 11, 21)) == []
    assert changes("aaaaaaaa") == ["past"]


def test_what_goes_together_and_what_does_not_is_told_once() -> None:
    say = {"reden": "Zo is het."}
    content = catalogue(
        regeling("een", GROUP, combineert_met=[{"regeling": "twee", **say}], sluit_uit=[{"regeling": "drie", **say}]),
        regeling(
            "twee",
            GROUP,
            combineert_met=[{"regeling": "een", **say}],
            eerst_dan=[{"regeling": "drie", "volgorde": "eerst", **say}],
        ),
        regeling(
            "drie",
            GROUP,
            sluit_uit=[{"regeling": "een", **say}],
            eerst_dan=[{"regeling": "twee", "volgorde": "daarna", **say}],
        ),
    )
    engine = engine_for(content)
    advice = advise(engine, engine.evaluate(given(groep=chosen("wajong")), TODAY))
    assert sorted((p.relation.kind, p.relation.one, p.relation.other) for p in advice.pairs) == [
        ("eerst", "drie", "twee"),
        ("samen", "een", "twee"),
        ("sluit-uit", "drie", "een"),
    ]
    assert all(pair.sure for pair in advice.pairs)


def test_knowledge_is_background_unless_something_must_be_done_in_time() -> None:
    step = [{"id": "s", "wat": "Meld het.", "wie": "werkgever", "moment": "voor-start"}]
    content = catalogue(
        regeling("weten", GROUP, soort="kennis"), regeling("moeten", GROUP, soort="kennis", stappen=step)
    )
    engine = engine_for(content)
    advice = advise(engine, engine.evaluate(given(groep=chosen("wajong")), TODAY))
    assert [r.slug for r in advice.background] == ["weten"]
    assert [line.result.slug for line in advice.possible] == ["moeten"]
    assert [m.slug for m in summarise(engine, advice.outcome).regelingen] == ["moeten"]
