"""What a visitor gets: order, corrections, facets, fragments, the best answer, suggestions."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kennisbank.zoeken import PAGE_FACET, SearchEngine, index, kept, synonyms
from app.kennisbank.zoeken.query import MAX_CHARACTERS, MAX_WORDS
from tests.unit.zoeken.small import PAGES, SYNONYMS, engine

SEARCH = engine()
TITLES = [document.titel for document in PAGES]
NASTY = [
    '"',
    "'",
    "AND",
    "OR NOT",
    "*",
    "loon:",
    "^3",
    "~",
    "((",
    "[a TO z]",
    "<script>",
    "'; --",
    "👍",
    "\x00",
    "%s",
    "{{x}}",
]


def ids(query: str, **options: object) -> list[str]:
    return [hit.id for hit in SEARCH.search(query, **options).treffers]  # type: ignore[arg-type]


@pytest.mark.parametrize("document", PAGES, ids=lambda d: d.id)
def test_an_exact_title_always_comes_first(document) -> None:
    for typed in (document.titel, document.titel.upper(), f'  "{document.titel}" ', document.titel.replace("-", "")):
        assert ids(typed)[0] == document.id


@given(st.sampled_from(PAGES), st.sampled_from(NASTY), st.booleans())
@settings(max_examples=150, deadline=None)
def test_punctuation_around_a_title_changes_nothing(document, mark: str, before: bool) -> None:
    if any(char.isalnum() for char in mark):
        return
    assert ids(f"{mark} {document.titel}" if before else f"{document.titel} {mark}")[0] == document.id


@st.composite
def typing_errors(draw: st.DrawFn) -> tuple[str, str]:
    """A word from a title and the same word with one error in it."""
    word = draw(st.sampled_from([d.titel.lower() for d in PAGES if re.fullmatch(r"[A-Za-z]{7,}", d.titel)]))
    place = draw(st.integers(1, len(word) - 2))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word, draw(
        st.sampled_from([word[:place] + word[place + 1 :], word[:place] + letter + word[place:], swapped])
    )


@given(typing_errors())
@settings(max_examples=200, deadline=None)
def test_a_typo_never_beats_an_exact_hit(words: tuple[str, str]) -> None:
    word, typo = words
    exact = {hit.id: hit.score for hit in SEARCH.search(word).treffers}
    found = SEARCH.search(typo)
    for hit in found.treffers:
        assert hit.score <= max(exact.values())
    if found.bedoelde_u is None:
        return
    both = SEARCH.search(f"jobcoach {typo}" if word != "jobcoach" else f"proefplaatsing {typo}").treffers
    assert both[0].id == ("jobcoach" if word != "jobcoach" else "proefplaatsing") or both[0].id in exact


def test_a_word_that_stands_in_the_content_is_never_corrected() -> None:
    for word in ("loon", "werkvloer", "drempel", "vergunning", "analyse"):
        assert SEARCH.search(word).bedoelde_u is None


@given(
    st.one_of(st.text(max_size=400), st.lists(st.sampled_from([*NASTY, *TITLES, "ziek"]), max_size=20).map(" ".join))
)
@settings(max_examples=300, deadline=None)
def test_no_input_raises_or_takes_long(text: str) -> None:
    before = time.process_time()
    found = SEARCH.search(text)
    SEARCH.suggest(text)
    assert time.process_time() - before < 0.25
    assert len(found.vraag) <= MAX_CHARACTERS
    assert len(found.vraag.split()) <= MAX_WORDS
    assert found.totaal >= len(found.treffers)


@pytest.mark.parametrize("text", ["", "   ", "?!", "de het een", "👍", "\x00"])
def test_a_query_that_says_nothing_finds_nothing(text: str) -> None:
    found = SEARCH.search(text)
    assert (found.treffers, found.totaal, found.beste) == ((), 0, None)


def test_a_huge_query_is_cut() -> None:
    before = time.process_time()
    found = SEARCH.search("loonkostensubsdie " * 100_000)
    assert time.process_time() - before < 0.25
    assert found.treffers[0].id == "loonkostensubsidie"


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("subsidie loonkosten", "loonkostensubsidie"),
        ("loon kosten subsidie", "loonkostensubsidie"),
        ("no risk polis", "no-riskpolis"),
        ("norisk", "no-riskpolis"),
        ("aangepaste werkplek", "werkplekaanpassing"),
        ("job coach", "jobcoach"),
        ("iemand op proef plaatsen", "proefplaatsing"),
        ("status houders", "statushouders"),
        ("LKS", "loonkostensubsidie"),
        ("jobcoaches", "jobcoach"),
        ("gemeente betaalt mee aan salaris", "loonkostensubsidie"),
        ("vluchtelingen in dienst nemen", "statushouders"),
        ("ik neem een vluchteling aan", "statushouders"),
        ("personeel met autisme is vaak ziek", "no-riskpolis"),
        ("gratis uitproberen", "proefplaatsing"),
        ("mijn medewerker valt steeds uit", "artikelen/ziek-wie-betaalt"),
    ],
)
def test_a_lay_query_finds_its_page_first(query: str, page: str) -> None:
    assert ids(query)[0] == page


def test_a_typing_error_is_corrected_and_said() -> None:
    found = SEARCH.search("jobcouch aanvragen")
    assert (found.vraag, found.bedoelde_u, found.gecorrigeerd) == ("jobcouch aanvragen", "jobcoach aanvragen", True)
    assert found.treffers[0].id == "jobcoach"


def test_the_visitor_can_insist_on_what_was_typed() -> None:
    found = SEARCH.search("loonkostensubsdie", letterlijk=True)
    assert (found.bedoelde_u, found.gecorrigeerd) == (None, False)
    assert "loonkostensubsidie" not in [hit.id for hit in found.treffers]


def test_the_best_answer_is_given_only_when_a_page_clearly_wins() -> None:
    best = SEARCH.search("wat is een proefplaatsing").beste
    assert best is not None and best.id == "proefplaatsing" and best.antwoord.startswith("Iemand werkt een tijd")
    assert SEARCH.search("loon").beste is None


def test_a_query_that_fits_nowhere_is_weak() -> None:
    assert SEARCH.search("xylofoon stemmen loon").zwak
    assert SEARCH.search("qqqq").zwak
    assert not SEARCH.search("jobcoach").zwak
    assert not SEARCH.search("werknemer ziek").zwak


def test_facets_count_what_choosing_them_would_leave() -> None:
    found = SEARCH.search("werknemer loon")
    counted = found.facetten["uitvoerder"]
    assert counted
    for value, count in counted.items():
        assert SEARCH.search("werknemer loon", facetten={"uitvoerder": {value}}).totaal == count
    assert sum(found.facetten[PAGE_FACET].values()) == found.totaal


def test_a_chosen_facet_keeps_the_counts_of_its_other_values() -> None:
    free = SEARCH.search("werknemer loon").facetten["uitvoerder"]
    chosen = SEARCH.search("werknemer loon", facetten={"uitvoerder": {"uwv"}})
    assert chosen.facetten["uitvoerder"] == free
    assert all(
        hit.id in ("proefplaatsing", "no-riskpolis", "jobcoach", "werkplekaanpassing") for hit in chosen.treffers
    )


def test_one_kind_of_page_can_be_asked_for() -> None:
    found = SEARCH.search("jobcoach", soort="succesverhaal")
    assert [hit.soort for hit in found.treffers] == ["succesverhaal"]
    assert found.beste is None


def test_pages_follow_each_other_without_gaps() -> None:
    everything = ids("werknemer loon werk", limit=20)
    assert len(everything) > 3
    assert [
        x for start in range(len(everything)) for x in ids("werknemer loon werk", limit=1, offset=start)
    ] == everything


def test_a_fragment_marks_the_words_of_the_query_and_escapes_the_rest() -> None:
    text = "Dit is <b>gevaarlijk</b> & leuk. De jobcoach komt langs bij jobcoaches."
    search = SearchEngine([replace(PAGES[4], tekst=text)], synonyms.Synonyms())
    fragment = search.search("jobcoach").treffers[0].fragment
    assert "<mark>jobcoach</mark> komt langs bij <mark>jobcoaches</mark>" in fragment
    whole = search.search("gevaarlijke jobcoach").treffers[0].fragment
    assert "&lt;b&gt;<mark>gevaarlijk</mark>&lt;/b&gt; &amp; leuk" in whole


def test_of_words_that_begin_together_the_longest_is_marked_and_never_twice() -> None:
    text = "Een no-riskpolis is geen riskpolis. Wie no zegt, heeft no_risk niet en norisk ook niet."
    page = replace(PAGES[1], tekst=text)
    other = replace(PAGES[2], tekst="Er is een no, een riskpolis en een no-riskpolis.")
    fragment = SearchEngine([page, other], synonyms.Synonyms()).search("no no-riskpolis riskpolis").treffers[0].fragment
    assert fragment.count("<mark>") == fragment.count("</mark>") >= 3
    assert "<mark>no-riskpolis</mark> is geen <mark>riskpolis</mark>" in fragment
    assert "no<mark>risk" not in fragment and "<mark>no</mark>risk" not in fragment


@given(st.text(alphabet="<>&\"'abc é\n.loonwerk", max_size=300), st.sampled_from(["loon", "werk", "loonwerk", "<b>"]))
@settings(max_examples=150, deadline=None)
def test_a_fragment_is_always_a_piece_of_the_text_with_only_marks_added(text: str, query: str) -> None:
    search = SearchEngine([replace(PAGES[0], tekst=text)], synonyms.Synonyms())
    for hit in search.search("proefplaatsing " + query).treffers:
        bare = re.sub(r"</?mark>", "", hit.fragment)
        assert "<" not in bare and ">" not in bare and '"' not in bare
        plain = html.unescape(bare).removeprefix("… ").removesuffix(" …")
        assert plain in (text or hit.samenvatting).replace("\n", " ")


def test_suggestions_come_while_typing_and_name_what_matched() -> None:
    assert SEARCH.suggest("proefp")[0].slug == "proefplaatsing"
    first = SEARCH.suggest("korting op pr")[0]
    assert (first.slug, first.via) == ("loonkostenvoordeel", "korting op premie")
    assert "loonkostensubsidie" in [s.slug for s in SEARCH.suggest("subsid")]
    assert [s.slug for s in SEARCH.suggest("jobcouch")] == ["jobcoach"]
    assert SEARCH.suggest("") == []


def test_small_words_count_while_a_question_is_being_typed() -> None:
    assert SEARCH.suggest("eerst ki")[0].via == "eerst kijken of iemand past"
    assert SEARCH.suggest("hulp op de w")[0].slug == "jobcoach"


def test_suggestions_name_a_page_once_and_respect_the_limit() -> None:
    found = SEARCH.suggest("loon", limit=3)
    assert len(found) == len({(s.soort, s.slug) for s in found}) == 3


def test_threads_get_the_same_answers() -> None:
    queries = TITLES * 5 + ["ziek personeel", "loonkostensubsdie", "wie betaalt wat"]
    alone = [ids(query) for query in queries]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ids, queries)) == alone


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "zoekindex"


def test_an_index_on_disk_is_opened_again_and_gives_the_same_results(folder: Path) -> None:
    first = engine(folder)
    written = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    second = engine(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == written
    assert first.search("ziek").treffers == second.search("ziek").treffers == SEARCH.search("ziek").treffers


def test_an_index_of_other_content_is_refused_and_built_again(folder: Path) -> None:
    other = SearchEngine(PAGES[:3], synonyms.of(SYNONYMS), folder)
    assert json.loads((folder / "stempel.json").read_text(encoding="utf-8")) == {"stempel": other.version}
    assert engine(folder).version != other.version
    assert engine(folder).search("jobcoach").treffers[0].id == "jobcoach"


@pytest.mark.parametrize("broken", ["", "{", '{"stempel": "oud"}'])
def test_an_index_without_a_good_stamp_is_refused(folder: Path, broken: str) -> None:
    engine(folder)
    (folder / "stempel.json").write_text(broken, encoding="utf-8")
    assert engine(folder).search("jobcoach").treffers[0].id == "jobcoach"


def test_an_index_with_a_missing_file_is_built_again(folder: Path) -> None:
    engine(folder)
    for path in folder.glob("*.seg"):
        path.unlink()
    assert engine(folder).search("jobcoach").treffers[0].id == "jobcoach"
    assert list(folder.glob("*.seg"))


def answers(search: SearchEngine) -> list[object]:
    queries = ("ziek", "iemand valt uit", "lks", "autisme", "proefplatsing", "wat is loonwaarde", "gratis uitproberen")
    return [search.search(query) for query in queries] + [search.suggest(query) for query in ("proefp", "korting op")]


def test_what_was_derived_is_read_again_and_says_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answers(engine(folder))
    assert expected == answers(engine())
    monkeypatch.setattr(index, "_read", None)  # the index itself is not needed any more
    assert answers(engine(folder)) == expected


@pytest.mark.parametrize("place", [3, 30, 120, -1])
def test_what_was_derived_is_made_again_when_a_letter_of_it_changed(folder: Path, place: int) -> None:
    expected = answers(engine(folder))
    kept_file = folder / kept.FILE
    good = kept_file.read_bytes()
    broken = bytearray(good)
    broken[place] ^= 1
    for wrong in (bytes(broken), good[:-1], b"", good.replace(b" ", b"\n", 1)):
        kept_file.write_bytes(wrong)
        assert answers(engine(folder)) == expected
        assert kept_file.read_bytes() == good


def test_what_was_derived_from_other_pages_is_not_read(folder: Path) -> None:
    other = SearchEngine(PAGES[:3], synonyms.of(SYNONYMS), folder)
    strange = (folder / kept.FILE).read_bytes()
    expected = answers(engine(folder))
    (folder / kept.FILE).write_bytes(strange)
    assert answers(engine(folder)) == expected
    assert kept.read(folder, other.version) is None


def test_a_folder_that_cannot_be_written_costs_time_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(folder)
    (folder / kept.FILE).unlink()
    (folder / kept.FILE).mkdir()
    assert answers(engine(folder)) == answers(engine())
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_builds_at_the_same_time_do_not_hurt_each_other(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: engine(folder).search("jobcoach").treffers[0].id, range(8)))
    assert found == ["jobcoach"] * 8
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_version_changes_with_pages_and_with_synonyms() -> None:
    versions = {
        SEARCH.version,
        SearchEngine(PAGES[:5], synonyms.of(SYNONYMS)).version,
        SearchEngine(PAGES, synonyms.Synonyms()).version,
    }
    assert len(versions) == 3
    assert engine().version == SEARCH.version


def test_a_question_asked_again_gets_the_results_it_had_and_only_the_last_ones_are_kept() -> None:
    searching = SearchEngine(PAGES, synonyms.of(SYNONYMS), remember=2)
    first = searching.search("loon")
    assert searching.search("loon") is first
    for other in ("ziek", "aannemen"):
        searching.search(other)
    again = searching.search("loon")
    assert again is not first
    assert again == first


def test_the_same_words_asked_in_another_way_are_another_question() -> None:
    whole = SEARCH.search("loon")
    assert SEARCH.search("loon", limit=1) != whole
    assert SEARCH.search("loon", offset=1) != whole
    assert {hit.soort for hit in SEARCH.search("loon", soort="begrip").treffers} <= {"begrip"}
    assert SEARCH.search("loon") == whole
