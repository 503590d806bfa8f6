"""The widget on the site of somebody else: two origins that may differ in one thing, whether we know them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from app.settings import ROOT
from tests.support.browser import PATIENCE, visiting
from tests.support.server import running_site

EXAMPLE = ROOT / "docs/inbedden/voorbeeld.html"
PAGES = ("/inbed/zoeken?q=ziek", "/inbed/keuzehulp", "/inbed/keuzehulp/vraag?v=1", "/inbed/regelingen/no-riskpolis")


class Quiet(SimpleHTTPRequestHandler):
    """Files, without a line in the output for each."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class World:
    """The loket and two other sites with the example page; only ``known`` is in the settings."""

    loket: str
    known: str
    unknown: str


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Three sites on three ports, the others under another name than the loket."""
    folder = tmp_path_factory.mktemp("gemeente")
    handler = partial(Quiet, directory=str(folder))
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _number in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    known, unknown = (f"http://localhost:{server.server_port}" for server in servers)
    try:
        with running_site(tmp_path_factory.mktemp("loket"), INBEDDEN=known) as loket:
            text = EXAMPLE.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", loket)
            (folder / "voorbeeld.html").write_text(text, encoding="utf-8")
            yield World(loket, known, unknown)
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


@dataclass
class Guest:
    """Somebody who reads the site of the gemeente."""

    page: Page
    context: BrowserContext
    said: list[str]
    cookies: list[str]

    def frame(self, name: str) -> Frame:
        """What stands in a frame of the page."""
        handle = self.page.locator(f"iframe#{name}").element_handle()
        found = handle.content_frame() if handle else None
        assert found is not None
        return found

    def fits(self, name: str) -> float:
        """Wait until the frame is as high as what is in it; that height."""
        frame = self.frame(name)
        frame.wait_for_load_state()
        inside = float(frame.evaluate("document.body.getBoundingClientRect().height"))
        self.page.wait_for_function(
            "([name, inside]) => Math.abs(document.getElementById(name).clientHeight - inside) <= 2", arg=[name, inside]
        )
        return inside

    def height(self, name: str) -> float:
        box = self.page.locator(f"iframe#{name}").bounding_box()
        assert box is not None
        return box["height"]


@pytest.fixture
def guest(browser: Browser) -> Iterator[Callable[..., Guest]]:
    """Open the example page on one of the sites."""
    contexts: list[BrowserContext] = []

    def come(site: str, *, javascript: bool = True) -> Guest:
        context = browser.new_context(locale="nl-NL", java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        found = Guest(page, context, [], [])
        page.on("console", lambda message: found.said.append(message.text) if message.type == "error" else None)
        context.on(
            "response",
            lambda answer: found.cookies.append(answer.url) if "set-cookie" in answer.headers else None,
        )
        page.goto(f"{site}/voorbeeld.html")
        return found

    yield come
    for context in contexts:
        context.close()


def test_a_known_site_shows_everything_as_high_as_it_is(world: World, guest: Callable[..., Guest]) -> None:
    reader = guest(world.known)
    for name, heading in (
        ("zoeken", "Zoeken"),
        ("keuzehulp", "Welke hulp past bij mij?"),
        ("regeling", "No-riskpolis"),
    ):
        frame = reader.frame(name)
        expect(frame.get_by_role("heading", level=1)).to_contain_text(heading, ignore_case=True)
        reader.fits(name)
    assert len({reader.height(name) for name in ("zoeken", "keuzehulp", "regeling")}) == 3
    assert reader.said == [] and reader.cookies == [] and reader.context.cookies() == []


def test_the_frame_grows_and_shrinks_with_what_is_in_it(world: World, guest: Callable[..., Guest]) -> None:
    reader = guest(world.known)
    search = reader.frame("zoeken")
    before = reader.fits("zoeken")
    search.get_by_role("searchbox").fill("ziek personeel")
    search.get_by_role("searchbox").press("Enter")
    search.wait_for_url("**/inbed/zoeken?q=*")
    assert reader.fits("zoeken") > before + 200
    search.get_by_role("link", name="No-riskpolis", exact=True).first.click()
    search.wait_for_url("**/inbed/regelingen/no-riskpolis")
    assert reader.fits("zoeken") > 2000
    search.goto(f"{world.loket}/inbed/zoeken")
    assert reader.fits("zoeken") == pytest.approx(before, abs=2)
    assert reader.said == [] and reader.cookies == []


def test_the_keuzehulp_goes_on_in_the_frame_and_a_question_opens_a_window(
    world: World, guest: Callable[..., Guest]
) -> None:
    reader = guest(world.known)
    wizard = reader.frame("keuzehulp")
    wizard.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    wizard.wait_for_url("**/inbed/keuzehulp/vraag?*")
    wizard.get_by_role("main").get_by_role("radio").or_(
        wizard.get_by_role("main").get_by_role("checkbox")
    ).first.check()
    wizard.get_by_role("button", name="Volgende").click()
    wizard.get_by_role("link", name="Sla de rest over").click()
    wizard.wait_for_url("**/inbed/keuzehulp/uitkomst?*")
    with reader.context.expect_page() as opened:
        wizard.get_by_role("link", name="Bespreek dit", exact=False).last.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{world.loket}/contact?")
    assert reader.page.url.startswith(world.known)
    assert reader.said == []


def test_an_unknown_site_shows_nothing(world: World, guest: Callable[..., Guest]) -> None:
    reader = guest(world.unknown)
    reader.page.wait_for_load_state("networkidle")
    for name in ("zoeken", "keuzehulp", "regeling"):
        assert reader.frame(name).get_by_role("heading", level=1).count() == 0
        assert reader.frame(name).url.startswith("chrome-error:")
    refusals = [text for text in reader.said if "frame-ancestors" in text]
    assert len(refusals) == 3
    assert reader.context.cookies() == []
    reader.page.get_by_role("link", name="Doe de keuzehulp").press("Enter")
    reader.page.wait_for_url(f"{world.loket}/keuzehulp")


def test_only_the_loket_can_say_how_high_a_frame_is(world: World, guest: Callable[..., Guest]) -> None:
    reader = guest(world.known)
    frame = reader.frame("zoeken")
    reader.fits("zoeken")
    before = reader.height("zoeken")
    reader.page.evaluate("postMessage({ loketHoogte: 7 }, '*')")
    for wrong in (
        "7",
        "{ loketHoogte: 0 }",
        "{ loketHoogte: 60000 }",
        "{ loketHoogte: '7' }",
        "{ loketHoogte: 7.5 }",
        "null",
    ):
        frame.evaluate(f"parent.postMessage({wrong}, '*')")
    frame.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert reader.height("zoeken") == before
    frame.evaluate(f"parent.postMessage({{ loketHoogte: 77 }}, '{world.known}')")
    reader.page.wait_for_function("() => document.querySelector('#zoeken').offsetHeight < 90")


def test_without_javascript_the_frame_can_be_used_and_the_link_works(world: World, guest: Callable[..., Guest]) -> None:
    reader = guest(world.known, javascript=False)
    search = reader.frame("zoeken")
    search.get_by_role("searchbox").fill("no-riskpolis")
    search.get_by_role("searchbox").press("Enter")
    search.wait_for_url("**/inbed/zoeken?q=no-riskpolis")
    expect(search.get_by_role("link", name="No-riskpolis").first).to_be_visible()
    assert reader.height("zoeken") == pytest.approx(500, abs=3)
    reader.page.get_by_role("link", name="Lees over de no-riskpolis").press("Enter")
    reader.page.wait_for_url(f"{world.loket}/regelingen/no-riskpolis")
    assert reader.cookies == [] and reader.context.cookies() == []


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_in_the_frame_are_accessible_and_fit_a_small_frame(
    world: World, browser: Browser, path: str, tmp_path: Path
) -> None:
    with visiting(browser, world.loket) as reader:
        found = {}
        for pixels in (1280, 390):
            reader.width(pixels)
            assert reader.visit(path).status == 200
            found[pixels] = reader.violations()
        assert found == {1280: [], 390: []}
        reader.width(320)
        assert reader.scroll_width() <= 320 and reader.cut_off() == []
        assert reader.faults == []
