"""A werkgever is handed over, gets a mail with both names, and says with one button that this does not suit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import Browser, expect

from tests.browser.actors import Beheer, LongAgo, Werkgever
from tests.support.browser import Visitor, visiting
from tests.support.server import SECRET_KEY

SALT = "werkgeversloket:overdracht"


def hand_over(browser: Browser, site: str, signed_in: Path, referentie: str) -> str:
    """The coördinator proposes, the colleague confirms; the name of the colleague."""
    with visiting(browser, site, storage_state=signed_in) as lead:
        lead.visit(f"/werkplek/verzoeken/{referentie}")
        lead.page.get_by_role("link", name="Draag deze werkgever over").click()
        choice = lead.page.get_by_label("Aan wie?")
        naam = choice.locator("option").nth(1).inner_text()
        choice.select_option(index=1)
        lead.page.get_by_label("Reden").fill("Kent de branche.")
        lead.page.get_by_label("Samenvatting voor uw collega").fill("Belt liever in de ochtend.")
        lead.page.get_by_role("button", name="Vraag uw collega").click()
        lead.page.get_by_text("Uw collega krijgt bericht").wait_for()
        address = lead.page.url.partition("?")[0]
    with visiting(browser, site) as colleague:
        Beheer(colleague).sign_in(naam)
        colleague.visit(address)
        colleague.page.get_by_role("button", name="Ik neem deze werkgever over").click()
        colleague.page.get_by_text("De werkgever is nu van u").wait_for()
    return naam


def looks_good(visitor: Visitor) -> None:
    """At the widths people have."""
    for pixels in (1280, 390):
        visitor.width(pixels)
        assert visitor.violations() == []
    visitor.width(320)
    assert visitor.scroll_width() <= 320
    assert visitor.cut_off() == []


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])
def test_a_werkgever_objects_with_one_button(browser: Browser, site: str, signed_in: Path, javascript: bool) -> None:
    with visiting(browser, site, java_script_enabled=javascript) as visitor:
        naam, kvk = ("Kwekerij Denkbeeldig", "00000046") if javascript else ("Slijterij Denkbeeldig", "00000047")
        asker = Werkgever(visitor, naam, kvk)
        asked = asker.asks("Wie kan mij helpen?", "Arnhem")
        nieuw = hand_over(browser, site, signed_in, asked.referentie)
        text = asker.opens_mail(f"{nieuw} is voortaan uw contactpersoon")
        assert f"{asked.contactpersoon.splitlines()[0]} heeft uw bedrijf overgedragen aan {nieuw}." in text
        visitor.page.locator(".wl-mailtekst a[href*='/contact/overdracht/']").click()
        visitor.page.wait_for_url("**/contact/overdracht/**")
        link = visitor.page.url
        assert asker.heading() == f"Uw nieuwe contactpersoon: {nieuw}"
        if javascript:
            looks_good(visitor)
        visitor.visit(link)  # a mail scanner opens it too
        visitor.page.get_by_role("button", name="Ik heb liever iemand anders").press("Enter")
        expect(visitor.page.get_by_role("status")).to_contain_text("Wij weten dat u liever iemand anders hebt")
        expect(visitor.page.get_by_role("button", name="Ik heb liever iemand anders")).to_have_count(0)
        assert visitor.faults == []
    with visiting(browser, site, storage_state=signed_in) as lead:
        lead.visit("/werkplek/overdrachten")
        expect(lead.page.get_by_role("heading", name="Bezwaar van de werkgever: bel")).to_be_visible()
        row = lead.page.get_by_role("row").filter(has_text=naam).first
        expect(row).to_contain_text("Werkgever heeft bezwaar")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without-javascript"])
def test_an_old_link_offers_a_new_one(browser: Browser, site: str, javascript: bool) -> None:
    token = URLSafeTimedSerializer(SECRET_KEY, salt=SALT, signer=LongAgo).dumps(9_999)
    with visiting(browser, site, java_script_enabled=javascript) as visitor:
        assert visitor.visit(f"/contact/overdracht/{token}").status == 410
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Deze link is verlopen")
        if javascript:
            looks_good(visitor)
        visitor.page.get_by_role("button", name="Stuur mij een nieuwe link").click()
        visitor.page.wait_for_url(re.compile("/nieuwe-link$"))
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("De nieuwe link is onderweg")
        assert visitor.faults == []
