"""Every text on the screen exists in Dutch and in English, and says the same in both."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo

from scripts.vertalingen import (
    LANGUAGES,
    SOURCE,
    as_po,
    as_tuple,
    catalogue_path,
    extract,
    messages,
    read,
    untranslated,
    updated,
)

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%")
OTHER = [language for language in LANGUAGES if language != SOURCE]


@pytest.fixture(scope="module")
def found() -> Catalog:
    """The texts as they stand in the code now."""
    return extract()


def test_the_texts_of_pages_forms_and_errors_are_all_found(found: Catalog) -> None:
    texts = messages(found)
    assert "Waar kunnen wij u mee helpen?" in texts, "from a template"
    assert "Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg." in texts, "from Python"
    assert "Naam van uw organisatie" in texts, "translated lazily"
    assert any(isinstance(text, tuple) for text in texts), "with a plural"
    assert len(texts) > 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_exactly_the_texts_in_the_code(language: str, found: Catalog) -> None:
    there, wanted = set(messages(read(language))), set(messages(found))
    assert there == wanted, f"draai `make vertalingen`: te veel {there - wanted}, te weinig {wanted - there}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    catalogue = read(language)
    assert untranslated(catalogue) == []
    assert [message.id for message in messages(catalogue).values() if message.fuzzy] == []
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_what_make_vertalingen_writes(language: str, found: Catalog) -> None:
    assert catalogue_path(language).read_bytes() == as_po(updated(language, found)), "draai `make vertalingen`"


@pytest.mark.parametrize("language", OTHER)
def test_a_translation_fills_in_the_same_values_as_the_dutch(language: str) -> None:
    for message in messages(read(language)).values():
        for source, target in zip(as_tuple(message.id), as_tuple(message.string), strict=True):
            assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(target)), source


@pytest.mark.parametrize("language", OTHER)
def test_a_translation_keeps_the_spaces_around_and_the_sign_at_the_end(language: str) -> None:
    for message in messages(read(language)).values():
        for source, target in zip(as_tuple(message.id), as_tuple(message.string), strict=True):
            assert (source[0] == " ", source[-1] == " ") == (target[0] == " ", target[-1] == " "), source
            for sign in ".?:":
                assert source.rstrip().endswith(sign) == target.rstrip().endswith(sign), source


def test_dutch_says_what_the_code_says() -> None:
    for message in messages(read(SOURCE)).values():
        assert as_tuple(message.string) == as_tuple(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_compiles_with_its_plural_forms(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    assert len(read_mo(compiled)) == len(read(language))
    assert read(language).num_plurals == 2


def test_a_new_text_is_reported_until_it_has_english(found: Catalog) -> None:
    more = Catalog(fuzzy=False)
    for message in messages(found).values():
        more.add(message.id, flags=message.flags)
    more.add("Dit staat nog nergens")
    assert set(untranslated(updated("en", more))) - set(untranslated(read("en"))) == {"Dit staat nog nergens"}
    assert untranslated(updated("nl", more)) == []
