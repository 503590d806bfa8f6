"""The synonym file as an editor meets it: what is wrong is said in Dutch, on its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import clock
from app.kennisbank.catalogue import Catalogue, load
from app.kennisbank.schema import KIND_NAMES
from app.kennisbank.zoeken import documents_of, synonyms
from app.settings import ROOT


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, problems = load(ROOT / "content")
    assert found is not None, problems
    return found


def problems(tmp_path: Path, catalogue: Catalogue, text: str) -> list[tuple[int, str]]:
    (tmp_path / "zoeken").mkdir()
    (tmp_path / "zoeken" / "synoniemen.yaml").write_text(text, encoding="utf-8")
    words = synonyms.load(tmp_path)
    found = words if isinstance(words, list) else list(synonyms.check(words, catalogue))
    return [(problem.regel, problem.wat) for problem in found]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("spreektaal:\n  proefplatsing: [op proef]\n", 2, "'proefplatsing' bestaat niet"),
        ("spreektaal:\n  begrippen/bestaatniet: [op proef]\n", 2, "bestaat niet"),
        ("spreektaal:\n  jobcoach: [hulp erbij]\n  proefplaatsing:\n    - de hulp\n", 4, "wijzen ook naar 'jobcoach'"),
        ("spreektaal:\n  jobcoach: [de het een]\n", 2, "stopwoorden"),
        ("gelijk:\n  - [loon, salaris]\n  - [gage, lonen]\n", 3, "twee groepen"),
        ("gelijk:\n  - [loon]\n", 2, "maar een woord"),
        ("gelijk:\n  - [loon, de]\n", 2, "stopwoorden"),
        ("synoniemen:\n  - [loon, salaris]\n", 1, "bestaat niet"),
        ("gelijk:\n  - [loon, salaris]\ngelijk:\n  - [a, b]\n", 3, "twee keer"),
        ("gelijk: [\n", 2, "geen geldige YAML"),
    ],
)
def test_a_mistake_is_named_on_its_line(tmp_path: Path, catalogue: Catalogue, text: str, line: int, part: str) -> None:
    found = problems(tmp_path, catalogue, text)
    assert len(found) == 1
    assert found[0][0] == line
    assert part in found[0][1]


def test_a_good_file_has_no_problems(tmp_path: Path, catalogue: Catalogue) -> None:
    text = "gelijk:\n  - [loon, salaris]\nspreektaal:\n  proefplaatsing: [op proef, eerst kijken]\n"
    assert problems(tmp_path, catalogue, text) == []


def test_without_a_file_there_are_no_synonyms(tmp_path: Path) -> None:
    assert synonyms.load(tmp_path) == synonyms.Synonyms()


def test_documents_carry_what_an_employer_might_type(catalogue: Catalogue) -> None:
    documents = {document.id: document for document in documents_of(catalogue, clock.today())}
    assert len(documents) == sum(len(catalogue.pages[kind]) for kind in KIND_NAMES)
    polis = documents["no-riskpolis"]
    assert (polis.soort, polis.slug, polis.titel) == ("regeling", "no-riskpolis", "No-riskpolis")
    assert "no-risk" in polis.namen and "ziek personeel" in polis.lekentaal
    assert any(question.endswith("?") for question in polis.vragen)
    assert polis.facetten["uitvoerder"] == ("uwv",)
    assert polis.antwoord.startswith("Is uw werknemer ziek")
    assert "begrippen/loonwaarde" in documents


def test_the_fixed_headings_of_a_regeling_are_not_searched_or_shown(catalogue: Catalogue) -> None:
    texts = [document.tekst for document in documents_of(catalogue, clock.today()) if document.soort == "regeling"]
    assert len(texts) > 40
    assert not any("Veelgestelde vragen\n" in text or "Zo regelt u het\n" in text for text in texts)


def test_no_markdown_or_open_fact_is_left_in_what_is_searched_and_shown(catalogue: Catalogue) -> None:
    for document in documents_of(catalogue, clock.today()):
        for text in (document.tekst, document.antwoord, document.samenvatting, *document.vragen, *document.koppen):
            assert "[[" not in text and "](" not in text and "**" not in text, document.id
            assert not text.startswith(("#", "- ")), document.id
