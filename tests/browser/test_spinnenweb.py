"""Het Spinnenweb in a real browser: alone and with a groep, with and without JavaScript, colours or mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser import Visitor

SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])
RESULT = "/spinnenweb/uitkomst?web=duurzame-plaatsingen.1.3x51425.20261124"
COMPARED = f"{RESULT}&eerder=duurzame-plaatsingen.1.2253444.20260301"
SMALLEST = 5


def scores(visitor: Visitor, marks: str) -> None:
    """Choose a score for every element, in order; x is "Geen mening"."""
    groups = visitor.page.locator("fieldset", has=visitor.page.locator("input[name^=score-]"))
    expect(groups).to_have_count(7)
    for group, mark in zip(groups.all(), marks, strict=True):
        group.locator(f"input[value='{mark}']").check()


def main(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("main")


@SCRIPTS
def test_a_werkgever_fills_in_alone_discusses_it_and_compares_later(phone: Visitor, javascript: bool) -> None:
    phone.visit("/spinnenweb")
    main(phone).get_by_role("link", name="Vul Het Spinnenweb in").click()
    scores(phone, "3x51425")
    phone.page.get_by_role("button", name="Bekijk mijn web").click()
    phone.page.wait_for_url("**/spinnenweb/uitkomst?web=*")
    expect(phone.page.get_by_role("img", name="Uw Spinnenweb van")).to_be_visible()
    expect(main(phone)).to_contain_text("De papieren kosten zo veel tijd")

    main(phone).get_by_role("link", name="Vul opnieuw in en vergelijk").click()
    scores(phone, "4x53425")
    phone.page.get_by_role("button", name="Bekijk mijn web").click()
    phone.page.wait_for_url("**&eerder=*")
    expect(phone.page.get_by_role("table", name="Toen en nu")).to_contain_text("Beter (+2)")

    main(phone).get_by_role("link", name="Bespreek dit").click()
    expect(phone.page.get_by_label("Uw vraag", exact=True)).to_have_value("Ik wil mijn Spinnenweb bespreken.")
    expect(main(phone)).to_contain_text("Dit sturen wij mee")
    assert phone.faults == []


@SCRIPTS
def test_a_note_is_on_the_screen_and_not_in_the_address(phone: Visitor, javascript: bool) -> None:
    phone.visit("/spinnenweb/invullen")
    scores(phone, "1111111")
    main(phone).locator("summary").first.click()
    phone.page.get_by_label("Notitie bij: Kennis van de doelgroep").fill("Dit bespreken wij in het team.")
    phone.page.get_by_role("button", name="Bekijk mijn web").click()
    expect(phone.page.get_by_role("region", name="Uw notities")).to_contain_text("Dit bespreken wij in het team.")
    assert "team" not in phone.page.url
    assert phone.faults == []


@SCRIPTS
def test_a_groep_fills_in_on_phones_and_the_screen_shows_both_webs(
    phone: Visitor, lead: Visitor, javascript: bool
) -> None:
    lead.visit("/werkplek/spinnenweb")
    lead.page.get_by_label("Naam van de groep of werkgever").fill(f"Techniek {javascript:d}")
    lead.page.get_by_role("button", name="Start en toon de code").click()
    code = lead.page.locator(".sw-code").inner_text()

    for who, marks in (("Een werkgever", "2222222"), ("Een gemeente", "2222225")):
        for _ in range(SMALLEST):
            phone.visit("/spinnenweb")
            phone.page.get_by_label("Code van de groep").fill(code.lower())
            phone.page.get_by_label("Code van de groep").press("Enter")
            phone.page.wait_for_url("**/spinnenweb/groep/*")
            main(phone).locator("label").filter(has_text=who).click()
            scores(phone, marks)
            phone.page.get_by_role("button", name="Verstuur mijn scores").click()
            expect(main(phone)).to_contain_text("uw scores zijn ontvangen")
    expect(phone.page.get_by_role("table")).to_have_count(0)

    lead.page.get_by_role("button", name="Sluit de groep en toon het web").click()
    expect(main(lead)).to_contain_text("Het grootste verschil: selectie en matching")
    expect(lead.page.get_by_role("img", name="Spinnenweb van de groep")).to_be_visible()
    expect(lead.page.get_by_role("table").get_by_role("row").nth(1)).to_contain_text("Selectie en matching")
    phone.page.get_by_role("link", name="Ververs").click()
    expect(phone.page.get_by_role("table")).to_contain_text("Selectie en matching")

    for visitor in (lead, phone):
        if javascript:
            assert visitor.violations() == []
        visitor.width(320)
        assert visitor.scroll_width() <= 320
    main(lead).get_by_role("link", name="Bekijk het verloop").click()
    expect(lead.page.get_by_role("heading", level=1)).to_have_text(f"Verloop: Techniek {javascript:d}")
    if javascript:
        assert lead.violations() == []
    assert phone.faults + lead.faults == []


@pytest.mark.parametrize(
    "path", ["/spinnenweb", "/spinnenweb/invullen", COMPARED, "/spinnenweb/groep", f"/en{COMPARED}"]
)
def test_the_pages_are_accessible_and_fit_a_small_phone(visitor: Visitor, path: str) -> None:
    found: dict[int, list[str]] = {}
    for pixels in (1280, 390):
        visitor.width(pixels)
        visitor.visit(path)
        found[pixels] = visitor.violations()
    assert found == {1280: [], 390: []}
    visitor.width(320)
    assert visitor.scroll_width() <= 320
    assert visitor.cut_off() == []
    assert visitor.faults == []


def test_the_error_summary_leads_to_the_first_score(visitor: Visitor) -> None:
    visitor.visit("/spinnenweb/invullen")
    visitor.page.get_by_role("button", name="Bekijk mijn web").press("Enter")
    summary = visitor.page.get_by_role("region", name="Controleer")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    assert visitor.focused() == "score-kennis-doelgroep"
    visitor.page.keyboard.press("Space")
    expect(visitor.page.locator("#score-kennis-doelgroep")).to_be_checked()


def test_two_webs_differ_in_line_and_sign_without_colour(visitor: Visitor) -> None:
    visitor.visit(COMPARED)
    picture = visitor.page.get_by_role("img", name="Uw Spinnenweb van")

    def css(selector: str, name: str) -> str:
        found = picture.locator(selector).first
        return str(found.evaluate("(each, name) => getComputedStyle(each)[name]", name))

    assert css(".een", "strokeDasharray") == "none"
    assert css(".twee", "strokeDasharray") != "none"
    assert picture.locator("circle.stip").count() == 6
    assert picture.locator("rect.stip").count() == 7
    visitor.page.emulate_media(forced_colors="active", color_scheme="dark")
    text = str(visitor.page.locator("body").evaluate("each => getComputedStyle(each).color"))
    assert css(".een", "stroke") == css(".twee", "stroke") == text, "in the colour that the reader chose"
    assert css("text", "fill") == text
    assert css("rect.stip", "stroke") == text


def test_no_word_of_the_picture_is_cut_off(visitor: Visitor) -> None:
    for pixels in (1280, 390, 320):
        visitor.width(pixels)
        visitor.visit(RESULT)
        outside = visitor.page.evaluate(
            """() => { const svg = document.querySelector("svg[role=img]"), box = svg.getBoundingClientRect();
            return [...svg.querySelectorAll("text")].filter((each) => { const own = each.getBoundingClientRect();
              return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 ||
                own.bottom > box.bottom + 1; }).map((each) => each.textContent); }"""
        )
        assert outside == [], pixels


def test_on_paper_stand_the_picture_the_table_and_no_buttons(visitor: Visitor, tmp_path: Path) -> None:
    visitor.visit(COMPARED)
    visitor.page.emulate_media(media="print")
    expect(visitor.page.get_by_role("img", name="Uw Spinnenweb van")).to_be_visible()
    expect(visitor.page.get_by_role("table").first).to_be_visible()
    for element in visitor.page.locator("nav, button, input").all():
        expect(element).to_be_hidden()
    assert visitor.page.pdf(path=tmp_path / "web.pdf", format="A4").startswith(b"%PDF-")
