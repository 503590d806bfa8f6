"""From the mail to the dossier: the check-in in a real browser, with and without JavaScript, and what goes along."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.actors import Werkgever
from tests.support.browser import Visitor, visiting

DOSSIER = "/werkplek/werkgevers/1"
SUBJECT = "Hoe gaat het bij u?"
DELIVERED_WITHIN = 60.0
"""Seconds; the worker of a site that just started delivers the mail of the demo first."""


@pytest.fixture(params=[True, False], ids=["javascript", "without-javascript"])
def anybody(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visitor]:
    """Somebody with JavaScript, and somebody without."""
    with visiting(browser, site, java_script_enabled=request.param) as found:
        yield found


@pytest.fixture
def job(request: pytest.FixtureRequest, colleague: Visitor) -> str:
    """A new placement with check-ins by mail; one for each test, because a week must lie between two mails."""
    name = f"Inpakker {len(request.node.name)}-{int(time.time() * 1000) % 100_000}"
    page = colleague.page
    colleague.visit(DOSSIER)
    page.get_by_text("Noteer een plaatsing", exact=True).click()
    page.get_by_label("Functie").fill(name)
    page.get_by_label("Startmaand").fill("2026-10")
    page.locator("form[action$='/plaatsingen'] select[name=checkin_email]").select_option(index=1)
    page.get_by_role("button", name="Noteer de plaatsing").click()
    expect(page.get_by_text("De plaatsing is genoteerd")).to_be_visible()
    return name


def ask(colleague: Visitor, job: str) -> None:
    """By hand, about this job."""
    colleague.visit(DOSSIER)
    option = colleague.page.locator("select#plaatsing option").filter(has_text=job)
    colleague.page.locator("select#plaatsing").select_option(value=option.get_attribute("value"))
    colleague.page.get_by_role("button", name="Vraag hoe het gaat").click()
    expect(colleague.page.get_by_text("De check-in is verstuurd")).to_be_visible()


def newest_mail(visitor: Visitor, subject: str) -> Page:
    """Wait until the worker delivered it, and open it."""
    page, until = visitor.page, time.monotonic() + DELIVERED_WITHIN
    while time.monotonic() < until:
        visitor.visit("/ontwikkel/postvak")
        first = page.get_by_role("main").get_by_role("listitem").filter(has_text=subject).first
        if first.count() and "verzonden" in first.inner_text():
            first.get_by_role("link").first.click()
            page.wait_for_url(re.compile(r"/ontwikkel/postvak/\d+$"))
            return page
    raise AssertionError(f"no mail {subject!r} was delivered in {DELIVERED_WITHIN} seconds")


def links_in(page: Page) -> list[str]:
    found = [link.get_attribute("href") or "" for link in page.locator(".wl-mailtekst a[href*='hoe-gaat-het']").all()]
    return list(dict.fromkeys(found))


def test_a_scanner_changes_nothing_and_one_button_sends_three_answers(
    anybody: Visitor, colleague: Visitor, job: str
) -> None:
    ask(colleague, job)
    links = links_in(newest_mail(anybody, SUBJECT))
    assert len(links) == 3
    for link in links * 2:
        assert anybody.visit(link).status == 200
    colleague.visit(DOSSIER)
    expect(colleague.page.get_by_text(f"({job}): nog geen antwoord")).to_be_visible()

    page = anybody.page
    anybody.visit(links[0])
    expect(page.get_by_text(f"Over: {job}.")).to_be_visible()
    expect(page.locator("input:checked")).to_have_count(0)
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    page.get_by_role("heading", name="Controleer").wait_for()
    tasks = page.get_by_role("group", name="Hoe gaat het met het werk en de taken?")
    tasks.get_by_label("Kan beter").check()
    page.get_by_role("group", name="Hoe gaat het met de begeleiding?").get_by_label("Goed", exact=True).check()
    page.get_by_role("group", name="Wilt u dat wij u bellen?").get_by_label("Nee, dat hoeft niet").check()
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(page.get_by_role("status")).to_contain_text("ziet uw antwoord vandaag")
    page.get_by_role("link", name="Verander uw antwoord").click()
    expect(tasks.get_by_label("Kan beter")).to_be_checked()
    assert anybody.faults == []

    colleague.visit(DOSSIER)
    expect(colleague.page.get_by_role("table", name=f"Hoe het gaat: {job}")).to_contain_text("Kan beter")
    told = newest_mail(colleague, "Bij een werkgever gaat het minder goed").locator(".wl-mailtekst").inner_text()
    assert DOSSIER in told


def test_the_page_of_a_check_in_is_accessible_in_every_state(visitor: Visitor, colleague: Visitor, job: str) -> None:
    ask(colleague, job)
    links = links_in(newest_mail(visitor, SUBJECT))
    page = visitor.page
    states = ((links[0], False), (links[0], True), (links[2], True))
    for link, press in states:
        visitor.width(1280)
        visitor.visit(link)
        if press:
            page.get_by_role("button", name="Verstuur mijn antwoord").click()
            page.wait_for_load_state()
        wide = visitor.violations()
        visitor.width(390)
        assert (wide, visitor.violations()) == ([], []), (link, press)
        visitor.width(320)
        assert visitor.scroll_width() <= 320
        assert visitor.cut_off() == []
    expect(page.get_by_role("status")).to_contain_text("belt u zo snel mogelijk")
    assert visitor.faults == []


def test_who_says_it_goes_well_needs_one_press_of_a_key(visitor: Visitor, colleague: Visitor, job: str) -> None:
    ask(colleague, job)
    link = next(each for each in links_in(newest_mail(visitor, SUBJECT)) if each.endswith("antwoord=goed"))
    visitor.visit(link)
    button = visitor.page.get_by_role("button", name="Verstuur mijn antwoord")
    button.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("status")).to_contain_text("U hoeft niets te doen.")


def test_the_intake_goes_along_and_can_be_left_out(anybody: Visitor) -> None:
    page, hands = anybody.page, Werkgever(anybody, "Meubelzaak Meestuur")
    for tick in (True, False):
        anybody.visit("/vacature-intake?begin=taken&taken=dozen+vouwen&flexibel=uren")
        page.get_by_role("link", name="Ga verder met uw vraag").click()
        page.wait_for_url("**/contact?*")
        box = page.get_by_label("Stuur dit mee met mijn vraag")
        expect(box).to_be_checked()
        if not tick:
            box.uncheck()
        page.get_by_role("button", name="Verstuur uw vraag").click()
        page.get_by_role("heading", name="Controleer").wait_for()
        expect(page.get_by_role("region", name="Dit vulde u in")).to_contain_text("dozen vouwen")
        expect(box).to_be_checked(checked=tick)
        hands.fills_in_the_form(f"Ik zoek iemand. {tick}", "Arnhem")
        hands.sends_the_form()
        page.get_by_role("link", name="Volg uw vraag").click()
        page.get_by_role("heading", name="Gesprek", exact=True).wait_for()
        sent = page.get_by_text("Dit stuurde u mee", exact=True)
        expect(sent).to_have_count(int(tick))
        if tick:
            sent.click()
            expect(page.get_by_text("dozen vouwen")).to_be_visible()
    assert anybody.faults == []


def test_the_sheet_and_the_report_come_out_of_the_printer(colleague: Visitor, tmp_path: Path) -> None:
    page = colleague.page
    colleague.visit(DOSSIER)
    page.get_by_role("link", name="Bereid een gesprek voor").click()
    page.get_by_role("link", name="Interesseren").click()
    expect(page.get_by_role("heading", name="Dit doet u niet")).to_be_visible()
    page.emulate_media(media="print")
    for element in page.locator("nav, button").all():
        expect(element).to_be_hidden()
    assert page.pdf(path=tmp_path / "gesprek.pdf", format="A4").startswith(b"%PDF-")
    page.emulate_media(media="screen")

    colleague.visit(f"{DOSSIER}/rapport")
    page.get_by_label(re.compile("de werkgever: Wij zijn een bakkerij")).check()
    page.get_by_role("button", name="Maak het rapport").click()
    page.wait_for_url("**/rapport/afdruk?tekst=*")
    expect(page.get_by_role("heading", name="In eigen woorden")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Regelingen")).to_be_visible()
    for element in page.locator("nav, button").all():
        expect(element).to_be_hidden()
    assert page.pdf(path=tmp_path / "rapport.pdf", format="A4").startswith(b"%PDF-")
    assert colleague.faults == []
