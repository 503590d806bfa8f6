"""The piece of a page that shows why it was found, the words of the query marked. Safe HTML: only <mark> is added."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from app.kennisbank.zoeken.normalise import fold

LENGTH = 220
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n")
_LETTER = r"[^\W_]"


class Fragments:
    """Makes fragments with the spellings in which each term occurs in the content."""

    def __init__(self, spellings: Mapping[str, Collection[str]]) -> None:
        self._spellings = spellings

    def make(self, text: str, terms: Iterable[str], length: int = LENGTH) -> str:
        """The sentences of ``text`` that say most of ``terms``, about ``length`` characters, escaped and marked."""
        pattern = self._pattern(terms)
        start, end = best_window(text, pattern, length)
        piece = text[start:end]
        marked = mark(piece, pattern)
        before = "… " if start > 0 and not _starts_sentence(text, start) else ""
        after = " …" if end < len(text) and not piece.rstrip().endswith((".", "?", "!")) else ""
        return before + marked + after

    def _pattern(self, terms: Iterable[str]) -> re.Pattern[str] | None:
        words = sorted({word for term in terms for word in self._spellings.get(term, ())}, key=lambda w: (-len(w), w))
        if not words:
            return None
        return re.compile(rf"(?<!{_LETTER})(?:{'|'.join(map(re.escape, words))})(?!{_LETTER})")


def mark(piece: str, pattern: re.Pattern[str] | None) -> str:
    """Escape a text and put <mark> around the words of the query."""
    if pattern is None:
        return html.escape(piece.replace("\n", " "))
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(fold(piece)):
        parts += [html.escape(piece[end : match.start()]), "<mark>", html.escape(piece[match.start() : match.end()])]
        parts.append("</mark>")
        end = match.end()
    parts.append(html.escape(piece[end:]))
    return "".join(parts).replace("\n", " ")


def best_window(text: str, pattern: re.Pattern[str] | None, length: int) -> tuple[int, int]:
    """Start and end of the run of sentences with the most different words of the query; the beginning without any."""
    bounds = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    sentences = [(a, b) for a, b in pairwise(bounds) if text[a:b].strip()]
    if not sentences:
        return 0, min(len(text), length)
    hits: list[set[str]] = [set() for _ in sentences]
    if pattern is not None:
        position = 0
        for match in pattern.finditer(fold(text)):
            while position + 1 < len(sentences) and sentences[position][1] <= match.start():
                position += 1
            hits[position].add(match[0])
    best, chosen = -1.0, (0, 0)
    for first in range(len(sentences)):
        found: set[str] = set()
        for last in range(first, len(sentences)):
            if last > first and sentences[last][1] - sentences[first][0] > length:
                break
            found |= hits[last]
            value = len(found) + 0.2 * len(hits[first]) - 0.001 * first
            if value > best or (value == best and first == chosen[0]):
                best, chosen = value, (first, last)
    start, end = sentences[chosen[0]][0], sentences[chosen[1]][1]
    if end - start > length * 1.5:
        start, end = _shorten(text, pattern, start, end, length)
    return start, end - len(text[start:end]) + len(text[start:end].rstrip())


def _shorten(text: str, pattern: re.Pattern[str] | None, start: int, end: int, length: int) -> tuple[int, int]:
    """A part of one long sentence around its first hit, cut between words."""
    match = pattern.search(fold(text[start:end])) if pattern is not None else None
    middle = start + match.start() if match else start
    left = max(start, middle - length // 3)
    if left > start:
        left = text.find(" ", left, middle) + 1 or middle
    right = min(end, left + length)
    if right < end:
        right = max(text.rfind(" ", left, right), left + 1)
    return left, right


def _starts_sentence(text: str, start: int) -> bool:
    return text[start - 1] in "\n" or text[:start].rstrip()[-1:] in ".!?:"
