"""A visitor with the distribution's Chromium, who notices everything that goes wrong behind the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-site-isolation-trials",
)
"""The last one keeps a frame of another site in the process of its page: in a process of its own, the answer to a key
that makes the frame leave its page is lost now and then. What sites may do to each other stays the same."""
OUTSIDE = """
() => [...document.body.querySelectorAll("*")].filter((each) => {
  if (![...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) return false;
  const box = each.getBoundingClientRect();
  if (box.width < 2 || box.height < 2 || !each.checkVisibility() || box.right <= innerWidth + 1) return false;
  for (let around = each; around; around = around.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(around).overflowX)) return false;
  return true;
}).map((each) => each.textContent.trim().slice(0, 80))
"""
EMPTY = """
() => [...document.querySelectorAll("main :is(ul, ol, dl, tbody, li, p, section, h1, h2, h3)")]
  .filter((each) => !each.matches(":has(*), [hidden], [role=status]") && !each.textContent.trim())
  .map((each) => each.outerHTML.slice(0, 80))
"""
PATIENCE = 15_000
"""Milliseconds: long enough for a busy machine, short enough to fail before anybody wonders."""


def chromium() -> str:
    """The browser given with CHROMIUM, or the one on PATH."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError("Chromium ontbreekt. Installeer het met: sudo apt-get install chromium")
    return found


class Visitor:
    """One browser window on one site. ``faults`` is what a developer would see in the console and network tabs."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.responses: list[Response] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def visit(self, path: str) -> Response:
        """Open a path of the site; gives the answer of the server."""
        answer = self.page.goto(self.site + path if path.startswith("/") else path)
        assert answer is not None, f"no answer for {path}"
        return answer

    def width(self, pixels: int, height: int = 800) -> None:
        """Make the window this wide."""
        self.page.set_viewport_size({"width": pixels, "height": height})

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.0, 2.1 and 2.2, A and AA, with where."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG
        )
        assert found["passes"], "axe looked at nothing"
        return [
            f"{rule['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def scroll_width(self) -> int:
        """How wide the page is, in pixels."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))

    def cut_off(self) -> list[str]:
        """Visible texts that end outside the window where nobody can scroll to them."""
        found: list[str] = self.page.evaluate(OUTSIDE)
        return found

    def empty(self) -> list[str]:
        """Lists, headings and paragraphs with nothing in them: a gap for the eye, a riddle for the ear."""
        found: list[str] = self.page.evaluate(EMPTY)
        return found

    def focused(self) -> str:
        """Id of the element with the focus, or its text when it has no id."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    def tab_to(self, text: str, most: int = 60) -> None:
        """Press Tab until the element with this id or text has the focus."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.focused() == text:
                return
        raise AssertionError(f"with {most} times Tab the focus never came to {text!r}")

    def _console(self, message: ConsoleMessage) -> None:
        # The page itself may be an error page on purpose; its status is asked for by the test.
        if message.type == "error" and message.location["url"] != self.page.url:
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.site).netloc and not request.url.startswith("data:"):
            self.faults.append(f"request to another place: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure == "net::ERR_ABORTED":
            return  # the visitor went on before it was there
        self.faults.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"status {response.status}: {response.url}")


@contextmanager
def visiting(browser: Browser, site: str, **options: Any) -> Iterator[Visitor]:
    """A window without a past; options are those of a browser context."""
    context = browser.new_context(locale="nl-NL", **options)
    try:
        yield Visitor(context, site)
    finally:
        context.close()
