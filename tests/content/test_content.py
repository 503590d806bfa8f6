"""The real content: without errors today and later, every page sound, every link alive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.kennisbank.checks import check_catalogue, check_folder
from app.kennisbank.store import ContentStore
from app.settings import ROOT
from tests.content.sweep import Sweep, addresses, sweep

LATER = (date(2027, 1, 1), date(2030, 1, 1))
MINIMUM = {"regelingen": 12, "artikelen": 6, "begrippen": 15, "succesverhalen": 3, "paginas": 6}


@pytest.fixture(params=LATER, ids=str)
def later(request: pytest.FixtureRequest) -> Iterator[date]:
    """A day on which nobody touched the content for a while."""
    with clock.pinned(datetime(request.param.year, 1, 1, 9, tzinfo=clock.AMSTERDAM)):
        yield request.param


def test_the_content_has_no_errors_today(tuesday: datetime) -> None:
    catalogue, problems = check_folder(ROOT / "content", tuesday.date())
    assert [str(problem) for problem in problems if problem.ernst == "fout"] == []
    assert catalogue is not None
    for kind, least in MINIMUM.items():
        assert len(catalogue.pages[kind]) >= least, kind
    used = {page.artikel.fase for page in catalogue.pages["artikelen"].values()}
    assert used == set(catalogue.terms["fasen"]), "every phase of the road has its own guide"


def test_content_that_grows_old_gives_warnings_but_no_errors(content: ContentStore, later: date) -> None:
    problems = check_catalogue(content.catalogue, later)
    assert [str(problem) for problem in problems if problem.ernst == "fout"] == []
    if later.year == 2030:
        assert any(problem.veld == "nakijken_voor" for problem in problems), "old pages must be reported"


def test_every_page_still_renders_later(site: Flask, later: date) -> None:
    visitor = FlaskClient(site, site.response_class)
    found = addresses(site)
    assert len(found) > 100
    for address in found:
        response = visitor.get(address)
        assert response.status_code == 200, address
        assert "[[" not in response.text, address


def test_a_page_that_was_not_checked_in_time_says_so(site: Flask, later: date) -> None:
    if later.year == 2030:
        text = FlaskClient(site, site.response_class).get("/regelingen/no-riskpolis").text
        assert "Wij controleren deze tekst." in text


@pytest.fixture(scope="module", params=["", "/en"], ids=["nl", "en"])
def swept(request: pytest.FixtureRequest, site: Flask) -> Sweep:
    """Every page in one language, audited."""
    with clock.pinned(datetime(2026, 11, 24, 10, tzinfo=clock.AMSTERDAM)):
        return sweep(site, request.param)


def test_every_page_passes_the_audit_and_every_link_leads_somewhere(swept: Sweep, site: Flask) -> None:
    assert len(swept.pages) > 100
    assert len(swept.links) > 200
    assert swept.broken(FlaskClient(site, site.response_class)) == []


def test_a_link_to_nowhere_is_seen(site: Flask) -> None:
    wrong = Sweep(pages={"/": {"inhoud"}}, links={"/bestaat-niet": "/", "/#elders": "/", "/#inhoud": "/"})
    assert len(wrong.broken(FlaskClient(site, site.response_class))) == 2
