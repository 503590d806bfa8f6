"""Photos: files that a browser can show, not too big or too small, with words for who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Literal

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.addresses import says_nothing
from app.kennisbank.frontmatter import Problem
from app.kennisbank.images import FOLDER, FORMATS, MAX_BYTES, MAX_PIXELS, SMALLEST, Image, broken


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """All problems with the files in ``beelden/`` and with the photos of stories."""
    for image in catalogue.images.values():
        yield from _file(image)
    for page in catalogue.pages["succesverhalen"].values():
        yield from _photo(catalogue, page)


def unreadable(catalogue: Catalogue, content_dir: Path) -> Iterator[Problem]:
    """Photos that break off half-way. Unpacks every photo, so only for an editor and before publishing."""
    for name in broken(catalogue.images, content_dir):
        what = "De foto is niet helemaal te lezen."
        yield Problem(f"{FOLDER}/{name}", 1, "bestand", what, "Bewaar de foto opnieuw als jpg en zet die hier.")


def _file(image: Image) -> Iterator[Problem]:
    def problem(what: str, do: str, ernst: Literal["fout", "waarschuwing"] = "fout") -> Problem:
        return Problem(f"{FOLDER}/{image.name}", 1, "bestand", what, do, ernst)

    wanted = FORMATS.get(PurePath(image.name).suffix)
    if image.kind is None or wanted is None:
        yield problem("Dit is geen foto in jpg, png of webp.", "Bewaar de foto als jpg en zet die hier.")
        return
    if image.kind != wanted:
        ending = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}[image.kind]
        yield problem(f"Dit is {image.kind}, maar de naam zegt iets anders.", f"Eindig de naam op {ending}.")
    if image.size > MAX_BYTES:
        megabytes = f"{image.size / 1024 / 1024:.1f}".replace(".", ",")
        yield problem(f"De foto is {megabytes} MB.", f"Bewaar haar kleiner: hoogstens {MAX_BYTES // 1024 // 1024} MB.")
    if image.width * image.height > MAX_PIXELS:
        what = f"De foto is {image.width} bij {image.height} pixels."
        yield problem(what, "Maak haar kleiner: 2400 pixels breed is genoeg.")
    if image.width < SMALLEST:
        what = f"De foto is {image.width} pixels breed."
        yield problem(what, f"Neem een grotere foto: minstens {SMALLEST} pixels breed.")
    if image.located:
        what, do = "In de foto staat waar zij is gemaakt.", "Haal de locatie eruit: de site toont haar niet, git wel."
        yield problem(what, do, ernst="waarschuwing")


def _photo(catalogue: Catalogue, page: Page) -> Iterator[Problem]:
    photo = page.succesverhaal.foto
    if photo is None:
        return
    if photo.bestand not in catalogue.images:
        what = f"De foto '{photo.bestand}' bestaat niet."
        do = "Zet het bestand in content/beelden/ of verbeter de naam."
        yield Problem(page.file, page.source.line(("foto", "bestand")), "foto.bestand", what, do)
    if says_nothing(photo.alt):
        what = f"'{photo.alt}' zegt niet wat er op de foto staat."
        yield Problem(page.file, page.source.line(("foto", "alt")), "foto.alt", what, "Beschrijf wat er te zien is.")
