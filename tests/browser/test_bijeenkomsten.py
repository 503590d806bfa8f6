"""Meetings in a real browser: sign up by mail, wait, get the place of who signs off; and the list at the desk."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.actors import DELIVERED_WITHIN
from tests.content.conftest import EXAMPLE_REGION
from tests.support.browser import Visitor
from tests.support.server import running_site

SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])
FILE = "bijeenkomsten/voorbeeld-aan-tafel.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of the small region instead of the whole one, with meetings of one place each, a month from now."""
    folder = Path(shutil.copytree(EXAMPLE_REGION, tmp_path_factory.mktemp("inhoud") / "content"))
    text = (folder / FILE).read_text(encoding="utf-8")
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    text = re.sub(r"datum: .*", f"datum: {day}", re.sub(r"aanmelden_tot: .*\n", "", text))
    text = text.replace("plaatsen: 3", "plaatsen: 1")
    (folder / FILE).write_text(text, encoding="utf-8")
    for slug, title in (("nog-een", "Nog een keer"), ("af", "Morgen"), ("ook-af", "Overmorgen")):
        (folder / f"bijeenkomsten/voorbeeld-{slug}.md").write_text(text.replace("Aan tafel", title), "utf-8")
    with running_site(tmp_path_factory.mktemp("site"), CONTENT_DIR=str(folder)) as address:
        yield address


def looks_good(visitor: Visitor, javascript: bool) -> None:
    """No fault of accessibility and nothing cut off on the smallest phone."""
    size = visitor.page.viewport_size or {"width": 390, "height": 800}
    if javascript:
        assert visitor.violations() == []
    visitor.width(320)
    assert visitor.scroll_width() <= 320
    assert visitor.cut_off() == []
    visitor.width(size["width"], size["height"])
    if javascript:
        assert visitor.violations() == []


def opens_mail(visitor: Visitor, email: str, subject: str) -> None:
    """Follow the link of the newest mail to this address with these words, when the worker delivered it."""
    until = time.monotonic() + DELIVERED_WITHIN
    while time.monotonic() < until:
        visitor.visit("/ontwikkel/postvak")
        found = visitor.page.get_by_role("listitem").filter(has_text=subject).filter(has_text=email)
        if found.filter(has_text="verzonden").count():
            found.first.get_by_role("link").first.click()
            visitor.page.wait_for_url(re.compile(r"/ontwikkel/postvak/\d+$"))
            visitor.page.locator(".wl-mailtekst a[href*='/aanmelding/']").click()
            visitor.page.wait_for_url("**/aanmelding/**")
            return
    raise AssertionError(f"no mail {subject!r} to {email} was delivered in {DELIVERED_WITHIN} seconds")


def signs_up(visitor: Visitor, name: str, meeting: str) -> None:
    """From the agenda to the page of the own sign-up, through the mail."""
    visitor.visit("/bijeenkomsten")
    visitor.page.get_by_role("main").get_by_role("link", name=meeting).click()
    visitor.page.get_by_role("link", name="Meld u aan").click()
    visitor.page.get_by_label("Uw naam").fill(name)
    visitor.page.get_by_label("E-mailadres").fill(email_of(name))
    visitor.page.get_by_role("button", name="Meld mij aan").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Kijk in uw mailbox")
    opens_mail(visitor, email_of(name), "Bevestig uw aanmelding")
    visitor.page.get_by_role("button", name="Ja, ik doe mee").click()
    visitor.page.wait_for_load_state()


def email_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@bedrijf.example"


