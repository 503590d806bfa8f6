"""Every page type at the widths people have: no accessibility fault, nothing cut off, nothing wrong behind the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.exceptions import HTTPException

from tests.browser.actors import Vraag
from tests.browser.pages import PAGES, PageType, address
from tests.support.browser import Visitor, visiting

NOT_A_PAGE = {
    "/gezondheid",
    "/gereed",
    "/merk.css",
    "/metrics",
    "/robots.txt",
    "/.well-known/security.txt",
    "/sitemap.xml",
    "/beelden/<digest>/<int:width>.<kind>",
    "/cijfers.csv",
    "/inbed.js",
    "/cijfers.json",
    "/zoeken/suggesties",
    "/keuzehulp/agenda.ics",
    "/opensearch.xml",
    "/van-werk-naar-werk/agenda.ics",
    "/spinnenweb/uitkomst.<kind>",
    "/werkplek/spinnenweb/verloop.<kind>",
    "/werkplek/spinnenweb/<code>/uitslag.<kind>",
    "/bijeenkomsten.atom",
    "/bijeenkomsten.ics",
    "/bijeenkomsten/<slug>.ics",
    "/nieuw/alles.atom",
    "/nieuw/fase/<slug>.atom",
    "/nieuw/uitvoerder/<slug>.atom",
    "/werkplek/redactie.json",
    "/werkplek/verhalen/<referentie>.md",
    "/static/<path:filename>",
}

BEHIND_SOMETHING = {
    "/inloggen/code",
    "/inloggen/herstelcode",
    "/inloggen/instellen",
    "/inloggen/organisatie",
    "/inloggen/terug",
    "/werkplek/bevestigen/organisatie",
    "/aanmelding/<token>",
    "/ontwikkel/postvak/<int:number>",
    "/contact/hoe-gaat-het/<token>",
    "/contact/overdracht/<token>",
    "/beheer/samenvoegen/<int:keep>/<int:gone>",
    "/werkplek/overdrachten/<int:number>",
    "/spinnenweb/groep/<code>",
    "/werkplek/spinnenweb/<code>",
    "/werkplek/spinnenweb/verloop",
}
"""Pages that exist only after somebody did something; the tests of that part open them."""

NOBODY = Vraag("x", "x", "/contact/bevestiging/x", "/contact/volg/x", "/contact/volg/x")


@pytest.fixture
def guest(browser: Browser, site: str, signed_in: Path, page_type: PageType) -> Iterator[Visitor]:
    """A werkgever, or a colleague on pages of the werkplek."""
    with visiting(browser, site, storage_state=signed_in if page_type.staff else None) as found:
        yield found


@pytest.mark.parametrize("page_type", PAGES, ids=lambda page: page.naam)
def test_the_page_is_accessible_fits_a_small_phone_and_asks_for_nothing_it_should_not(
    guest: Visitor, page_type: PageType, asked: Vraag
) -> None:
    guest.width(1280)
    assert guest.visit(address(page_type, asked)).status == page_type.status
    if page_type.then:
        page_type.then(guest)
    found: dict[int, list[str]] = {}
    for pixels in (1280, 390):
        guest.width(pixels)
        found[pixels] = guest.violations()
    assert found == {1280: [], 390: []}
    assert guest.empty() == []
    guest.width(320)
    assert guest.scroll_width() <= 320
    assert guest.cut_off() == []
    assert guest.faults == []


def test_every_page_of_the_site_is_in_the_list(app: Flask) -> None:
    routes = app.url_map.bind("localhost")
    listed = set()
    for page in PAGES:
        path = address(page, NOBODY).partition("?")[0].removeprefix("/en") or "/"
        try:
            listed.add(str(routes.match(path, return_rule=True)[0]))
        except HTTPException as error:
            raise AssertionError(f"{page.naam}: {path} is not an address of the site") from error
    rules = {str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    pages = {rule for rule in rules - NOT_A_PAGE if not rule.startswith("/api")}
    missing = pages - listed - BEHIND_SOMETHING
    assert not missing, "add new pages to tests/browser/pages.py"
    assert len(listed) > 20
