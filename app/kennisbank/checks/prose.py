"""Numbers, links and dates in the text itself: no bare amount or term, no link to nowhere, no fact that ran out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.references import texts
from app.kennisbank.facts import MONTHS_NL, REFERENCE
from app.kennisbank.frontmatter import Problem
from app.kennisbank.schema import KIND_NAMES, Bijeenkomst

_UNITS = r"(?:euro|procent|dag(?:en)?|werkdag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar|uur|uren|kwartalen)"
_WORDS = (
    r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien"
    r"|twintig|dertig|veertig|vijftig|honderd|duizend)"
)
BARE = re.compile(
    rf"€\s*\d[\d.,]*|\d[\d.,]*\s*%|\b\d[\d.,]*\s+{_UNITS}\b|\b{_WORDS}\s+{_UNITS}\b"
    rf"|\b\d{{1,2}}\s+(?:{'|'.join(MONTHS_NL)})\b(?:\s+\d{{4}})?|\b\d{{1,2}}-\d{{1,2}}-\d{{4}}\b",
    re.IGNORECASE,
)
"""An amount, percentage, term or date typed as such."""
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_FREE_FIELDS = {
    "bronnen",
    "wijzigingen",
    "wettelijke_grondslag",
    "zoekwoorden",
    "synoniemen",
    "toestemming",
    "formulier",
    "volgende_ronde",
}


def check(catalogue: Catalogue, today: date) -> Iterator[Problem]:
    """All checks on the words of all pages."""
    for kind in catalogue.pages.values():
        for page in kind.values():
            # Figures in a story are what a report or a person said; those of a meeting belong to that meeting alone.
            if page.kind not in ("succesverhalen", "bijeenkomsten"):
                yield from bare_numbers(page, page.meta, BARE)
            yield from links(catalogue, page)
            yield from _due(page, today)


def bare_numbers(page: Page, words: BaseModel, pattern: re.Pattern[str]) -> Iterator[Problem]:
    """A problem for all that ``pattern`` finds in ``words`` (the fields as the editor wrote them) and in the body."""
    do = "Zet het in content/bedragen/ en schrijf [[naam]]."
    for path, text in texts(words):
        if path[0] in _FREE_FIELDS or path[-1] == "bron":
            continue
        for match in pattern.finditer(REFERENCE.sub("", text)):
            what = f"Hier staat een kaal getal: '{match[0]}'."
            yield Problem(page.file, page.source.line(path), ".".join(map(str, path)), what, do)
    for offset, line in enumerate(page.body.split("\n")):
        for match in pattern.finditer(REFERENCE.sub("", line)):
            what = f"Hier staat een kaal getal: '{match[0]}'."
            yield Problem(page.file, page.source.body_line + offset, "tekst", what, do)


def links(catalogue: Catalogue, page: Page) -> Iterator[Problem]:
    """A problem for every link in the body to a page that does not exist."""
    for offset, line in enumerate(page.body.split("\n")):
        for match in LINK.finditer(line):
            problem = _target(catalogue, match[2])
            if problem:
                yield Problem(
                    page.file,
                    page.source.body_line + offset,
                    "tekst",
                    f"De link '{match[2]}' {problem}.",
                    "Verbeter het adres.",
                )


def _target(catalogue: Catalogue, url: str) -> str | None:
    """What is wrong with an address in the content; None when nothing is."""
    if url.startswith("https://"):
        return None
    if url.startswith(("mailto:", "tel:")):
        return "hoort alleen in content/regio/"
    if url.startswith("#"):
        return None
    if not url.startswith("/"):
        return "begint niet met / of https://"
    path = url.split("#")[0].split("?")[0].strip("/")
    kind, _, slug = path.partition("/")
    if f"/{path}" in catalogue.redirects:
        return f"is een oud adres; nu is het {catalogue.redirects[f'/{path}']}"
    if kind in KIND_NAMES or (kind == "bijeenkomsten" and slug):
        return None if not slug or slug in catalogue.pages[kind] else "wijst naar een pagina die niet bestaat"
    return None if path in OTHER_PAGES else "wijst naar een pagina die niet bestaat"


OTHER_PAGES = frozenset(
    {
        "",
        "keuzehulp",
        "zelfscan",
        "werkbladen",
        "vacature-intake",
        "van-werk-naar-werk",
        "van-werk-naar-werk/laten-gaan",
        "van-werk-naar-werk/mensen-zoeken",
        "van-werk-naar-werk/toestemming",
        "spinnenweb",
        "bijeenkomsten",
        "nieuw",
        "contact",
        "zoeken",
        "privacy",
        "toegankelijkheid",
        "proclaimer",
        "over",
        "bronnen",
        "kwetsbaarheid-melden",
    }
)
"""Addresses outside the content that prose may link to."""


def is_over(page: Page, today: date) -> bool:
    """Whether it is about a day that has passed: nobody has to check the page of such a meeting again."""
    return isinstance(page.meta, Bijeenkomst) and page.meta.datum < today


def _due(page: Page, today: date) -> Iterator[Problem]:
    if page.meta.nakijken_voor < today and not is_over(page, today):
        line = page.source.line(("nakijken_voor",))
        yield Problem(
            page.file,
            line,
            "nakijken_voor",
            "Deze pagina moet worden nagekeken.",
            "Kijk de pagina na en pas de datums aan.",
            "waarschuwing",
        )
