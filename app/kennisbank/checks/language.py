"""Plain Dutch (B1): short sentences, the u-form, no official words. Warnings, never blocking."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.references import texts
from app.kennisbank.frontmatter import Problem

MAX_MEAN = 12.0
MAX_WORDS = 20
MIN_FLESCH = 60.0
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SYLLABLE = re.compile(r"[aeiouyáéíóúàèëïöü]+")
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_JE = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
OFFICIAL = (
    "betreffende",
    "conform",
    "dient te",
    "dienen te",
    "derhalve",
    "geschieden",
    "indien",
    "inzake",
    "middels",
    "nader",
    "teneinde",
    "tevens",
    "alsmede",
    "omtrent",
    "ten behoeve van",
    "met betrekking tot",
    "in het kader van",
    "te allen tijde",
    "zulks",
    "aangaande",
)
_NOT_READ = frozenset(
    {
        "bronnen",
        "bron",
        "synoniemen",
        "zoekwoorden",
        "vormen",
        "wettelijke_grondslag",
        "formulier",
        "toestemming",
        "namen",
    }
)
"""Fields with names, sources and words of others."""
_OFFICIAL = re.compile(r"\b(?:" + "|".join(OFFICIAL) + r")\b", re.IGNORECASE)


def plain(markdown: str) -> str:
    """Markdown without its marks; each list item and heading is a sentence of its own, references a short word."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)
    text = re.sub(r"\[\[[^\]]*\]\]", "acht", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(?:[-*#>|]+|\d+\.)\s*", "", text, flags=re.MULTILINE)
    return re.sub(r"[*_`|]", "", text)


def sentences(text: str) -> list[list[str]]:
    """Words per sentence; what has no word is no sentence."""
    found = [_WORD.findall(part) for part in _SENTENCE.split(text)]
    return [words for words in found if words]


def flesch_douma(parts: list[list[str]]) -> float:
    """Flesch reading ease for Dutch (Douma 1960): 206.84 - 0.93 x words per sentence - 77 x syllables per word."""
    words = [word for part in parts for word in part]
    if not words:
        return 100.0
    syllables = sum(max(1, len(_SYLLABLE.findall(word.lower()))) for word in words)
    return 206.84 - 0.93 * len(words) / len(parts) - 77.0 * syllables / len(words)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """B1 warnings for every page."""
    for kind in catalogue.pages.values():
        for page in kind.values():
            yield from _page(page)


def long_sentences(page: Page) -> Iterator[Problem]:
    """A warning for every sentence that is too long, in any language; what somebody said or wrote is left alone."""
    for number, line in _lines(page):
        yield from _long(page, number, "tekst", line)


def _lines(page: Page) -> Iterator[tuple[int, str]]:
    """The lines of the text with their numbers, without quotations."""
    for number, line in enumerate(page.body.split("\n"), page.source.body_line):
        if not line.startswith(">"):
            yield number, _QUOTED.sub("", line)


def _page(page: Page) -> Iterator[Problem]:
    lines = list(_lines(page))
    for number, line in lines:
        yield from _long(page, number, "tekst", line)
        yield from _words(page, number, "tekst", line)
    for path, text in texts(page.meta):
        if path[0] not in _NOT_READ and path[-1] not in _NOT_READ:
            number, field = page.source.line(path), ".".join(map(str, path))
            yield from _long(page, number, field, text)
            yield from _words(page, number, field, text)
    parts = sentences(plain("\n".join(line for _, line in lines)))
    if not parts:
        return
    mean, score = sum(map(len, parts)) / len(parts), flesch_douma(parts)
    if mean > MAX_MEAN:
        what = f"De zinnen hebben gemiddeld {mean:.1f} woorden."
        yield _warn(page, page.source.body_line, "tekst", what, "Maak de zinnen korter.")
    if score < MIN_FLESCH:
        what = f"De leesbaarheid is {score:.0f}; streef naar 60."
        yield _warn(page, page.source.body_line, "tekst", what, "Gebruik kortere woorden en zinnen.")


def _long(page: Page, line: int, field: str, text: str) -> Iterator[Problem]:
    for words in sentences(plain(text)):
        if len(words) > MAX_WORDS:
            yield _warn(page, line, field, f"Deze zin heeft {len(words)} woorden.", "Maak er twee zinnen van.")


def _words(page: Page, line: int, field: str, text: str) -> Iterator[Problem]:
    for pattern, what, do in (
        (_JE, "Hier staat '{}'.", "Schrijf u of uw."),
        (_OFFICIAL, "'{}' is ambtelijk.", "Gebruik een gewoon woord."),
    ):
        for match in pattern.finditer(text):
            yield _warn(page, line, field, what.format(match[0]), do)


def _warn(page: Page, line: int, field: str, what: str, do: str) -> Problem:
    return Problem(page.file, line, field, what, do, "waarschuwing", "b1")
