"""The photo with a story: on its page, at an address that never changes, and gone on the day somebody withdraws."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image as Pillow

from app import create_app
from app.core import clock
from app.core.db import Database
from app.kennisbank import images, versions
from app.kennisbank.store import open_store
from app.redactie.publishing import Place, Refused, publish
from app.settings import ROOT, Settings
from tests.support.client import AuditedClient

PAGE = "/succesverhalen/een-week-zegt-genoeg"
STORY = "succesverhalen/een-week-zegt-genoeg.md"
YEAR = "max-age=31536000, immutable"
Open = Callable[[], AuditedClient]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small region, to change."""
    return Path(shutil.copytree(ROOT / "tests/support/example_region", tmp_path / "content"))


@pytest.fixture
def opened(folder: Path, settings: Settings) -> Iterator[Open]:
    """A visitor of a site on the folder as it is now."""
    made: list[Flask] = []

    def go() -> AuditedClient:
        data = settings.data_dir / f"data-{len(made)}"
        store = open_store(folder, data, clock.today())
        app = create_app(replace(settings, content_dir=folder, data_dir=data), store)
        app.testing = True
        app.test_client_class = AuditedClient
        made.append(app)
        client = app.test_client()
        assert isinstance(client, AuditedClient)
        return client

    yield go
    for app in made:
        app.extensions["loket"].db.dispose()


def addresses(client: AuditedClient) -> list[str]:
    """Every address of a photo on the page of the story."""
    assert client.get(PAGE).status_code == 200
    found = {client.page.one("img").get("src", "")}
    for element in client.page.all("img", "source"):
        found |= {part.split()[0] for part in element.get("srcset", "").split(",")}
    return sorted(found)


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / STORY).read_text(encoding="utf-8")
    assert old in text
    (folder / STORY).write_text(text.replace(old, new), encoding="utf-8")


def test_the_page_shows_the_photo_with_its_words_and_rights(opened: Open) -> None:
    client = opened()
    found = addresses(client)
    image = client.page.one("img")
    assert image.get("alt") == "Tekening van een brood op een plank." and image.get("loading") == "lazy"
    assert (image.get("width"), image.get("height")) == ("900", "506")
    assert client.page.text(client.page.one("figcaption")) == "Tekening voor de test."
    assert len(found) == 6
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.mimetype == ("image/webp" if address.endswith("webp") else "image/jpeg")
        assert answer.headers["Cache-Control"] == f"public, {YEAR}"
        assert "Set-Cookie" not in answer.headers
        assert b"Proefcamera" not in answer.data and b"geheime opmerking" not in answer.data
    assert b"Proefcamera" in (ROOT / "tests/support/example_region/beelden/brood.jpg").read_bytes()


def test_the_card_in_the_list_shows_it_without_saying_the_same_twice(opened: Open) -> None:
    client = opened()
    client.get("/succesverhalen")
    assert client.page.one("img").get("alt") == ""


def test_another_photo_has_another_address_and_the_version_changes(folder: Path, opened: Open) -> None:
    before = addresses(opened())
    Pillow.new("RGB", (900, 506), "navy").save(folder / "beelden/brood.jpg")
    after = addresses(opened())
    assert not set(before) & set(after)


def test_only_sizes_of_photos_on_pages_of_today_exist(folder: Path, opened: Open) -> None:
    Pillow.new("RGB", (900, 506), "navy").save(folder / "beelden/nergens.jpg")
    hidden = images.look(folder / "beelden")["nergens.jpg"]
    client = opened()
    known = addresses(client)[0].rsplit("/", 1)[0]
    wrong = [f"{known}/{name}" for name in ("481.jpg", "480.png", "1200.jpg", "0.jpg", "../480.jpg", "480")]
    wrong += ["/beelden/0123456789abcdef/480.jpg", hidden.address(480, "jpg"), "/beelden/brood.jpg"]
    assert [client.get(address).status_code for address in wrong] == [404] * len(wrong)


def test_a_photo_of_people_is_kept_by_browsers_only_and_goes_when_they_withdraw(folder: Path, opened: Open) -> None:
    consent = "namen: [Ank]\ntoestemming: {namen: [Ank], datum: 2026-01-01, tot: 2027-01-01}"
    change(folder, "soort: praktijkvoorbeeld", f"soort: eigen-verhaal\n{consent}")
    client = opened()
    address = addresses(client)[0]
    assert client.get(address).headers["Cache-Control"] == f"private, {YEAR}"
    change(folder, "tot: 2027-01-01", "tot: 2027-01-01, ingetrokken: 2026-11-24")
    gone = opened()
    assert gone.get(PAGE).status_code == 404 and gone.get(address).status_code == 404


def test_a_photo_in_the_text_of_any_page_is_shown_too(folder: Path, opened: Open) -> None:
    article = folder / "artikelen/zo-begint-u.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(f'{text}\n![Een brood](/beelden/brood.jpg "Foto: de test")\n', encoding="utf-8")
    change(folder, "foto: {", "# foto: {")
    client = opened()
    client.get("/artikelen/zo-begint-u")
    assert client.page.text(client.page.one("figcaption")) == "Foto: de test"
    assert client.get(client.page.one("img").get("src", "")).status_code == 200


def test_a_file_that_broke_off_shows_nothing_and_breaks_no_page(folder: Path, opened: Open) -> None:
    path = folder / "beelden/brood.jpg"
    path.write_bytes(path.read_bytes()[:2000])
    client = opened()
    assert [client.get(address).status_code for address in addresses(client)] == [404] * 6


def test_publishing_makes_the_sizes_before_anybody_asks_and_throws_old_ones_away(
    sqlite_db: Database, folder: Path, tmp_path: Path
) -> None:
    place = Place(tmp_path, folder, tmp_path / "data", False, "https://loket.example")
    seen = []
    for number in range(versions.KEEP + 2):
        Pillow.new("RGB", (500, 300 + number), "navy").save(folder / "beelden/brood.jpg")
        publish(sqlite_db, place, commit=None, actor="7", report=lambda _text: None)
        seen.append(images.look(folder / "beelden")["brood.jpg"].digest)
        assert (tmp_path / "data/beelden" / seen[-1] / "480.webp").is_file()
    assert {path.name for path in (tmp_path / "data/beelden").iterdir()} == set(seen[-versions.KEEP :])


def test_a_photo_that_broke_off_is_not_published(sqlite_db: Database, folder: Path, tmp_path: Path) -> None:
    path = folder / "beelden/brood.jpg"
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(Refused) as refused:
        publish(
            sqlite_db,
            Place(tmp_path, folder, tmp_path / "data", False, "https://loket.example"),
            commit=None,
            actor="7",
            report=lambda _text: None,
        )
    assert [problem.bestand for problem in refused.value.problems] == ["beelden/brood.jpg"]
    images.prepare(images.look(folder / "beelden"), folder, tmp_path / "data")
    assert list((tmp_path / "data/beelden").iterdir()) == [], "a start with such a file leaves it out"
