"""Suggestions while typing: titles, names and lay phrases in which every typed word begins a word."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.kennisbank.zoeken.analysis import Analysis
from app.kennisbank.zoeken.documents import Document
from app.kennisbank.zoeken.kept import Plain
from app.kennisbank.zoeken.normalise import STOP, clean, tokens

MAX_MATCHES = 5000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A page to go to. ``via``: the other name or lay phrase that matched, empty when the title did."""

    soort: str
    slug: str
    titel: str
    via: str = ""


class _Entry(NamedTuple):
    number: int
    text: str
    rank: float
    words: int


def read_suggestions(analysis: Analysis, documents: Sequence[Document]) -> Plain:
    """What a suggester needs: the names to suggest, and the sorted words that lead to them."""
    entries: list[_Entry] = []
    pairs: set[tuple[str, int]] = set()
    for number, document in enumerate(documents):
        names = set(document.namen)
        lay = [(text, 2.0 if text in names else 1.0) for text in document.lekentaal]
        for text, rank in ((document.titel, 3.0), *lay):
            found = list(tokens(clean(text)))
            for token in found:
                pieces = (piece for part in token.parts for piece in analysis.lexicon.split(part))
                pairs.update((word, len(entries)) for word in (token.word, *token.parts, *pieces))
            entries.append(_Entry(number, text, rank + document.belang / 100, len(found)))
    ordered = sorted(pairs)
    return {
        "namen": entries,
        "woorden": [word for word, _ in ordered],
        "van": array("I", [entry for _, entry in ordered]),
    }


class Suggester:
    """Prefixes of words to the names they stand in."""

    def __init__(self, documents: Sequence[Document], found: Plain) -> None:
        """``found``: what ``read_suggestions`` gave for these documents."""
        self._documents = documents
        self._entries = [_Entry(*entry) for entry in found["namen"]]
        self._words: list[str] = found["woorden"]
        self._owners: Sequence[int] = found["van"]

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        """The best pages for a text that is still being typed; at most ``limit``, each page once."""
        typed = [token.word for token in tokens(clean(text))]
        if not typed:
            return []
        telling = [word for word in typed[:-1] if word not in STOP] + typed[-1:]
        return self._ranked(self._with_all(typed) or self._with_all(telling), len(telling), limit)

    def _with_all(self, words: Sequence[str]) -> dict[int, float]:
        """Names in which each of these words begins a word."""
        matches = self._starting_with(words[0])
        for word in words[1:]:
            found = self._starting_with(word) if matches else {}
            matches = {entry: value + found[entry] for entry, value in matches.items() if entry in found}
        return matches

    def _starting_with(self, word: str) -> dict[int, float]:
        start = bisect_left(self._words, word)
        found: dict[int, float] = {}
        for position in range(start, min(start + MAX_MATCHES, len(self._words))):
            if not self._words[position].startswith(word):
                break
            whole = 1.0 if self._words[position] == word else 0.5
            found[self._owners[position]] = max(whole, found.get(self._owners[position], 0.0))
        return found

    def _ranked(self, matches: Mapping[int, float], typed: int, limit: int) -> list[Suggestion]:
        best: dict[int, tuple[float, _Entry]] = {}
        for number, value in matches.items():
            entry = self._entries[number]
            rank = entry.rank + value + typed / max(entry.words, typed)
            if entry.number not in best or rank > best[entry.number][0]:
                best[entry.number] = (rank, entry)
        ordered = sorted(best.values(), key=lambda item: (-item[0], item[1].number))
        found = []
        for _, entry in ordered[:limit]:
            document = self._documents[entry.number]
            via = "" if entry.text == document.titel else entry.text
            found.append(Suggestion(document.soort, document.slug, document.titel, via))
        return found
