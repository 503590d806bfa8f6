"""Anchors and images in the text: a heading that exists, a file that exists, and words for who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.prose import LINK
from app.kennisbank.frontmatter import Problem
from app.kennisbank.images import ADDRESS, FORMATS
from app.kennisbank.render import GlossaryLinker, render

IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)([^)]*)\)")
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|svg)$|^(?:img|dsc|foto|afbeelding|image)[\s_-]*\d*$", re.IGNORECASE)
_NOBODY = GlossaryLinker({})


def check(catalogue: Catalogue, today: date) -> Iterator[Problem]:
    """All problems with anchors and images, in both languages."""
    anchors = _Anchors(catalogue, today)
    for pages in (*catalogue.pages.values(), *catalogue.translations.values()):
        for page in pages.values():
            yield from _page(catalogue, page, anchors)


def says_nothing(alt: str) -> bool:
    """Whether the words for a picture are only the name of its file."""
    return _FILE_NAME.search(alt.strip()) is not None


class _Anchors:
    """The anchors of pages, from their rendered headings; a page is rendered when somebody first points into it."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self._catalogue = catalogue
        self._today = today
        self._known: dict[tuple[str, str, str], list[str]] = {}

    def of(self, page: Page) -> list[str]:
        """In the order of the page."""
        key = (page.language, page.kind, page.slug)
        if key not in self._known:
            sections = render(self._catalogue, page, self._today, _NOBODY).sections
            self._known[key] = [
                name for part in sections for name in (part.id, *(question.id for question in part.questions))
            ]
        return self._known[key]


def _page(catalogue: Catalogue, page: Page, anchors: _Anchors) -> Iterator[Problem]:
    for number, line in enumerate(page.body.split("\n"), page.source.body_line):
        for match in LINK.finditer(line):
            path, mark, anchor = match[2].partition("#")
            target = _target(catalogue, page, path) if mark else None
            if target is not None and anchor not in anchors.of(target):
                what = f"De link '{match[2]}' wijst naar een kop die niet bestaat."
                do = "Kies uit: " + (", ".join(f"#{name}" for name in anchors.of(target)) or "(geen koppen)") + "."
                yield Problem(page.file, number, "tekst", what, do)
        for match in IMAGE.finditer(line):
            yield from _image(catalogue, page, number, match[1].strip(), match[2])
            if not re.search(r"\w", match[3]):
                what = f"Bij de afbeelding '{match[2]}' staat niet wie haar maakte."
                do = 'Zet het achter het adres: ![Wat u ziet](/beelden/naam.jpg "Foto: naam van de maker").'
                yield Problem(page.file, number, "tekst", what, do)


def _target(catalogue: Catalogue, page: Page, path: str) -> Page | None:
    """The page a link leads to; None when it is no page of ours, which another check reports."""
    if not path:
        return page
    kind, _, slug = path.strip("/").partition("/")
    found = catalogue.pages.get(kind, {}).get(slug) if path.startswith("/") else None
    return None if found is None else catalogue.localised(found, page.language)


def _image(catalogue: Catalogue, page: Page, line: int, alt: str, address: str) -> Iterator[Problem]:
    if not alt:
        what = f"De afbeelding '{address}' heeft geen beschrijving."
        yield Problem(page.file, line, "tekst", what, "Zet tussen de blokhaken wat er te zien is.")
    elif says_nothing(alt):
        what = f"'{alt}' zegt niet wat er op de afbeelding staat."
        yield Problem(page.file, line, "tekst", what, "Beschrijf wat er te zien is.")
    if not address.startswith(ADDRESS) or not address.lower().endswith(tuple(FORMATS)):
        what = f"De afbeelding '{address}' staat niet in {ADDRESS} of is geen jpg, png of webp."
        yield Problem(
            page.file, line, "tekst", what, "Zet het bestand in content/beelden/ en schrijf /beelden/naam.jpg."
        )
    elif address.removeprefix(ADDRESS) not in catalogue.images:
        what = f"De afbeelding '{address}' bestaat niet."
        yield Problem(page.file, line, "tekst", what, "Zet het bestand in content/beelden/ of verbeter de naam.")
