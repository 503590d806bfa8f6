"""The piece of a page that shows why it was found, the words of the query marked. Safe HTML: only <mark> is added.

In a prepared text every run of letters is one character, a sign, so looking for a word is looking for a character. A
text is prepared when it is first shown, because most searches show the same few pages.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from app.kennisbank.zoeken.normalise import fold

LENGTH = 220
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n")
_RUN = re.compile(r"[^\W_]+")

Wanted = tuple[str, str]
"""A word to mark: its signs, and the word itself, folded."""
Match = tuple[int, int, int]
"""Start and end in the text of a word to mark, and a bit that says which word it is."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text ready for fragments: a sign for every run of letters, and where each run begins; escape: as it needs.

    starts, ends: of every sentence. reach: the last sentence that still fits in a fragment that begins with this one.
    """

    text: str
    escape: Callable[[str], str]
    signs: str
    places: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    reach: Sequence[int]


class Fragments:
    """Makes fragments of texts. spellings: term to the folded spellings in which it stands in them, with spaces."""

    def __init__(self, spellings: Mapping[str, str], texts: Iterable[str]) -> None:
        self._spellings = spellings
        self._texts: list[str | Prepared] = list(texts)
        self._signs: dict[str, str] = {}
        self._next = count()

    def wanted(self, terms: Iterable[str]) -> list[Wanted]:
        """What to mark for these terms."""
        words = {word for term in terms if term in self._spellings for word in self._spellings[term].split(" ")}
        return [("".join(map(self._sign, _RUN.findall(word))), word) for word in words]

    def make(self, number: int, wanted: Sequence[Wanted]) -> str:
        """The sentences of a text that say most of the query, about ``LENGTH`` characters, escaped and marked."""
        prepared = self._texts[number]
        if isinstance(prepared, str):
            prepared = self._texts[number] = self._prepare(prepared)
        text = prepared.text
        matches = _matches(prepared, wanted)
        start, end = _window(prepared, matches)
        before = "" if start in prepared.starts else "… "
        after = "" if end >= len(text) or text[end - 1 : end] in (".", "?", "!") else " …"
        return before + _marked(prepared, start, end, matches) + after

    def _sign(self, run: str) -> str:
        found = self._signs.get(run)
        return found or self._signs.setdefault(run, chr(next(self._next)))

    def _prepare(self, text: str) -> Prepared:
        bounds = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
        sentences = [(start, end) for start, end in pairwise(bounds) if text[start:end].strip()] or [(0, len(text))]
        reach, last = [], 0
        for first, (start, _) in enumerate(sentences):
            last = max(first, last)
            while last + 1 < len(sentences) and sentences[last + 1][1] - start <= LENGTH:
                last += 1
            reach.append(last)
        runs = list(_RUN.finditer(fold(text)))
        return Prepared(
            text,
            str if html.escape(text) == text else html.escape,
            "".join(self._sign(run[0]) for run in runs),
            array("I", [run.start() for run in runs]),
            array("I", [start for start, _ in sentences]),
            array("I", [end for _, end in sentences]),
            array("I", reach),
        )


def _matches(prepared: Prepared, wanted: Sequence[Wanted]) -> list[Match]:
    """Where the words stand, in order; of words that overlap the first, of those that begin together the longest."""
    text, places = prepared.text, prepared.places
    found: list[Match] = []
    overlap = False
    for which, (signs, word) in enumerate(wanted):
        at = prepared.signs.find(signs)
        while at >= 0:
            start = places[at]
            end = start + len(word)
            if len(signs) == 1 or fold(text[start:end]) == word:
                found.append((start, end, 1 << which))
                overlap |= len(signs) > 1
            at = prepared.signs.find(signs, at + 1)
    found.sort()
    if not overlap:
        return found
    found.sort(key=lambda match: (match[0], -match[1]))
    apart: list[Match] = []
    for match in found:
        if not apart or match[0] >= apart[-1][1]:
            apart.append(match)
    return apart


def _marked(prepared: Prepared, start: int, end: int, matches: Iterable[Match]) -> str:
    """Escape a piece of a text and put <mark> around the words of the query."""
    text, escape = prepared.text, prepared.escape
    parts: list[str] = []
    for begin, stop, _ in matches:
        if begin >= start and stop <= end:
            parts += [escape(text[start:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
            start = stop
    parts.append(escape(text[start:end]))
    return "".join(parts).replace("\n", " ")


def _window(prepared: Prepared, matches: Sequence[Match]) -> tuple[int, int]:
    """Start and end of the run of sentences with the most different words of the query; the beginning without any."""
    starts, ends, reach = prepared.starts, prepared.ends, prepared.reach
    said: dict[int, int] = {}
    for begin, _, which in matches:
        sentence = bisect_right(starts, begin) - 1
        said[sentence] = said.get(sentence, 0) | which
    best, chosen = -1.0, 0
    sentences = list(said.items())
    for place, (first, own) in enumerate(sentences, 1):
        words, last = own, reach[first]
        for sentence, others in sentences[place:]:
            if sentence > last:
                break
            words |= others
        value = words.bit_count() + 0.2 * own.bit_count() - 0.001 * first
        if value > best:
            best, chosen = value, first
    start, end = starts[chosen], ends[reach[chosen]]
    if end - start > LENGTH * 1.5:
        start, end = _shorten(prepared.text, matches, start, end)
    return start, start + len(prepared.text[start:end].rstrip())


def _shorten(text: str, matches: Iterable[Match], start: int, end: int) -> tuple[int, int]:
    """A part of one long sentence around its first hit, cut between words."""
    middle = next((begin for begin, stop, _ in matches if begin >= start and stop <= end), start)
    left = max(start, middle - LENGTH // 3)
    if left > start:
        left = text.find(" ", left, middle) + 1 or middle
    right = min(end, left + LENGTH)
    if right < end:
        cut = text.rfind(" ", middle + 1, right)
        right = cut if cut > left else right
    return left, right
