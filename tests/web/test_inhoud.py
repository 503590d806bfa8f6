"""For editors: the list of pages with links to the forge, old addresses, and stories without consent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.accounts.permissions import Actor
from app.core import clock
from app.kennisbank.store import open_store
from app.settings import ROOT, Settings
from tests.support.actors import Collega
from tests.support.client import AuditedClient
from tests.support.personas import Team

SignedIn = Callable[[Actor], Collega]
STORY = "succesverhalen/een-week-zegt-genoeg.md"
CONSENT = "toestemming: {namen: [Sanne], datum: 2026-01-01, tot: 2026-12-01}\n"


def test_an_editor_sees_what_is_due_and_who_owns_it(
    app: Flask, team: Team, collega: SignedIn, tuesday: datetime
) -> None:
    eva = collega(team.redacteur)
    eva.opent("/werkplek/inhoud")
    assert "Niets na te kijken" in eva.ziet
    with clock.pinned(tuesday + timedelta(days=80)):
        eva = collega(team.redacteur)
        eva.opent("/werkplek/inhoud")
        assert "regelingen/proefplaatsing.md" in eva.ziet and "redactie" in eva.ziet
        assert "15 februari 2027" in eva.ziet and "Binnenkort" in eva.ziet
    with clock.pinned(tuesday + timedelta(days=400)):
        eva = collega(team.redacteur)
        eva.opent("/werkplek/inhoud?q=proefplaatsing")
        assert "Veel te laat" in eva.ziet


def test_the_links_open_the_editor_of_the_forge_at_the_right_file(settings: Settings, app: Flask, team: Team) -> None:
    forge = replace(settings, forge_url="forgejo+https://git.voorbeeld.nl/loket/site#main")
    other = create_app(forge, app.extensions["loket"].content)
    other.testing, other.test_client_class = True, AuditedClient
    eva = Collega(other, team.redacteur).is_binnen()
    eva.opent("/werkplek/inhoud?q=proefplaatsing")
    links = [link.get("href", "") for link in eva.page.all("a")]
    assert "https://git.voorbeeld.nl/loket/site/_edit/main/content/regelingen/proefplaatsing.md" in links
    new = next(link for link in links if "/_new/" in link)
    assert new.startswith(
        "https://git.voorbeeld.nl/loket/site/_new/main/content/succesverhalen?filename=verhaal-2026-11-24.md"
    )
    assert "# yaml-language-server" in eva.ziet, "the text can be copied where the forge does not take it over"
    other.extensions["loket"].db.dispose()


def test_public_pages_have_no_link_for_editors(client: AuditedClient) -> None:
    assert "Wijzig deze pagina" not in client.get("/regelingen/proefplaatsing").text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small region to change."""
    return Path(shutil.copytree(ROOT / "tests/support/example_region", tmp_path / "content"))


@pytest.fixture
def small(folder: Path, settings: Settings) -> Callable[[], AuditedClient]:
    """A visitor of a site on that folder."""

    def start() -> AuditedClient:
        site = create_app(replace(settings, content_dir=folder), open_store(folder, settings.data_dir, clock.today()))
        site.testing, site.test_client_class = True, AuditedClient
        visitor = site.test_client()
        assert isinstance(visitor, AuditedClient)
        return visitor

    return start


def test_an_old_address_leads_to_the_new_one_in_both_languages(
    folder: Path, small: Callable[[], AuditedClient]
) -> None:
    row = "omleidingen:\n  - {van: /regelingen/proefdagen, naar: /regelingen/proefweek}\n"
    (folder / "omleidingen.yaml").write_text(row, encoding="utf-8")
    visitor = small()
    moved = visitor.get("/regelingen/proefdagen?bron=mail")
    assert (moved.status_code, moved.location) == (301, "/regelingen/proefweek?bron=mail")
    assert visitor.get("/en/regelingen/proefdagen").location == "/en/regelingen/proefweek"
    assert visitor.get("/regelingen/proefweek").status_code == 200
    assert visitor.get("/regelingen/nooit-geweest").status_code == 404
    assert visitor.post("/regelingen/proefdagen").status_code in (400, 405)


def tell(folder: Path, consent: str) -> str:
    """Make the story of the small region an own story with this consent; returns its title."""
    path = folder / STORY
    text = path.read_text(encoding="utf-8").replace(
        "soort: praktijkvoorbeeld", f"soort: eigen-verhaal\n{consent}".rstrip()
    )
    path.write_text(text, encoding="utf-8")
    return next(line.removeprefix("titel: ").strip('"') for line in text.splitlines() if line.startswith("titel: "))


def seen(visitor: AuditedClient, title: str) -> dict[str, bool]:
    """Where a visitor meets the story."""
    address = "/" + STORY.removesuffix(".md")
    return {
        "pagina": visitor.get(address).status_code == 200,
        "lijst": title in visitor.get("/succesverhalen").text,
        "zoeken": title
        in visitor.get("/zoeken", query_string={"q": title}).text.split("<main", 1)[1].split("resultaten", 1)[-1]
        and f'href="{address}"' in visitor.get("/zoeken", query_string={"q": title}).text,
        "api": visitor.get(f"/api/v1{address}").status_code == 200,
        "api-lijst": title in visitor.get("/api/v1/succesverhalen").text,
        "sitemap": address in visitor.get("/sitemap.xml").text,
    }


@pytest.mark.parametrize(
    ("consent", "last"),
    [(CONSENT, date(2026, 12, 1)), (CONSENT.replace("}", ", ingetrokken: 2026-11-30}"), date(2026, 11, 29))],
    ids=["verlopen", "ingetrokken"],
)
def test_a_story_leaves_the_site_on_the_day_its_consent_ends(
    folder: Path, small: Callable[[], AuditedClient], consent: str, last: date
) -> None:
    title = tell(folder, consent)
    visitor = small()
    noon = datetime(last.year, last.month, last.day, 23, 50, tzinfo=clock.AMSTERDAM)
    with clock.pinned(noon):
        assert all(seen(visitor, title).values()), seen(visitor, title)
    with clock.pinned(noon + timedelta(minutes=20)):
        assert not any(seen(visitor, title).values()), seen(visitor, title)


def test_a_site_that_starts_after_consent_ended_never_shows_the_story(
    folder: Path, small: Callable[[], AuditedClient], tuesday: datetime
) -> None:
    title = tell(folder, CONSENT.replace("2026-12-01", "2026-11-01"))
    assert not any(seen(small(), title).values())
