"""Every amount, term and date that a reader meets comes from data with a source."""

from __future__ import annotations

import html
import re

import pytest

from app.core import clock
from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.prose import BARE
from app.kennisbank.checks.references import texts
from app.kennisbank.facts import REFERENCE, format_value
from app.kennisbank.render import used_facts
from app.kennisbank.store import ContentStore

KINDS = ("regelingen", "artikelen", "begrippen")
FREE = {"bronnen", "wijzigingen", "wettelijke_grondslag", "zoekwoorden", "synoniemen", "formulier", "volgende_ronde"}


def shown(content: ContentStore, page: Page) -> str:
    """What the page says on this day, as text: its body and its fields."""
    day = clock.today()
    rendered = content.rendered(page, day)
    parts = [section.html for section in rendered.sections]
    parts += [question.answer for section in rendered.sections for question in section.questions]
    fields = [text for path, text in texts(page.meta) if path[0] not in FREE and path[-1] != "bron"]
    text = " ".join([*parts, *(content.catalogue.facts.fill(field, day) for field in fields)])
    return html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")


def values(catalogue: Catalogue, page: Page) -> list[str]:
    """The numbers a page may show: those of the facts it names."""
    found = []
    for name in used_facts(catalogue, page):
        value = catalogue.facts.value(name, clock.today())
        assert value is not None, f"{page.file}: [[{name}]] has no value today"
        found += [format_value(value).replace("\u00a0", " "), format_value(value, bare=True).replace("\u00a0", " ")]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_on_a_page_is_a_fact(content: ContentStore, kind: str) -> None:
    numbers = 0
    for page in content.catalogue.pages[kind].values():
        allowed = values(content.catalogue, page)
        for match in BARE.finditer(shown(content, page)):
            numbers += 1
            digits = re.findall(r"\d[\d.,]*\d|\d", match[0])
            known = any(match[0].lower() in value.lower() or value.lower() in match[0].lower() for value in allowed)
            assert known or any(digits[0] in value for value in allowed if digits), f"{page.file}: {match[0]}"
    assert numbers > {"regelingen": 200, "artikelen": 20, "begrippen": 10}[kind]


def test_every_fact_that_is_used_has_a_source_and_is_certain_enough(content: ContentStore) -> None:
    catalogue = content.catalogue
    used = {name for kind in KINDS for page in catalogue.pages[kind].values() for name in used_facts(catalogue, page)}
    assert len(used) > 100
    for name in used:
        fact = catalogue.facts.by_name[name]
        assert fact.bron.titel
        assert fact.bron.geraadpleegd <= clock.today()
        assert fact.zekerheid in ("hoog", "middelhoog")


def test_a_number_typed_in_a_text_would_be_seen() -> None:
    assert BARE.search(REFERENCE.sub("", "Meld dit binnen 6 weken. U krijgt [[lkv-uur]]."))
