"""Typing errors: which known word did somebody mean? Deletion dictionary, Damerau distance and how Dutch sounds."""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from app.kennisbank.zoeken.kept import Plain
from app.kennisbank.zoeken.normalise import DATA, read_lines
from app.kennisbank.zoeken.stem import stem

DUTCH = DATA / "woordkernen.txt"
PREFIX = 7
SHORTEST = 4
MAX_CANDIDATES = 400
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ij|ei|y", "ij"),
        (r"au|ou|auw|ouw", "ou"),
        (r"sch(?=[^aeiou]|$)", "s"),
        (r"ch", "g"),
        (r"ck|qu", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ph|v", "f"),
        (r"th|dt", "t"),
        (r"d$", "t"),
        (r"z", "s"),
        (r"x", "ks"),
        (r"ie", "i"),
        (r"tie", "si"),
        (r"([a-z])\1+", r"\1"),
    )
]


def sound(word: str) -> str:
    """A rough spelling by ear: "subsiedie" and "subsidie", "begelijding" and "begeleiding" are the same."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def distance(one: str, other: str, limit: int) -> int:
    """Damerau distance (insert, delete, replace, swap neighbours); ``limit + 1`` as soon as it is more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]


def allowed(word: str) -> int:
    """How many errors a word may contain: none under four letters, one to six letters, two from seven."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < 7 else 2


def _deletions(word: str, depth: int) -> set[str]:
    found = {word}
    edge = {word}
    for _ in range(depth):
        edge = {w[:i] + w[i + 1 :] for w in edge for i in range(len(w))}
        found |= edge
    return found


@dataclass(frozen=True, slots=True)
class Correction:
    """A known word close to what was typed; ``errors`` 1 is likely, 2 less."""

    word: str
    errors: int


class Speller:
    """Known words with how often they occur. A word that is good Dutch is never called an error.

    What is left of each word without one or two letters is kept as a sorted row of numbers, its checksum and which
    word: a twentieth of the room of the texts. Two texts with one checksum do no harm, words are compared afterwards.
    """

    def __init__(self, found: Plain, dutch: frozenset[str] = frozenset()) -> None:
        self._dutch = dutch
        self._words: list[str] = found["woorden"]
        self._counts: list[int] = found["aantallen"]
        self._sounds: list[str] = found["klanken"]
        self._forms: Sequence[int] = found["vormen"]
        self._known = frozenset(self._words)
        self._heard: defaultdict[str, list[int]] = defaultdict(list)
        for number, heard in enumerate(self._sounds):
            self._heard[heard].append(number)

    @classmethod
    def of(cls, frequency: Mapping[str, int], dutch: frozenset[str] = frozenset()) -> Speller:
        """A speller of these words."""
        return cls(known_words(frequency), dutch)

    def is_dutch(self, word: str) -> bool:
        """Is it an ordinary Dutch word, even if the content never uses it?"""
        return word in self._known or stem(word) in self._dutch

    def corrections(self, word: str, most: int = 3) -> list[Correction]:
        """Known words that may have been meant, the best first; empty when nothing is close."""
        limit = allowed(word)
        if not limit:
            return []
        heard = sound(word)
        candidates = dict.fromkeys(self._heard.get(heard, ()))
        for form in _deletions(word[:PREFIX], limit):
            candidates.update(dict.fromkeys(self._with_form(form)))
            if len(candidates) > MAX_CANDIDATES:
                break
        ranked: list[tuple[float, int, str]] = []
        for number in candidates:
            candidate = self._words[number]
            errors = distance(word, candidate, limit)
            by_ear = 1 if self._sounds[number] == heard else limit + 1
            errors = min(errors, by_ear)
            if 0 < errors <= limit:
                first = 0.0 if candidate[0] == word[0] else 0.3
                likely = errors - (0.4 if by_ear == 1 else 0.0) + first
                ranked.append((likely - 0.15 * math.log10(1 + self._counts[number]), errors, candidate))
        ranked.sort()
        best = ranked[0][0] if ranked else 0.0
        return [Correction(candidate, errors) for likely, errors, candidate in ranked[:most] if likely <= best + 0.5]

    def _with_form(self, form: str) -> Iterator[int]:
        """The words of which this is left without some letters."""
        mark = crc32(form.encode()) << 32
        place = bisect_left(self._forms, mark)
        while place < len(self._forms) and self._forms[place] >> 32 == mark >> 32:
            yield self._forms[place] & 0xFFFFFFFF
            place += 1


def known_words(frequency: Mapping[str, int]) -> Plain:
    """What a speller needs of words and how often they occur; words of four letters and more."""
    words = [word for word in frequency if len(word) >= SHORTEST and word.isalpha()]
    forms = [
        crc32(form.encode()) << 32 | number
        for number, word in enumerate(words)
        for form in _deletions(word[:PREFIX], 1 if len(word) < 6 else 2)
    ]
    return {
        "woorden": words,
        "aantallen": [frequency[word] for word in words],
        "klanken": [sound(word) for word in words],
        "vormen": array("Q", sorted(forms)),
    }


def dutch_words() -> frozenset[str]:
    """Kernels of ordinary Dutch words of four to eleven letters (OpenTaal)."""
    return frozenset(read_lines(DUTCH.name))
