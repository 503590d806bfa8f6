"""Markdown of the repository becomes safe HTML in sections, with begrippen linked once."""

from __future__ import annotations

import pytest

from app.core import clock
from app.kennisbank.render import GlossaryLinker, slugify, to_html
from app.kennisbank.store import ContentStore


@pytest.mark.parametrize(("text", "forbidden"), [
    ("<script>alert(1)</script>", "<script"),
    ("[klik](javascript:alert(1))", "javascript:"),
    ("[klik](data:text/html,x)", "data:"),
    ("[klik](http://onveilig.example)", "http://"),
    ("![plaat](https://elders.example/x.png)", "<img"),
    ("<a href='x' onclick='y()'>z</a>", "<a "),
    ("a <b style='color:red'>b</b>", "<b"),
])  # fmt: skip
def test_only_what_we_allow_becomes_html(text: str, forbidden: str) -> None:
    assert forbidden not in to_html(text)


def test_a_table_can_be_scrolled_and_has_headings() -> None:
    html = to_html("| a | b |\n|---|---|\n| 1 | 2 |")
    assert 'tabindex="0"' in html and html.count('<th scope="col">') == 2


@pytest.mark.parametrize(("title", "anchor"), [
    ("Wat krijgt u?", "wat-krijgt-u"), ("Én dan... 2x", "én-dan-2x"), ("???", "deel"), (" Let  op ", "let-op"),
])  # fmt: skip
def test_a_heading_becomes_an_anchor(title: str, anchor: str) -> None:
    assert slugify(title) == anchor


def linker() -> GlossaryLinker:
    return GlossaryLinker({"uwv": ("uwv", 'Voert uit "alles"'), "loon": ("loon", "Geld"), "loonwaarde": ("lw", "Deel")})


def test_the_first_use_of_a_word_links_to_its_explanation() -> None:
    html = linker().link("<p>UWV betaalt. UWV ook. Loonwaarde is geen loon, ontloonwaarde niets.</p>", set())
    assert html.count("/begrippen/uwv") == html.count("/begrippen/lw") == html.count("/begrippen/loon") == 1
    assert ">UWV</a> betaalt" in html and "&#34;alles&#34;" in html
    assert ">Loonwaarde</a>" in html and "ontloonwaarde niets" in html


def test_no_link_in_a_link_or_a_heading_and_none_to_itself() -> None:
    html = "<h3>Loon</h3><p><a href='/x'>loon en <strong>UWV</strong></a></p>"
    assert linker().link(html, set()) == html
    assert "begrippen" not in linker().link("<p>loon</p>", set(), skip="loon")


def test_questions_fold_and_headings_on_one_page_have_their_own_anchor(content: ContentStore) -> None:
    page = content.catalogue.pages["regelingen"]["no-riskpolis"]
    rendered = content.rendered(page, clock.today())
    anchors = [s.id for s in rendered.sections] + [q.id for s in rendered.sections for q in s.questions]
    assert len(anchors) == len(set(anchors)) > 4
    assert any(section.questions for section in rendered.sections)


def test_english_pages_link_to_english_pages(content: ContentStore) -> None:
    page = content.catalogue.pages["artikelen"]["waar-begin-ik"]
    html = "".join(section.html for section in content.rendered(page, clock.today(), "/en").sections)
    assert 'href="/en/' in html
    assert 'href="/regelingen' not in html and 'href="/begrippen' not in html


def test_a_page_is_rendered_once_a_day(content: ContentStore) -> None:
    page = content.catalogue.pages["regelingen"]["no-riskpolis"]
    assert content.rendered(page, clock.today()) is content.rendered(page, clock.today())
