"""Numbers and words that should not be sent are warned about at the field, as the server does without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from app.core.caution import find_words, read_list
from app.core.text import mask_bsn
from app.settings import ROOT
from tests.browser.actors import Vraag, Werkgever
from tests.support.browser import PATIENCE, Visitor, visiting

BSN = "Er staat een burgerservicenummer in uw tekst."
HEALTH = "gaat misschien over iemands gezondheid"
WORDS = read_list((ROOT / "content" / "contact" / "medische-woorden.txt").read_text(encoding="utf-8"))
TEXTS = [
    "Wat moet ik regelen?",
    "Nummer 111222333 begint maandag.",
    "Nummer 111.222.333 begint maandag.",
    "Nummer 111 222 333 begint maandag.",
    "Nummer 111222334 begint maandag.",
    "Ons loonheffingennummer is 111222333L01.",
    "Ons btw-nummer is NL111222333B01.",
    "KvK-nummer 11122233.",
    "Bel +31 111222333 als het kan.",
    "Tel. 0031 111222333.",
    "Order 1112223334 staat klaar.",
    "000000000",
    "Hij heeft een burn-out.",
    "Zij heeft DIABETES en komt maandag.",
    "Een hernialijst bestaat niet.",
    "De chronisch zieke collega komt terug.",
    "Met 111222333 en epilepsie.",
]


def note(visitor: Visitor, field: str) -> Locator:
    """The warning under a field."""
    return visitor.page.locator(f"[data-letop='{field}']")


def warned(warning: Locator, wanted: tuple[bool, bool]) -> tuple[bool, bool]:
    """Whether it speaks of a number and of health; waits at most our patience until it says what is wanted."""
    for _turn in range(PATIENCE // 100):
        said = warning.inner_text() if warning.is_visible() else ""
        found = (BSN in said, HEALTH in said)
        if found == wanted:
            break
        warning.page.wait_for_timeout(100)
    return found


def test_the_browser_warns_about_what_the_server_finds_and_about_nothing_else(visitor: Visitor) -> None:
    visitor.visit("/contact")
    field, warning = visitor.page.get_by_label("Uw vraag", exact=True), note(visitor, "vraag")
    expect(warning).to_be_hidden()
    wrong = []
    for text in TEXTS:
        field.fill(text)
        visitor.page.wait_for_timeout(750)  # it waits until somebody stops typing
        expected = (mask_bsn(text)[1] > 0, bool(find_words(text, WORDS)))
        if warned(warning, expected) != expected:
            wrong.append((text, expected))
    assert wrong == []


def test_the_warning_names_the_word_is_announced_and_goes_when_the_text_is_better(visitor: Visitor) -> None:
    visitor.visit("/contact")
    field, warning = visitor.page.get_by_label("Uw vraag", exact=True), note(visitor, "vraag")
    field.press_sequentially("Hij is 111222333 en heeft autisme")
    expect(warning).to_contain_text(BSN)
    expect(warning).to_contain_text("Let op: autisme gaat misschien")
    assert warning.get_attribute("role") == "status"
    expect(field).to_be_focused()
    assert visitor.violations() == []
    visitor.width(320)
    assert visitor.scroll_width() <= 320 and visitor.cut_off() == []
    field.fill("Hij begint maandag")
    expect(warning).to_be_hidden()


def test_the_warning_never_stops_sending_and_the_server_takes_the_number_out(browser: Browser, site: str) -> None:
    with visiting(browser, site) as visitor:
        asker = Werkgever(visitor, "Drukkerij Denkbeeldig", "00000044")
        asker.asks("Hij is 111222333 en heeft epilepsie.", "Arnhem")
        expect(visitor.page.get_by_text("burgerservicenummer", exact=False).first).to_be_visible()
        expect(visitor.page.get_by_text("Ging uw vraag over iemands gezondheid?")).to_be_visible()
        assert visitor.faults == []


def test_without_javascript_the_server_says_the_same_after_sending(browser: Browser, site: str) -> None:
    with visiting(browser, site, java_script_enabled=False) as visitor:
        asker = Werkgever(visitor, "Zuivelwinkel Denkbeeldig", "00000045")
        visitor.visit("/contact")
        visitor.page.get_by_label("Uw vraag", exact=True).fill("Hij is 111222333 en heeft epilepsie.")
        expect(note(visitor, "vraag")).to_be_hidden()
        visitor.page.get_by_role("button", name="Verstuur uw vraag").click()  # the rest is empty: it comes back
        expect(visitor.page.get_by_role("heading", name="Er staat een burgerservicenummer in uw tekst")).to_be_visible()
        expect(visitor.page.get_by_text("Wij zien: epilepsie.", exact=False)).to_be_visible()
        asker.fills_in_the_form("Hij is 111222333 en heeft epilepsie.", "Arnhem")
        asker.sends_the_form()
        expect(visitor.page.get_by_text("burgerservicenummer", exact=False).first).to_be_visible()
        asker.opens_mail("Wij hebben uw vraag")
        asker.follows_the_link_in_the_mail()
        conversation = visitor.page.locator("ol.wl-gesprek")
        expect(conversation).to_contain_text("Hij is [burgerservicenummer weggehaald] en heeft epilepsie.")
        assert "111222333" not in visitor.page.content()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])
def test_a_reaction_is_watched_too(browser: Browser, site: str, asked: Vraag, javascript: bool) -> None:
    with visiting(browser, site, java_script_enabled=javascript) as visitor:
        visitor.visit(asked.volg)
        visitor.page.get_by_label("Uw bericht").fill("Zijn nummer is 111222333.")
        if javascript:
            expect(note(visitor, "bericht")).to_contain_text(BSN)
        else:
            expect(note(visitor, "bericht")).to_be_hidden()
        visitor.page.get_by_role("button", name="Verstuur bericht").click()
        expect(visitor.page.get_by_text("Wij hebben een burgerservicenummer weggehaald")).to_be_visible()
        assert "111222333" not in visitor.page.content()