@SCRIPTS
def test_somebody_waits_gets_the_place_of_who_signs_off_and_stands_on_the_list(
    phone: Visitor, lead: Visitor, javascript: bool
) -> None:
    meeting = "Aan tafel" if javascript else "Nog een keer"
    anna, bas = (f"{name} {'met' if javascript else 'zonder'}" for name in ("Anna", "Bas"))
    title = phone.page.get_by_role("heading", level=1)
    signs_up(phone, anna, meeting)
    expect(title).to_have_text("U hebt een plaats")
    looks_good(phone, javascript)

    phone.visit("/bijeenkomsten")
    expect(phone.page.get_by_role("main")).to_contain_text("Vol, er is een wachtlijst")
    looks_good(phone, javascript)
    signs_up(phone, bas, meeting)
    expect(title).to_have_text("U staat op de wachtlijst")
    expect(phone.page.get_by_role("main")).to_contain_text("U bent nummer 1.")
    looks_good(phone, javascript)

    lead.visit("/werkplek")
    lead.page.get_by_role("link", name="Bijeenkomsten").first.click()
    lead.page.get_by_role("main").get_by_role("link", name=meeting).click()
    expect(lead.page.get_by_role("table", name="Mensen met een plaats")).to_contain_text(anna)
    expect(lead.page.get_by_role("table", name="Mensen op de wachtlijst")).to_contain_text(bas)
    looks_good(lead, javascript)
    with lead.page.expect_download() as download:
        lead.page.get_by_role("button", name="Bewaar als CSV").click()
    assert anna in Path(download.value.path()).read_text(encoding="utf-8")

    opens_mail(phone, email_of(anna), "U hebt een plaats")
    phone.page.get_by_role("button", name="Meld mij af").click()
    expect(title).to_have_text("U bent afgemeld")
    looks_good(phone, javascript)
    opens_mail(phone, email_of(bas), "Er is een plaats voor u")
    expect(title).to_have_text("U hebt een plaats")

    lead.page.reload()
    expect(lead.page.get_by_role("table")).to_have_count(1)
    expect(lead.page.get_by_role("table")).to_contain_text(bas)
    lead.page.get_by_role("link", name="Lijst om te printen").click()
    expect(lead.page.get_by_role("table")).to_contain_text(bas)
    looks_good(lead, javascript)
    lead.page.emulate_media(media="print")
    expect(lead.page.get_by_role("table")).to_be_visible()
    assert phone.faults + lead.faults == []


@pytest.mark.parametrize("javascript", [True])
def test_mistakes_in_the_form_are_told_at_the_field(phone: Visitor, javascript: bool) -> None:
    phone.visit("/bijeenkomsten/voorbeeld-aan-tafel/aanmelden")
    phone.page.get_by_label("Naam van uw organisatie").fill("Bakkerij Voorbeeld")
    phone.page.get_by_role("main").get_by_role("button").last.press("Enter")
    summary = phone.page.get_by_role("region", name="Controleer")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.press("Enter")
    assert phone.focused() == "naam"
    expect(phone.page.get_by_label("Naam van uw organisatie")).to_have_value("Bakkerij Voorbeeld")
    looks_good(phone, javascript)


@SCRIPTS
def test_the_coordinator_cancels_a_meeting_and_its_page_says_so(lead: Visitor, javascript: bool) -> None:
    meeting = "voorbeeld-af" if javascript else "voorbeeld-ook-af"
    lead.visit(f"/werkplek/bijeenkomsten/{meeting}")
    lead.page.get_by_text("De bijeenkomst afgelasten").click()
    lead.page.get_by_label("Waarom gaat het niet door?").fill("De spreker is ziek.")
    lead.page.get_by_role("button", name="Gelast af en mail iedereen").click()
    expect(lead.page.get_by_role("main")).to_contain_text("De bijeenkomst is afgelast")
    looks_good(lead, javascript)
    lead.visit(f"/bijeenkomsten/{meeting}")
    expect(lead.page.get_by_role("main")).to_contain_text("De spreker is ziek.")
    looks_good(lead, javascript)


@pytest.mark.parametrize("javascript", [True])
def test_the_feed_can_be_saved_from_the_agenda(phone: Visitor, javascript: bool) -> None:
    phone.visit("/bijeenkomsten")
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name="Volg de agenda").click()
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR")
