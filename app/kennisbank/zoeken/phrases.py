"""What people call a page: titles, other names, lay phrases and questions, each compared as a whole with a query.

A bag of words does not see that "ziek personeel" is a complete thing to ask. A phrase that says the same as the query,
and not much more, is the best sign there is of what somebody means, also when the words differ ("medewerker" and
"werknemer", "loonkosten" and "kosten van het loon").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of one document; ``total`` is the mass of its words."""

    tokens: tuple[PhraseToken, ...]
    total: float
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as phrases see it: term to (which words of the query, how strongly), and the mass of each word."""

    terms: Mapping[str, tuple[tuple[tuple[int, ...], float], ...]]
    masses: Sequence[float]


class PhraseBook:
    """The phrases of every document, by document number."""

    def __init__(self, phrases: Sequence[tuple[Phrase, ...]]) -> None:
        self._phrases = phrases

    def of_document(self, number: int) -> tuple[Phrase, ...]:
        return self._phrases[number]

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

        def phrase(kind: str, text: str) -> Phrase | None:
            words = analysis.words(text)
            tokens = tuple(token(word, weight) for word, weight in zip(words, weights(words, NUMBER), strict=True))
            total = sum(t.mass for t in tokens)
            return Phrase(tokens, total, KINDS[kind], text) if total > 0 else None

        book: list[tuple[Phrase, ...]] = []
        for document in documents:
            names = set(document.namen)
            texts: list[tuple[str, str]] = [("titel", document.titel)]
            texts += [("naam" if text in names else "leken", text) for text in document.lekentaal]
            texts += [("spreektaal", text) for text in lay.get(document.id, ())]
            texts += [("vraag", text) for text in document.vragen] + [("kop", text) for text in document.koppen]
            book.append(tuple(p for kind, text in texts if (p := phrase(kind, text)) is not None))
        return cls(book)

    def best(
        self, number: int, asked: Asked, memo: dict[int, tuple[float, tuple[int, ...]]]
    ) -> tuple[float, float, str]:
        """How well the best phrase of a document says the query.

        Returns its score (0 to about 1), the share of the phrase that the query says (1: the whole phrase), its text.
        ``memo`` is shared between the documents of one query.
        """
        query_mass = sum(asked.masses)
        result = (0.0, 0.0, "")
        if query_mass <= 0:
            return result
        for phrase in self._phrases[number]:
            said = 0.0
            strengths: dict[int, float] = {}
            for token in phrase.tokens:
                found = memo.get(id(token))
                if found is None:
                    found = memo[id(token)] = _match(token, asked)
                strength, covered = found
                if strength > 0:
                    said += token.mass * strength
                    for index in covered:
                        if strength > strengths.get(index, 0.0):
                            strengths[index] = strength
            if not said:
                continue
            asked_mass = sum(asked.masses[index] * strength for index, strength in strengths.items())
            score = phrase.weight * math.sqrt(asked_mass / query_mass * said / phrase.total)
            if score > result[0]:
                result = (score, said / phrase.total, phrase.text)
        return result


def _match(token: PhraseToken, asked: Asked) -> tuple[float, tuple[int, ...]]:
    best = 0.0
    covered: tuple[int, ...] = ()
    for term, strength in token.terms:
        for words, weight in asked.terms.get(term, ()):
            value = strength * weight
            if value > best or (value == best and len(words) > len(covered)):
                best, covered = value, words
    return best, covered
