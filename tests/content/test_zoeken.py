"""The search on the real content: the synonym file holds, names lead home, judged questions reach their floors."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from app.core import clock
from app.kennisbank.catalogue import Catalogue, load
from app.kennisbank.zoeken import Document, SearchEngine, documents_of, synonyms
from app.kennisbank.zoeken.normalise import squash
from app.settings import ROOT
from tests.conftest import TUESDAY

CONTENT = ROOT / "content"
QUESTIONS = yaml.safe_load((Path(__file__).parent / "data" / "zoekvragen.yaml").read_text(encoding="utf-8"))["vragen"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, problems = load(CONTENT)
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def documents(catalogue: Catalogue) -> Sequence[Document]:
    return documents_of(catalogue, TUESDAY.date())


@pytest.fixture(scope="module")
def search(catalogue: Catalogue) -> SearchEngine:
    with clock.pinned(TUESDAY):
        return SearchEngine.build(catalogue, TUESDAY.date(), None, CONTENT)


def ids(search: SearchEngine, query: str, most: int = 10) -> list[str]:
    return [hit.id for hit in search.search(query, limit=most).treffers]


def test_the_synonym_file_has_no_problems(catalogue: Catalogue) -> None:
    words = synonyms.load(CONTENT)
    assert isinstance(words, synonyms.Synonyms)
    assert [str(problem) for problem in synonyms.check(words, catalogue)] == []
    assert len(words.phrases) > 30 and len(words.groups) > 100


def test_every_everyday_phrase_finds_its_page_in_the_first_three(search: SearchEngine) -> None:
    words = synonyms.load(CONTENT)
    assert isinstance(words, synonyms.Synonyms)
    missed = {
        phrase: page
        for page, phrases in words.phrases.items()
        for phrase in phrases
        if page not in ids(search, phrase, 3)
    }
    assert missed == {}


def test_every_title_finds_its_own_page_first_or_behind_the_regeling_it_is_about(
    search: SearchEngine, documents: Sequence[Document]
) -> None:
    names = Counter(squash(document.titel) for document in documents)
    assert len(names) > 100
    for document in documents:
        if names[squash(document.titel)] == 1:
            first, *rest = ids(search, document.titel, 2)
            assert first == document.id or (first in document.regelingen and rest == [document.id])


@pytest.mark.parametrize(
    ("name", "regeling", "begrip"),
    [
        ("transitievergoeding", "compensatie-transitievergoeding", "begrippen/transitievergoeding"),
        ("statushouder", "statushouders", "begrippen/statushouder"),
        ("harrie", "harrie-training", "begrippen/harrie"),
        ("no risk", "no-riskpolis", "begrippen/no-risk"),
        ("ww premie", "lage-ww-premie", "begrippen/premie-awf"),
    ],
)
def test_a_name_leads_to_the_regeling_and_a_question_what_it_means_to_the_begrip(
    search: SearchEngine, name: str, regeling: str, begrip: str
) -> None:
    assert ids(search, name, 2) == [regeling, begrip]
    for asked in ("wat is", "wat betekent", "Wat is een", "betekenis van"):
        assert ids(search, f"{asked} {name}?", 1) == [begrip]


@pytest.mark.parametrize("job", ["bakker", "kok", "vrachtwagenchauffeur", "schoonmaakster", "automonteur"])
def test_a_job_and_a_duration_do_not_hide_what_is_asked(search: SearchEngine, job: str) -> None:
    ill = {"no-riskpolis", "artikelen/ziek-wie-betaalt-wat-week-voor-week", "mkb-verzuim-ontzorgverzekering"}
    for sentence in ("mijn {} is ziek", "mijn beste {} is al 7 weken ziek", "de {} is sinds maandag weer ziek help"):
        assert ids(search, sentence.format(job), 1)[0] in ill
    for sentence in ("ik zoek een {}", "waar vind ik een goede {}", "{} gezocht", "wij hebben nu 2 {}s nodig", "{}"):
        assert "werkgeversservicepunt" in ids(search, sentence.format(job), 2), sentence


def test_every_regeling_has_eight_ways_in_that_lead_there(search: SearchEngine, documents: Sequence[Document]) -> None:
    poor = {}
    for document in documents:
        if document.soort == "regeling":
            leading = sum(document.id in ids(search, phrase, 3) for phrase in document.lekentaal)
            if leading < 8:
                poor[document.id] = leading
    assert poor == {}


def test_the_judged_questions_are_about_pages_that_exist(documents: Sequence[Document]) -> None:
    known = {document.id for document in documents}
    assert [page for q in QUESTIONS for page in (*q["goed"], *q.get("ook", ())) if page not in known] == []


@pytest.mark.parametrize("kinds", [{"zin"}, {"engels"}, {"naam", "samenstelling", "vervoeging", "tikfout", "leken"}])
def test_judged_questions_reach_their_floors(search: SearchEngine, kinds: set[str]) -> None:
    ranks = []
    for question in (question for question in QUESTIONS if question["soort"] in kinds):
        right = {*question["goed"], *question.get("ook", ())}
        found = ids(search, question["q"])
        assert found, question["q"]
        ranks.append(next((rank for rank, page in enumerate(found, 1) if page in right), 0))
    count = len(ranks)
    assert count >= 25
    assert sum(rank == 1 for rank in ranks) / count >= 0.92
    assert sum(0 < rank <= 3 for rank in ranks) / count >= 0.97
    assert sum(1 / rank for rank in ranks if rank) / count >= 0.94


def test_the_index_is_small_and_quickly_built(catalogue: Catalogue, tmp_path: Path) -> None:
    before = time.process_time()
    SearchEngine.build(catalogue, TUESDAY.date(), tmp_path / "index", CONTENT)
    assert time.process_time() - before < 5
    assert sum(path.stat().st_size for path in (tmp_path / "index").iterdir()) < 3_000_000


def test_a_search_and_a_suggestion_take_few_milliseconds(search: SearchEngine) -> None:
    queries = [question["q"] for question in QUESTIONS] * 3
    searched, suggested = [], []
    for query in queries:
        start = time.process_time()
        search.search(query)
        middle = time.process_time()
        search.suggest(query[: len(query) * 2 // 3])
        searched.append(middle - start)
        suggested.append(time.process_time() - middle)
    assert sorted(searched)[len(searched) // 2] < 0.004
    assert sorted(suggested)[len(suggested) // 2] < 0.005
