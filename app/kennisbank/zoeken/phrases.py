"""What people call a page: titles, other names, lay phrases and questions, each compared as a whole with a query.

A bag of words does not see that "ziek personeel" is a complete thing to ask. A phrase that says the same as the query,
and not much more, is the best sign there is of what somebody means, also when the words differ ("medewerker" and
"werknemer", "loonkosten" and "kosten van het loon").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.kennisbank.zoeken.analysis import Analysis, Word, weights
from app.kennisbank.zoeken.documents import Document

PART = 0.5
CONCEPT = 1.0
NUMBER = 0.5
PART_CONCEPT = 0.4
KINDS = {"titel": 1.0, "naam": 1.0, "leken": 1.0, "spreektaal": 1.15, "vraag": 0.85, "kop": 0.7}


@dataclass(frozen=True, slots=True, eq=False)
class PhraseToken:
    """A word in a phrase: its terms with strength, and its mass (how telling it is). Shared by all phrases."""

    terms: tuple[tuple[str, float], ...]
    mass: float


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One phrase of the document with this number; ``total`` is the mass of its words."""

    number: int
    tokens: tuple[PhraseToken, ...]
    total: float
    weight: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as phrases see it: term to (which words of the query, how strongly), and the mass of each word."""

    terms: Mapping[str, tuple[tuple[tuple[int, ...], float], ...]]
    masses: Sequence[float]


_Said = tuple[float, float, tuple[int, ...], float]
"""What a word of a phrase says of a query: its mass, how strongly, which words of it, and the mass of those."""


class PhraseBook:
    """The phrases of every document, found by their words: a query shares a word with few of them."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._saying: dict[PhraseToken, list[Phrase]] = {}
        for phrase in phrases:
            for token in phrase.tokens:
                self._saying.setdefault(token, []).append(phrase)
        self._meaning: dict[str, list[PhraseToken]] = {}
        for token in self._saying:
            for term, _ in token.terms:
                self._meaning.setdefault(term, []).append(token)

    @classmethod
    def of(
        cls,
        analysis: Analysis,
        documents: Iterable[Document],
        lay: Mapping[str, Sequence[str]],
        idf: Callable[[str], float],
    ) -> PhraseBook:
        """Read the phrases; ``lay``: those of the synonym file by document id; ``idf``: how telling a term is."""
        shared: dict[tuple[object, ...], PhraseToken] = {}

        def token(word: Word, weight: float) -> PhraseToken:
            identity = (word.expansion, word.concepts, weight)
            if identity not in shared:
                strengths: dict[str, float] = {}
                for term in analysis.part_concepts(word.expansion):
                    strengths[term] = PART_CONCEPT
                for term in word.concepts:
                    strengths[term] = CONCEPT
                for term in word.expansion.parts:
                    strengths[term] = PART
                for term in word.expansion.full:
                    strengths[term] = 1.0
                shared[identity] = PhraseToken(tuple(strengths.items()), weight * max(map(idf, word.expansion.full)))
            return shared[identity]

        def phrase(number: int, kind: str, text: str) -> Phrase | None:
            words = analysis.words(text)
            tokens = tuple(token(word, weight) for word, weight in zip(words, weights(words, NUMBER), strict=True))
            total = sum(t.mass for t in tokens)
            return Phrase(number, tokens, total, KINDS[kind]) if total > 0 else None

        book: list[Phrase] = []
        for number, document in enumerate(documents):
            names = set(document.namen)
            texts: list[tuple[str, str]] = [("titel", document.titel)]
            texts += [("naam" if text in names else "leken", text) for text in document.lekentaal]
            texts += [("spreektaal", text) for text in lay.get(document.id, ())]
            texts += [("vraag", text) for text in document.vragen] + [("kop", text) for text in document.koppen]
            book += [p for kind, text in texts if (p := phrase(number, kind, text)) is not None]
        return cls(book)

    def likeness(self, numbers: Collection[int], asked: Asked) -> dict[int, float]:
        """How well the best phrase of each of these documents says the query: 0 (left out) to about 1."""
        query_mass = sum(asked.masses)
        if query_mass <= 0:
            return {}
        masses = asked.masses
        first: dict[Phrase, _Said] = {}
        more: dict[Phrase, list[_Said]] = {}
        for token in dict.fromkeys(token for term in asked.terms for token in self._meaning.get(term, ())):
            strength, covered = _match(token, asked)
            if strength > 0:
                said = (token.mass * strength, strength, covered, sum([masses[index] * strength for index in covered]))
                for phrase in self._saying[token]:
                    if phrase.number in numbers:
                        if phrase in first:
                            more.setdefault(phrase, [first[phrase]]).append(said)
                        else:
                            first[phrase] = said
        best: dict[int, float] = {}
        for phrase, (mass, _, _, asked_mass) in first.items():
            if phrase in more:
                mass, asked_mass = _together(more[phrase], masses)
            score = phrase.weight * math.sqrt(asked_mass / query_mass * mass / phrase.total)
            if score > best.get(phrase.number, 0.0):
                best[phrase.number] = score
        return best


def _together(said: Sequence[_Said], masses: Sequence[float]) -> tuple[float, float]:
    """The mass that several words of a phrase say, and the mass of the query that is in them."""
    strengths: dict[int, float] = {}
    for _, strength, covered, _ in said:
        for index in covered:
            if strength > strengths.get(index, 0.0):
                strengths[index] = strength
    return sum([one[0] for one in said]), sum([masses[index] * strength for index, strength in strengths.items()])


def _match(token: PhraseToken, asked: Asked) -> tuple[float, tuple[int, ...]]:
    best = 0.0
    covered: tuple[int, ...] = ()
    for term, strength in token.terms:
        for words, weight in asked.terms.get(term, ()):
            value = strength * weight
            if value > best or (value == best and len(words) > len(covered)):
                best, covered = value, words
    return best, covered
