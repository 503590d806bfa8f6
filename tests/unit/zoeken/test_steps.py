"""Each step of the pipeline against its data file: word to terms."""

from __future__ import annotations

import pytest

from app.kennisbank.zoeken.analysis import Analysis, joins
from app.kennisbank.zoeken.compounds import lexicon
from app.kennisbank.zoeken.normalise import QUERY_STOP, STOP, clean, fold, squash, tokens
from app.kennisbank.zoeken.spelling import Speller, distance, dutch_words, sound
from app.kennisbank.zoeken.stem import stem
from tests.unit.zoeken.small import lines


@pytest.mark.parametrize("line", lines("normaliseren.txt"))
def test_typed_text_becomes_plain_words(line: str) -> None:
    typed, _, expected = line.partition(" | ")
    found = [t.word + (f"({' '.join(t.parts)})" if len(t.parts) > 1 else "") for t in tokens(clean(typed))]
    assert " ".join(found) == expected


def test_folding_keeps_every_position() -> None:
    for text in ("Reïntegratie é ß İ", "ﬁn ½ ǅ", "Ａｂ"):
        assert len(fold(text)) == len(text)


@pytest.mark.parametrize("word", ["zonder", "niet", "geen", "na", "minder", "zelf", "tegen", "onder"])
def test_words_that_carry_meaning_are_no_stop_words(word: str) -> None:
    assert word not in STOP


def test_words_people_ask_with_only_count_little_in_a_query() -> None:
    assert "aanvragen" in QUERY_STOP and "aanvragen" not in STOP


def test_every_family_of_words_keeps_one_kernel_and_no_two_families_share_one() -> None:
    seen: dict[str, str] = {}
    families = lines("woordfamilies.txt")
    for family in families:
        kernels = {word: stem(word) for word in family.split()}
        assert len(set(kernels.values())) == 1, kernels
        kernel = kernels[family.split()[0]]
        assert kernel not in seen, f"'{family}' en '{seen.get(kernel)}' hebben allebei '{kernel}'"
        seen[kernel] = family
    assert len(families) > 90


@pytest.mark.parametrize("line", lines("samenstellingen.txt"))
def test_compounds_split_and_other_words_stay_whole(line: str) -> None:
    word, *parts = line.split()
    assert lexicon().split(word) == tuple(parts or [word])


@pytest.mark.parametrize("line", lines("zelfde.txt"))
def test_spellings_of_one_thing_meet_in_one_term(line: str) -> None:
    analysis = Analysis()

    def terms(text: str) -> set[str]:
        words = analysis.words(text)
        return {t for word in words for t in word.expansion.full} | {term for _, term in joins(words)}

    one, _, other = line.partition(" | ")
    shared = terms(one) & terms(other)
    whole = max(analysis.words(one), key=lambda word: len(word.expansion.leaves)).expansion.full
    assert shared & set(whole), (terms(one), terms(other))


@pytest.mark.parametrize("line", lines("tikfouten.txt"))
def test_a_typing_error_leads_to_the_word_that_was_meant(line: str) -> None:
    typed, meant = line.split()
    vocabulary = {entry.split()[1]: 20 for entry in lines("tikfouten.txt")}
    vocabulary |= {"begeleider": 5, "plaatsing": 20, "subsidie": 20, "coach": 9, "uitkeren": 3}
    assert Speller.of(vocabulary).corrections(typed)[0].word == meant


def test_ordinary_dutch_words_are_no_typing_errors() -> None:
    speller = Speller.of({"slagen": 9}, dutch_words())
    assert speller.is_dutch("slager") and speller.is_dutch("schoonmaker") and not speller.is_dutch("slaager")


def test_short_words_are_never_corrected() -> None:
    assert Speller.of({"wia": 50, "loon": 50}).corrections("wai") == []


@pytest.mark.parametrize(
    ("one", "other", "errors"), [("loon", "loon", 0), ("lono", "loon", 1), ("lon", "loon", 1), ("baan", "loon", 3)]
)
def test_distance_counts_swapped_neighbours_as_one_error(one: str, other: str, errors: int) -> None:
    assert distance(one, other, 3) == errors


def test_words_that_sound_alike_are_spelled_alike_by_ear() -> None:
    assert sound("begelijding") == sound("begeleiding")
    assert sound("sollisitatie") == sound("sollicitatie")
    assert sound("werk") != sound("perk")


def test_a_verb_in_two_parts_is_one_word() -> None:
    analysis = Analysis({("uitval",): "=ziek"})
    (worker, falls, often) = analysis.words("werknemer valt vaak uit")
    assert "=ziek" in falls.concepts
    assert not worker.concepts and not often.concepts


def test_equal_words_share_a_group_also_as_a_phrase() -> None:
    analysis = Analysis({("aanneem",): "=aannemen", ("dienst", "neem"): "=aannemen"})
    for text in ("ik wil iemand aannemen", "iemand in dienst nemen", "ik neem iemand in dienst"):
        assert any("=aannemen" in word.concepts for word in analysis.words(text)), text


def test_names_are_compared_without_spaces_hyphens_and_accents() -> None:
    assert squash("No-risk polis") == squash("norìskpolis")
