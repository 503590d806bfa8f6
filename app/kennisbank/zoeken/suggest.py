"""Suggestions while typing: titles, names and lay phrases in which every typed word begins a word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kennisbank.zoeken.analysis import Analysis
from app.kennisbank.zoeken.documents import Document
from app.kennisbank.zoeken.normalise import STOP, clean, tokens

MAX_MATCHES = 5000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A page to go to. ``via``: the other name or lay phrase that matched, empty when the title did."""

    soort: str
    slug: str
    titel: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    text: str
    rank: float
    words: int


class Suggester:
    """Prefixes of words to the names they stand in."""

    def __init__(self, analysis: Analysis, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._entries: list[_Entry] = []
        pairs: set[tuple[str, int]] = set()
        for number, document in enumerate(documents):
            names = set(document.namen)
            lay = [(text, 2.0 if text in names else 1.0) for text in document.lekentaal]
            for text, rank in ((document.titel, 3.0), *lay):
                found = list(tokens(clean(text)))
                self._entries.append(_Entry(number, text, rank + document.belang / 100, len(found)))
                for token in found:
                    for word in {
                        token.word,
                        *token.parts,
                        *(p for x in token.parts for p in analysis.lexicon.split(x)),
                    }:
                        pairs.add((word, len(self._entries) - 1))
        ordered = sorted(pairs)
        self._words = [word for word, _ in ordered]
        self._owners = [owner for _, owner in ordered]

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
