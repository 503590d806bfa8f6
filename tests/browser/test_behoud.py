"""The tools for keeping people and letting go well, as people use them: with and without JavaScript, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import Visitor, visiting

EVERY_PAGE = (
    "/zelfscan",
    "/zelfscan/uitkomst?v=1&l=ab&w=d&j=e&wil=deels&kan=nee",
    "/zelfscan/uitkomst?v=1&l=abcdefghikmnopqrstuvxy&wil=ja&kan=ja",
    "/werkbladen",
    "/werkbladen/gebruiksaanwijzing-van-jezelf",
    "/werkbladen/jobcarving",
    "/werkbladen/checklist-eerste-werkdag",
    "/van-werk-naar-werk",
    "/van-werk-naar-werk/laten-gaan?einde=2027-03-31&zelf=1",
    "/van-werk-naar-werk/laten-gaan?einde=morgen",
    "/van-werk-naar-werk/mensen-zoeken",
    "/van-werk-naar-werk/toestemming",
    "/vacature-intake",
    "/vacature-intake?begin=vacature&taken=dozen+vouwen&flexibel=uren",
    "/en/zelfscan/uitkomst?v=1&l=ab&wil=nee",
)


@pytest.fixture(params=[True, False], ids=["javascript", "without-javascript"])
def anybody(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visitor]:
    """Somebody with JavaScript, and somebody without."""
    with visiting(browser, site, java_script_enabled=request.param) as found:
        yield found


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_the_page_is_accessible_and_fits_a_small_phone(visitor: Visitor, path: str) -> None:
    visitor.width(1280)
    assert visitor.visit(path).status == 200
    wide = visitor.violations()
    visitor.width(320)
    assert (wide, visitor.violations()) == ([], [])
    assert visitor.scroll_width() <= 320
    assert visitor.cut_off() == []
    assert visitor.faults == []


def test_from_the_scan_to_a_question_for_the_contact_person(anybody: Visitor) -> None:
    page = anybody.page
    anybody.visit("/zelfscan")
    first = page.get_by_role("group", name="Begeleiding regelen")
    first.get_by_label("Leidinggevende").check()
    first.get_by_label("Jobcoach").check()
    page.get_by_role("group", name="Op tijd zien dat het minder gaat").get_by_label("Jobcoach").check()
    page.get_by_role("group", name="Wilt u dit").get_by_label("Ik twijfel").check()
    page.get_by_role("group", name="Kunt u dit").get_by_label("Nee").check()
    page.get_by_role("button", name="Bekijk de uitkomst").click()
    page.wait_for_url("**/zelfscan/uitkomst?v=1&l=a&j=ae&wil=deels&kan=nee")
    row = page.get_by_role("row", name="Op tijd zien dat het minder gaat")
    expect(row).to_contain_text("Alleen de jobcoach")
    expect(page.get_by_role("heading", name="U twijfelt nog")).to_be_visible()
    expect(page.get_by_role("heading", name="U hoeft dit niet alleen")).to_be_visible()

    page.get_by_role("link", name="Wijzig uw antwoorden").first.click()
    expect(page.get_by_role("group", name="Begeleiding regelen").get_by_label("Jobcoach")).to_be_checked()
    page.go_back()
    page.get_by_role("link", name="Bespreek dit met uw contactpersoon").click()
    page.wait_for_url("**/contact?*")
    expect(page.get_by_label("Waar gaat uw vraag over?")).to_have_value("begeleiding")
    expect(page.get_by_label("Uw vraag", exact=True)).to_have_value(re.compile("zelfscan over begeleiding"))
    assert anybody.faults == []


def test_the_role_table_comes_out_of_the_printer(visitor: Visitor, tmp_path: Path) -> None:
    visitor.visit("/zelfscan/uitkomst?v=1&l=ab&w=d")
    expect(visitor.page.get_by_role("button", name="Print uw rollentabel")).to_be_visible()
    visitor.page.emulate_media(media="print")
    expect(visitor.page.get_by_role("table", name="Vitaliteit")).to_be_visible()
    for element in visitor.page.locator("nav, button").all():
        expect(element).to_be_hidden()
    assert visitor.page.pdf(path=tmp_path / "rollen.pdf", format="A4").startswith(b"%PDF-")


def test_a_worksheet_is_filled_in_and_nothing_leaves_the_page(anybody: Visitor) -> None:
    page = anybody.page
    anybody.visit("/werkbladen")
    page.get_by_role("link", name="Gebruiksaanwijzing van jezelf").first.click()
    page.wait_for_url("**/werkbladen/gebruiksaanwijzing-van-jezelf")
    page.wait_for_load_state("networkidle")
    anybody.responses.clear()
    page.get_by_label("Dit doe ik graag").fill("Dozen vouwen en tellen")
    page.get_by_label("Gaat het niet?").fill("Mijn vaste collega")
    page.get_by_label("Gaat het niet?").press("Enter")
    page.wait_for_timeout(200)
    assert page.url.endswith("/werkbladen/gebruiksaanwijzing-van-jezelf")
    assert anybody.responses == [], "what somebody writes goes nowhere"
    assert anybody.faults == []


def test_everything_somebody_wrote_comes_on_paper(anybody: Visitor) -> None:
    page = anybody.page
    anybody.visit("/werkbladen/gebruiksaanwijzing-van-jezelf")
    field = page.get_by_label("Dit helpt dan", exact=True)
    field.fill("\n".join(f"Regel {number}: even naar buiten en daarna samen verder" for number in range(1, 26)))
    page.emulate_media(media="print")
    box = field.bounding_box()
    assert box is not None and box["height"] > 25 * 10, "the field is as high as what stands in it"
    short = page.get_by_label("Dit mag het team weten").bounding_box()
    assert short is not None and 30 < short["height"] < 100, "an empty field leaves room to write by hand"


def test_a_checklist_can_be_ticked_with_the_keyboard(anybody: Visitor) -> None:
    anybody.visit("/werkbladen/checklist-eerste-werkdag")
    box = anybody.page.get_by_label("Het contract ligt klaar")
    box.focus()
    anybody.page.keyboard.press("Space")
    expect(box).to_be_checked()


def test_from_letting_people_go_to_help_within_one_working_day(anybody: Visitor) -> None:
    page = anybody.page
    anybody.visit("/van-werk-naar-werk")
    page.get_by_role("link", name="Ik moet mensen laten gaan").click()
    page.get_by_label("Wanneer loopt het contract af?").fill("morgen")
    page.get_by_role("button", name="Maak de lijst").click()
    page.get_by_role("heading", name="Controleer").wait_for()
    end = f"31-3-{int(page.evaluate('new Date().getFullYear()')) + 1}"
    page.get_by_label("Wanneer loopt het contract af?").fill(end)
    page.get_by_label("Heeft meer hulp nodig").fill("2")
    page.get_by_role("button", name="Maak de lijst").click()
    page.wait_for_url(f"**einde={end}**")
    expect(page.get_by_text("Teruggerekend vanaf 31 maart")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Zet de dagen in uw agenda").click()
    assert download.value.suggested_filename == "van-werk-naar-werk.ics"
    expect(page.get_by_text("binnen 1 werkdag antwoord").first).to_be_visible()
    page.get_by_role("link", name="Vraag hulp").first.click()
    page.wait_for_url("**/contact?*")
    expect(page.get_by_label("Waar gaat uw vraag over?")).to_have_value("afscheid")
    expect(page.get_by_label("Uw vraag", exact=True)).to_have_value(re.compile("Aantal mensen: 2"))


def test_a_consent_is_filled_in_on_paper(anybody: Visitor) -> None:
    anybody.visit("/van-werk-naar-werk/laten-gaan")
    anybody.page.get_by_role("link", name="Print de tekst voor toestemming").click()
    anybody.page.get_by_label("Taken, vaardigheden en wat op het werk is geleerd").check()
    anybody.page.emulate_media(media="print")
    expect(anybody.page.get_by_text("Ik kan mijn toestemming altijd intrekken")).to_be_visible()
    expect(anybody.page.get_by_label("Datum en handtekening")).to_be_visible()
    assert anybody.faults == []


def test_from_looking_for_people_through_the_intake_to_a_question(anybody: Visitor) -> None:
    page = anybody.page
    anybody.visit("/van-werk-naar-werk")
    page.get_by_role("link", name="Ik zoek mensen die elders weg moeten").click()
    page.get_by_role("main").get_by_role("link", name="Vertel over uw vacature of werk").click()
    page.wait_for_url("**/vacature-intake?via=elders")
    page.get_by_label("Ik heb taken die iemand kan overnemen").check()
    page.get_by_label("Wat zijn de taken?").fill("dozen vouwen")
    page.get_by_label("De werktijden").check()
    page.get_by_label("Alleen wat iemand kan").check()
    page.get_by_role("button", name="Maak de samenvatting").click()
    expect(page.get_by_role("heading", name="Dit gaat mee met uw vraag")).to_be_visible()
    page.get_by_role("link", name="Ga verder met uw vraag").click()
    page.wait_for_url("**/contact?*")
    expect(page.get_by_label("Waar gaat uw vraag over?")).to_have_value("elders")
    expect(page.get_by_label("Uw vraag", exact=True)).to_have_value(re.compile("^Ik zoek iemand"))
    expect(page.get_by_label("Stuur dit mee met mijn vraag")).to_be_checked()
    expect(page.get_by_role("region", name="Dit vulde u in")).to_contain_text("dozen vouwen")
    assert anybody.faults == []
