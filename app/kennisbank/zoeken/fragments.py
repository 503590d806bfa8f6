"""The piece of a page that shows why it was found, the words of the query marked. Safe HTML: only <mark> is added."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.kennisbank.zoeken.normalise import fold

LENGTH = 220
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n")
_LETTER = r"[^\W_]"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text ready for fragments: folded, with the start and end of every sentence."""

    text: str
    folded: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Prepared:
        bounds = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
        sentences = [(start, end) for start, end in pairwise(bounds) if text[start:end].strip()] or [(0, len(text))]
        return cls(text, fold(text), tuple(s for s, _ in sentences), tuple(e for _, e in sentences))


class Fragments:
    """Makes fragments with the spellings in which each term occurs in the content."""

    def __init__(self, spellings: Mapping[str, Collection[str]]) -> None:
        self._spellings = spellings

    def pattern(self, terms: Iterable[str]) -> re.Pattern[str] | None:
        """What to mark for these terms, in folded text; None when no text contains them."""
        words = sorted({word for term in terms for word in self._spellings.get(term, ())}, key=lambda w: (-len(w), w))
        if not words:
            return None
        # Each word looks back for itself: a pattern that begins with its words is four times as quick to search with.
        whole = (f"{word}(?<!{_LETTER}{word})" for word in map(re.escape, words))
        return re.compile(rf"(?:{'|'.join(whole)})(?!{_LETTER})")


def make(prepared: Prepared, pattern: re.Pattern[str] | None, length: int = LENGTH) -> str:
    """The sentences that say most of the query, about ``length`` characters, escaped and marked."""
    text = prepared.text
    start, end = _window(prepared, pattern, length)
    before = "" if start in prepared.starts else "… "
    after = "" if end >= len(text) or text[end - 1 : end] in (".", "?", "!") else " …"
    return before + mark(text[start:end], pattern) + after


def mark(piece: str, pattern: re.Pattern[str] | None) -> str:
    """Escape a text and put <mark> around the words of the query."""
    if pattern is None:
        return html.escape(piece.replace("\n", " "))
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(fold(piece)):
        word = html.escape(piece[match.start() : match.end()])
        parts += [html.escape(piece[end : match.start()]), "<mark>", word, "</mark>"]
        end = match.end()
    parts.append(html.escape(piece[end:]))
    return "".join(parts).replace("\n", " ")


def _window(prepared: Prepared, pattern: re.Pattern[str] | None, length: int) -> tuple[int, int]:
    """Start and end of the run of sentences with the most different words of the query; the beginning without any."""
    starts, ends = prepared.starts, prepared.ends
    hits: defaultdict[int, set[str]] = defaultdict(set)
    if pattern is not None:
        for match in pattern.finditer(prepared.folded):
            hits[bisect_right(starts, match.start()) - 1].add(match[0])
    best, chosen = -1.0, (0, 0)
    for first in hits or (0,):
        found: set[str] = set()
        for last in range(first, len(starts)):
            if last > first and ends[last] - starts[first] > length:
                break
            found |= hits.get(last, set())
            value = len(found) + 0.2 * len(hits.get(first, ())) - 0.001 * first
            if value > best or first == chosen[0]:
                best, chosen = max(best, value), (first, last)
    start, end = starts[chosen[0]], ends[chosen[1]]
    if end - start > length * 1.5:
        start, end = _shorten(prepared, pattern, start, end, length)
    return start, start + len(prepared.text[start:end].rstrip())


def _shorten(prepared: Prepared, pattern: re.Pattern[str] | None, start: int, end: int, length: int) -> tuple[int, int]:
    """A part of one long sentence around its first hit, cut between words."""
    text = prepared.text
    match = pattern.search(prepared.folded, start, end) if pattern is not None else None
    middle = match.start() if match else start
    left = max(start, middle - length // 3)
    if left > start:
        left = text.find(" ", left, middle) + 1 or middle
    right = min(end, left + length)
    if right < end:
        cut = text.rfind(" ", middle + 1, right)
        right = cut if cut > left else right
    return left, right
