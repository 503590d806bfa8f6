"""The one pipeline behind index, queries, phrases and spelling: text to words, each with the terms it stands for.

Terms come in four shapes: a kernel ("loon"), the key of a compound (its sorted kernels, "kost+loon+subsidie", so that
word order and spaces do not matter), and the name of a group of equal words ("=loon").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from app.kennisbank.zoeken.compounds import Lexicon, lexicon
from app.kennisbank.zoeken.normalise import FILLER, QUERY_STOP, STOP, Token, clean, tokens
from app.kennisbank.zoeken.stem import stem
from app.kennisbank.zoeken.workfloor import STAND_IN, is_job, is_number, is_place

LIGHT = 0.2
INCIDENTAL = 0.2
NUMBER = 0.1
FILLING = 0.05
PARTICLES = frozenset(
    {"aan", "af", "bij", "door", "in", "mee", "na", "om", "op", "over", "terug", "toe", "uit", "vast", "weg"}
)
_STAND_IN = stem(STAND_IN)


@dataclass(frozen=True, slots=True)
class Expansion:
    """What one word stands for. full: the word itself; parts: what it is made of; leaves: kernels of its parts."""

    full: tuple[str, ...]
    parts: tuple[str, ...]
    leaves: tuple[str, ...]


class Word(NamedTuple):
    """A word in a text with its terms; ``concepts`` are groups of equal words it belongs to, here in this text."""

    token: Token
    expansion: Expansion
    concepts: tuple[str, ...] = ()

    @property
    def job(self) -> bool:
        """Is it somebody who works, such as "bakker"?"""
        return is_job(self.token.word, self.expansion.leaves)


def key(kernels: Iterable[str]) -> str:
    """The canonical key of a compound: the same for every order and spelling of its parts."""
    return "+".join(sorted(kernels))


def weights(words: Sequence[Word], number: float = NUMBER) -> list[float]:
    """How much each word of a query or a phrase counts (0 to 1, the heaviest 1).

    Words people only ask with count little, unless in a group; so do jobs, places, numbers and times. ``number``: how
    much numbers count; in a phrase they say what it is about ("een jaar ziek"), in a question they rarely do.
    """
    found = [number if is_number(word.token.word) else _weight(word) for word in words]
    heaviest = max(found, default=1.0)
    return [one / heaviest for one in found]


def _weight(word: Word) -> float:
    if word.token.word in QUERY_STOP and not word.concepts:
        return FILLING if word.token.word in FILLER else LIGHT
    if word.job:
        return 1.0 if word.concepts else INCIDENTAL  # "kok gezocht"
    return INCIDENTAL if is_place(word.token.word, word.expansion.leaves) else 1.0


def _windows(count: int) -> Iterator[tuple[int, ...]]:
    """Positions of one to three neighbours, and of two words with one between ("vind geschikte kandidaten")."""
    for size in (1, 2, 3):
        for start in range(count - size + 1):
            yield tuple(range(start, start + size))
    for start in range(count - 2):
        yield (start, start + 2)


@dataclass(frozen=True)
class Analysis:
    """The pipeline with a lexicon and groups of equal words: phrase of kernels to the name of its group."""

    groups: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=lexicon, repr=False)
    _memo: dict[tuple[str, ...], Expansion] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _grouped(self) -> frozenset[str]:
        """Every kernel that is part of a group of equal words."""
        return frozenset(kernel for phrase in self.groups for kernel in phrase)

    def expand(self, parts: tuple[str, ...]) -> Expansion:
        """The terms of a word given as its hyphen parts."""
        found = self._memo.get(parts)
        if found is None:
            if len(self._memo) > 100_000:
                self._memo.clear()
            found = self._memo[parts] = self._expand(parts)
        return found

    def _expand(self, parts: tuple[str, ...]) -> Expansion:
        word = "".join(parts)
        pieces = [piece for part in parts for piece in self.lexicon.split(part)]
        if len(pieces) == 1:
            kernel = stem(word)
            return Expansion((kernel,), (), (kernel,))
        leaves = tuple(stem(piece) for piece in pieces)
        full = tuple(dict.fromkeys((stem(word), key(leaves))))
        spans = [key(leaves[i : i + size]) for size in range(2, len(leaves)) for i in range(len(leaves) - size + 1)]
        hyphened = [stem(part) for part in parts] if len(parts) > 1 else []
        own = dict.fromkeys(term for term in (*leaves, *hyphened, *spans) if len(term) > 1 or term.isdigit())
        return Expansion(full, tuple(term for term in own if term not in full), leaves)

    def raw(self, text: str) -> list[Word]:
        """Every word of a text, also the stop words, without groups."""
        return [Word(token, self.expand(token.parts)) for token in tokens(clean(text))]

    def words(self, text: str) -> list[Word]:
        """The words that mean something, with their groups."""
        text = clean(text)
        return self.telling(text, [Word(token, self.expand(token.parts)) for token in tokens(text)])

    def telling(self, text: str, raw: Sequence[Word]) -> list[Word]:
        """Of the ``raw`` words of a ``clean`` text those that mean something, with their groups."""
        split = dict(self._split_verbs(text, [word.token for word in raw]))
        kept = [word for word in raw if word.token.word not in STOP]
        if split:
            kept = [Word(word.token, split.get(word.token.start, word.expansion)) for word in kept]
        return self.with_concepts(kept)

    def _split_verbs(self, text: str, found: Sequence[Token]) -> Iterator[tuple[int, Expansion]]:
        """Verbs that Dutch cuts in two, with the particle at the end of its clause: "valt vaak uit" is uitvallen."""
        for place, particle in enumerate(found):
            if particle.word not in PARTICLES or (place + 1 < len(found) and text[particle.end] not in ".,;:?!\n"):
                continue
            for token in found[max(0, place - 6) : place]:
                kernel = stem(particle.word + token.word)
                if token.word not in STOP and (kernel,) in self.groups:
                    own = self.expand(token.parts)
                    yield token.start, Expansion((*own.full, kernel), own.parts, own.leaves)

    def with_concepts(self, words: Sequence[Word]) -> list[Word]:
        """The same words, each with the groups that it or its neighbours make ("in dienst nemen")."""
        kernels = [word.expansion.full[0] for word in words]
        people = [_STAND_IN if word.job else kernel for word, kernel in zip(words, kernels, strict=True)]
        grouped = [
            not self._grouped.isdisjoint((kernel, person, word.expansion.full[-1]))
            for word, kernel, person in zip(words, kernels, people, strict=True)
        ]
        if not any(grouped):
            return list(words)
        found: list[dict[str, None]] = [{} for _ in words]
        said = [place for place, word in enumerate(words) if word.token.word not in QUERY_STOP]
        skipped = (tuple(said[place] for place in places) for places in _windows(len(said)))
        everywhere = (
            dict.fromkeys((*_windows(len(words)), *skipped)) if len(said) < len(words) else _windows(len(words))
        )
        for places in everywhere:
            if not all(grouped[place] for place in places):
                continue
            window = [words[place] for place in places]
            name = self.groups.get(tuple(sorted(kernels[place] for place in places)))
            if name is None and len(window) > 1:
                name = self.groups.get(tuple(sorted(people[place] for place in places)))  # "kok zoeken"
            if name is None and len(window) == 1:
                name = self.groups.get((window[0].expansion.full[-1],))  # the key of a compound or a split verb
            if name is not None:
                for place in places:
                    found[place][name] = None
        return [Word(w.token, w.expansion, tuple(names)) for w, names in zip(words, found, strict=True)]

    def part_concepts(self, expansion: Expansion) -> Iterator[str]:
        """Groups that the parts of a compound belong to: "salarisadministratie" is also about loon."""
        if len(expansion.leaves) > 1:
            for leaf in expansion.leaves:
                name = self.groups.get((leaf,))
                if name is not None:
                    yield name

    def phrase_key(self, text: str) -> tuple[str, ...]:
        """The kernels of a phrase, sorted; how a group or a lay phrase is looked up."""
        return tuple(sorted(word.expansion.full[0] for word in self.raw(text) if word.token.word not in STOP))


def joins(words: Sequence[Word], longest: int = 4) -> Iterator[tuple[range, str]]:
    """Keys of neighbouring words written as one compound: positions and key ("loon kosten subsidie")."""
    for size in range(2, longest + 1):
        for start in range(len(words) - size + 1):
            window = words[start : start + size]
            yield range(start, start + size), key(leaf for word in window for leaf in word.expansion.leaves)


def glued(words: Sequence[Word]) -> Iterator[tuple[range, str]]:
    """Neighbouring words written together, also with a linking s ("status houder")."""
    for index, (left, right) in enumerate(pairwise(words)):
        span = range(index, index + 2)
        yield span, left.token.word + right.token.word
        yield span, left.token.word + "s" + right.token.word
