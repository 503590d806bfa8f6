"""What a visit costs on a bad connection, and what comes out of the printer."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Response, expect

from app.settings import ROOT
from tests.support.browser import Visitor

CSS, FIRST_VISIT, NEXT_PAGE = 20 * 1024, 80 * 1024, 10 * 1024


def over_the_line(response: Response) -> int:
    """Bytes of a body as a server with gzip sends it; a font is compressed already."""
    body = response.body()
    return min(len(gzip.compress(body, 9)), len(body))


def test_the_stylesheets_are_small() -> None:
    sheets = [ROOT / "app" / "static" / "site.css", *sorted((ROOT / "content" / "regio").glob("*.css"))]
    assert len(sheets) > 1
    assert sum(len(gzip.compress(sheet.read_bytes(), 9)) for sheet in sheets) <= CSS


@pytest.mark.parametrize("path", ["/regelingen/no-riskpolis", "/regelingen", "/keuzehulp", "/artikelen/waar-begin-ik"])
def test_a_first_visit_and_the_next_page_are_light(visitor: Visitor, path: str) -> None:
    visitor.visit("/")
    visitor.page.wait_for_load_state("networkidle")
    first = list(visitor.responses)
    kinds = {response.request.resource_type for response in first}
    assert {"document", "stylesheet", "script", "font"} <= kinds, "the whole page was weighed"
    assert sum(map(over_the_line, first)) <= FIRST_VISIT

    kept = {response.url for response in first if response.request.resource_type != "document"}
    for response in first:
        if response.url in kept:
            assert "immutable" in response.headers["cache-control"] or "etag" in response.headers, response.url
    visitor.responses.clear()
    visitor.visit(path)
    visitor.page.wait_for_load_state("networkidle")
    fresh = [response for response in visitor.responses if response.url not in kept]
    assert any(response.request.resource_type == "document" for response in fresh)
    assert sum(map(over_the_line, fresh)) <= NEXT_PAGE


def test_a_printed_regeling_is_text_without_navigation(visitor: Visitor, tmp_path: Path) -> None:
    visitor.visit("/regelingen/no-riskpolis")
    main = visitor.page.get_by_role("main")
    expect(visitor.page.get_by_role("navigation").first).to_be_visible()
    visitor.page.emulate_media(media="print")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    expect(main).to_contain_text("Wat krijgt u")
    for unwanted in ("nav", "a.nl-skip-link", "search", "footer nav", "button"):
        for element in visitor.page.locator(unwanted).all():
            expect(element).to_be_hidden()
    pdf = visitor.page.pdf(path=tmp_path / "regeling.pdf", format="A4")
    assert pdf.startswith(b"%PDF-")
    assert visitor.faults == []


def test_a_printed_result_of_the_keuzehulp_shows_the_folded_reasons(visitor: Visitor) -> None:
    visitor.visit("/keuzehulp/uitkomst?v=1&situatie=kandidaat&groep=wajong")
    visitor.page.emulate_media(media="print")
    expect(visitor.page.get_by_role("heading", name="Dit past misschien")).to_be_visible()
    for element in visitor.page.locator("nav, button").all():
        expect(element).to_be_hidden()
