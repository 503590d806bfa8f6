"""The preview: rebuilt when a file changes, the last good version kept, changes marked; and which pages are due."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image as Pillow
from werkzeug.test import Client

from app import create_app
from app.cli.content_preview import Preview, write_pages
from app.core import clock
from app.kennisbank.catalogue import load
from app.kennisbank.store import open_store
from app.redactie.due import pages_due
from app.redactie.preview import WorkingTree
from app.settings import ROOT, Settings

REGION = ROOT / "tests/support/example_region"
ARTICLE = "artikelen/zo-begint-u.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working tree to change."""
    return Path(shutil.copytree(REGION, tmp_path / "content"))


@pytest.fixture
def site(folder: Path, settings: Settings) -> Iterator[Flask]:
    """The site on that folder."""
    store = open_store(folder, settings.data_dir / "begin", clock.today())
    made = create_app(replace(settings, content_dir=folder), store)
    yield made
    made.extensions["loket"].db.dispose()


@pytest.fixture
def tree(site: Flask, folder: Path, settings: Settings) -> WorkingTree:
    """The preview of the folder, compared with the region as it was."""
    old, _ = load(REGION)
    made = WorkingTree(site.extensions["loket"].content, folder, settings.data_dir / "voorbeeld", clock.today, old)
    made.refresh()
    return made


@pytest.fixture
def browser(site: Flask, tree: WorkingTree) -> Client:
    return Client(Preview(site, tree, "main"))


def edit(folder: Path, old: str, new: str, name: str = ARTICLE) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_saved_file_is_shown_at_once_and_the_page_knows_to_reload(
    folder: Path, tree: WorkingTree, browser: Client
) -> None:
    before = browser.get("/voorbeeld/versie").text
    assert not tree.refresh(), "nothing was saved"
    edit(folder, "Kies een rustige week.", "Kies een stille week.")
    assert tree.refresh()
    page = browser.get("/artikelen/zo-begint-u")
    assert "Kies een stille week." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert browser.get("/voorbeeld/versie").text != before
    assert '<script src="/voorbeeld/herladen.js" defer></script>' in page.text
    assert "/voorbeeld/versie" in browser.get("/voorbeeld/herladen.js").text
    assert browser.get("/voorbeeld/stijl.css").mimetype == "text/css"
    assert browser.get("/voorbeeld/anders").status_code == 404


def test_pages_that_changed_are_marked_and_listed(folder: Path, tree: WorkingTree, browser: Client) -> None:
    edit(folder, "Kies een rustige week.", "Kies een stille week.")
    edit(folder, "waarde: 2,", "waarde: 3,", "bedragen/duur.yaml")
    shutil.copy(folder / "begrippen/kandidaat.md", folder / "begrippen/sollicitant.md")
    tree.refresh()
    assert tree.marks == {
        "/artikelen/zo-begint-u": "gewijzigd",
        "/begrippen/sollicitant": "nieuw",
        "/regelingen/proefweek": "een bedrag of termijn is gewijzigd",
    }
    assert "Deze pagina: gewijzigd" in browser.get("/artikelen/zo-begint-u").text
    front = browser.get("/").text
    assert "Gewijzigde pagina's: 3" in front and 'href="/begrippen/sollicitant"' in front
    assert "Deze pagina:" not in front


def test_with_an_error_the_last_good_version_stays_and_the_banner_says_why(
    folder: Path, tree: WorkingTree, browser: Client
) -> None:
    edit(folder, "Kies een rustige week.", "Kies <b>een</b> stille week en betaal € 500.")
    assert tree.refresh()
    text = browser.get("/artikelen/zo-begint-u").text
    assert "Kies een rustige week." in text
    assert "U ziet de laatste goede versie." in text and f"{ARTICLE}:15" in text
    edit(folder, " en betaal € 500", "")
    tree.refresh()
    assert "laatste goede versie" not in browser.get("/artikelen/zo-begint-u").text


def test_what_could_be_better_stands_on_the_page_itself_and_is_escaped(
    folder: Path, tree: WorkingTree, browser: Client
) -> None:
    edit(folder, "fase: proberen", "zoekwoorden: [eerst proberen, '<b>vet</b>', '<b>vet</b>']\nfase: proberen")
    tree.refresh()
    text = browser.get("/artikelen/zo-begint-u").text
    assert "&lt;b&gt;vet" in text and "<b>vet" not in text
    assert "Het zoekwoord" not in browser.get("/regelingen/proefweek").text


def test_what_is_no_page_passes_unchanged(browser: Client) -> None:
    assert browser.get("/gezondheid").json["inhoud_fouten"] == []  # type: ignore[index]


def test_all_pages_can_be_written_to_a_folder(site: Flask, tmp_path: Path) -> None:
    target = tmp_path / "uit"
    assert write_pages(site, target) == 5 + 10 + 3, "lists, pages and meetings"
    assert "Zo begint u" in (target / "artikelen/zo-begint-u/index.html").read_text(encoding="utf-8")
    assert (target / "over/index.html").is_file() and (target / "static/site.css").is_file()
    assert (target / "merk.css").is_file()


@pytest.mark.parametrize(("day", "state"), [
    (date(2027, 3, 31), None), (date(2027, 4, 1), "binnenkort"), (date(2027, 5, 1), "binnenkort"),
    (date(2027, 5, 2), "te-laat"), (date(2027, 7, 30), "te-laat"), (date(2027, 7, 31), "geblokkeerd"),
])  # fmt: skip
def test_a_page_is_due_thirty_days_before_and_blocked_ninety_days_after(day: date, state: str | None) -> None:
    catalogue, _ = load(REGION)
    assert catalogue is not None
    found = {row.page.slug: row.state for row in pages_due(catalogue, day)}
    assert found.get("zo-begint-u") == state


def test_editors_find_any_page_by_title_file_or_owner() -> None:
    catalogue, _ = load(REGION)
    assert catalogue is not None
    day = date(2026, 11, 24)
    assert pages_due(catalogue, day) == []
    assert len(pages_due(catalogue, day, everything=True)) == 12
    assert [row.page.slug for row in pages_due(catalogue, day, "REGELINGEN redactie")] == ["proefweek"]
    assert pages_due(catalogue, day, "bestaat niet") == []


def test_a_new_photo_is_shown_at_once_and_written_beside_the_pages(
    folder: Path, tree: WorkingTree, browser: Client, site: Flask, tmp_path: Path
) -> None:
    Pillow.new("RGB", (700, 300), "navy").save(folder / "beelden/brood.jpg")
    assert tree.refresh() and tree.errors == []
    address = re.findall(r'src="(/beelden/[^"]+)"', browser.get("/succesverhalen/een-week-zegt-genoeg").text)[0]
    assert address.endswith("/700.jpg") and browser.get(address).status_code == 200
    write_pages(site, tmp_path / "uit")
    assert (tmp_path / "uit" / address.strip("/")).read_bytes() == browser.get(address).data
