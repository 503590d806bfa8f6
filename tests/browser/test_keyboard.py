"""Everything works with a keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import Visitor, visiting

SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])


def test_the_first_tab_stop_skips_to_the_content(visitor: Visitor) -> None:
    visitor.visit("/regelingen")
    link = visitor.page.get_by_role("link", name="Direct naar de inhoud")
    visitor.page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    assert visitor.focused() == "inhoud"
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.closest('main') !== null"), "past header and menu"


def test_the_error_summary_gets_the_focus_and_its_links_lead_to_the_fields(visitor: Visitor) -> None:
    visitor.visit("/contact")
    visitor.page.get_by_label("Uw naam").fill("Robin Voorbeeld")
    visitor.page.get_by_label("Uw naam").press("Enter")
    summary = visitor.page.get_by_role("region", name="Controleer")
    expect(summary).to_be_focused()
    assert visitor.page.title().startswith("Fout: ")
    links = summary.get_by_role("link").all()
    assert len(links) >= 4
    for link in links:
        target = str(link.get_attribute("href")).removeprefix("#")
        link.focus()
        visitor.page.keyboard.press("Enter")
        assert visitor.focused() == target
        assert visitor.page.locator(f"[id='{target}']").get_attribute("aria-invalid") == "true"
    expect(visitor.page.get_by_label("Uw naam")).to_have_value("Robin Voorbeeld")


def test_a_mistake_in_the_keuzehulp_leads_to_the_first_answer(visitor: Visitor) -> None:
    visitor.visit("/keuzehulp/vraag?v=1&situatie=kandidaat")
    visitor.page.get_by_role("button", name="Volgende").press("Enter")
    summary = visitor.page.get_by_role("region", name="Controleer")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    assert visitor.focused() == "antwoord"


@SCRIPTS
def test_the_menu_of_a_phone_opens_and_closes_with_the_keyboard(browser: Browser, site: str, javascript: bool) -> None:
    size = {"width": 390, "height": 800}
    with visiting(browser, site, java_script_enabled=javascript, viewport=size) as visitor:
        visitor.visit("/")
        menu = visitor.page.get_by_role("navigation", name="Hoofdmenu")
        opener = visitor.page.get_by_role("button", name="Menu", exact=True)
        expect(menu).to_be_hidden()
        opener.press("Enter")
        expect(menu).to_be_visible()
        visitor.page.keyboard.press("Escape")
        expect(menu).to_be_hidden()
        expect(opener).to_be_focused()
        visitor.page.keyboard.press("Space")
        expect(menu).to_be_visible()
        menu.get_by_role("button", name="Sluit menu").press("Enter")
        expect(menu).to_be_hidden()
        opener.press("Enter")
        menu.get_by_role("link", name="Keuzehulp").press("Enter")
        visitor.page.wait_for_url("**/keuzehulp")


@SCRIPTS
def test_the_filters_of_a_phone_open_and_work_with_the_keyboard(browser: Browser, site: str, javascript: bool) -> None:
    size = {"width": 390, "height": 800}
    with visiting(browser, site, java_script_enabled=javascript, viewport=size) as visitor:
        visitor.visit("/regelingen")
        box = visitor.page.get_by_role("checkbox").first
        expect(box).to_be_hidden()
        visitor.page.get_by_role("button", name="Filters").first.press("Enter")
        expect(box).to_be_visible()
        box.press("Space")
        visitor.page.get_by_role("button", name="Toon regelingen").press("Enter")
        visitor.page.wait_for_url("**/regelingen?*=*")
        chosen = visitor.page.get_by_role("list", name="Gekozen filters").get_by_role("link")
        expect(chosen).to_have_count(1)
        chosen.press("Enter")
        visitor.page.wait_for_url("**/regelingen")


def test_a_whole_question_can_be_asked_with_the_keyboard(visitor: Visitor) -> None:
    keyboard = visitor.page.keyboard
    visitor.visit("/contact")
    for field, value in (("vraag", "Wie helpt mij?"), ("organisatie", "Smid Toetsenbord"), ("postcode", "6811 AB")):
        visitor.tab_to(field)
        keyboard.type(value)
    visitor.tab_to("naam")
    keyboard.type("Robin Voorbeeld")
    visitor.tab_to("email")
    keyboard.type("smid@werkgever.example")
    visitor.page.locator("#onderwerp").focus()
    keyboard.press("ArrowDown")
    visitor.tab_to("Verstuur uw vraag")
    keyboard.press("Enter")
    visitor.page.wait_for_url("**/contact/bevestiging/**")
    assert visitor.faults == []
