"""Words: hard ones need a begrip, and the same search words should not stand on two pages. Warnings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.language import plain
from app.kennisbank.frontmatter import Problem

JARGON_FILE = "jargon.txt"


def read_list(path: Path) -> tuple[str, ...]:
    """One word or group of words per line; empty lines and lines with # say nothing. No file: no words."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def explained(catalogue: Catalogue) -> set[str]:
    """Every form that a begrip explains, and the names of the regelingen, which have a page; lower case."""
    found: set[str] = set()
    for page in catalogue.pages["regelingen"].values():
        found |= {word.casefold() for word in (page.meta.titel, *page.meta.synoniemen)}
    for page in catalogue.pages["begrippen"].values():
        begrip = page.begrip
        found |= {word.casefold() for word in (begrip.titel, begrip.afkorting, *begrip.vormen) if word}
    return found


def jargon(catalogue: Catalogue, hard: Iterable[str]) -> Iterator[Problem]:
    """A warning for every hard word on a page that no begrip explains."""
    known = explained(catalogue)
    words = sorted({word.casefold() for word in hard} - known, key=len, reverse=True)
    if not words:
        return
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r")(?![\w-])", re.IGNORECASE)
    for kind in catalogue.pages.values():
        for page in kind.values():
            for number, line in enumerate(page.body.split("\n"), page.source.body_line):
                for match in pattern.finditer(plain(line)):
                    what = f"'{match[0]}' is een moeilijk woord zonder uitleg."
                    do = "Schrijf het anders, of maak er een begrip van: flask content nieuw begrip."
                    yield Problem(page.file, number, "tekst", what, do, "waarschuwing", "b1")


def unfinished(catalogue: Catalogue) -> Iterator[Problem]:
    """An error for every line of a new file that still has to be written."""
    for kind in catalogue.pages.values():
        for page in kind.values():
            for number, line in enumerate(page.body.split("\n"), page.source.body_line):
                if "VUL IN" in line:
                    yield Problem(
                        page.file, number, "tekst", "Hier staat nog VUL IN.", "Schrijf de tekst of haal de kop weg."
                    )


def repeated(catalogue: Catalogue) -> Iterator[Problem]:
    """A warning for every zoekwoord that stands on more than one page, on the later one."""
    places: defaultdict[str, list[tuple[Page, int]]] = defaultdict(list)
    for kind in catalogue.pages.values():
        for page in kind.values():
            for index, word in enumerate(page.meta.zoekwoorden):
                places[" ".join(word.casefold().split())].append((page, index))
    for word, found in places.items():
        for page, index in found[1:]:
            what = f"Het zoekwoord '{word}' staat ook in {found[0][0].file}."
            path = ("zoekwoorden", index)
            do = "Laat het staan bij de pagina die het beste past."
            yield Problem(page.file, page.source.line(path), f"zoekwoorden.{index}", what, do, "waarschuwing")
