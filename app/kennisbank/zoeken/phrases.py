"""What people call a page: titles, other names, lay phrases and questions, each compared as a whole with a query.

A bag of words does not see that "ziek personeel" is a complete thing to ask. A phrase that says the same as the query,
and not much more, is the best sign there is of what somebody means, also when the words differ ("medewerker" and
"werknemer", "loonkosten" and "kosten van het loon").
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.kennisbank.zoeken.analysis import Analysis, Word, weights
from app.kennisbank.zoeken.documents import Document
from app.kennisbank.zoeken.kept import Plain

PART = 0.5
CONCEPT = 1.0
NUMBER = 0.5
PART_CONCEPT = 0.4
KINDS = {"titel": 1.0, "naam": 1.0, "leken": 1.0, "spreektaal": 1.15, "vraag": 0.85, "kop": 0.7}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as phrases see it: term to (which words of the query, how strongly), and the mass of each word."""

    terms: Mapping[str, tuple[tuple[tuple[int, ...], float], ...]]
    masses: Sequence[float]


_Said = tuple[float, float, tuple[int, ...], float]
"""What a word of a phrase says of a query: its mass, how strongly, which words of it, and the mass of those."""


class PhraseBook:
    """The phrases of every document, found by their words: a query shares a word with few of them."""

    def __init__(self, found: Plain) -> None:
        """``found``: what ``read_phrases`` gave."""
        self._masses: Sequence[float] = found["massa"]
        self._saying: list[list[int]] = found["zinnen"]
        self._numbers: Sequence[int] = found["pagina"]
        self._totals: Sequence[float] = found["totaal"]
        self._weights: Sequence[float] = found["gewicht"]
        self._meaning: dict[str, list[tuple[int, float, int]]] = {}
        for word, (terms, strengths) in enumerate(found["woorden"]):
            for place, (term, strength) in enumerate(zip(terms, strengths, strict=True)):
                self._meaning.setdefault(term, []).append((word, strength, -place))

    def likeness(self, numbers: Collection[int], asked: Asked) -> dict[int, float]:
        """How well the best phrase of each of these documents says the query: 0 (left out) to about 1."""
        masses = asked.masses
        query_mass = sum(masses)
        if query_mass <= 0:
            return {}
        number_of, saying, totals, kinds = self._numbers, self._saying, self._totals, self._weights
        first: dict[int, _Said] = {}
        more: dict[int, list[_Said]] = {}
        for word, (strength, _, _, covered) in self._matches(asked).items():
            mass = self._masses[word] * strength
            said = (mass, strength, covered, sum([masses[index] * strength for index in covered]))
            for phrase in saying[word]:
                if number_of[phrase] in numbers:
                    if phrase in first:
                        more.setdefault(phrase, [first[phrase]]).append(said)
                    else:
                        first[phrase] = said
        best: dict[int, float] = {}
        for phrase, (mass, _, _, asked_mass) in first.items():
            if phrase in more:
                mass, asked_mass = _together(more[phrase], masses)
            score = kinds[phrase] * math.sqrt(asked_mass / query_mass * mass / totals[phrase])
            number = number_of[phrase]
            if score > best.get(number, 0.0):
                best[number] = score
        return best

    def _matches(self, asked: Asked) -> dict[int, tuple[float, int, int, tuple[int, ...]]]:
        """The words of phrases that say something of a query, by what they say best.

        How strongly, of how many words, the place of the term (earlier ones first), and which words of the query.
        """
        found: dict[int, tuple[float, int, int, tuple[int, ...]]] = {}
        for term, pairs in asked.terms.items():
            for word, strength, place in self._meaning.get(term, ()):
                for covers, weight in pairs:
                    match = (strength * weight, len(covers), place, covers)
                    if match[0] > 0 and (word not in found or match[:3] > found[word][:3]):
                        found[word] = match
        return found


def read_phrases(
    analysis: Analysis,
    documents: Iterable[Document],
    lay: Mapping[str, Sequence[str]],
    telling: Callable[[str], float],
) -> Plain:
    """What a phrase book needs. ``lay``: phrases of the synonym file by document id; ``telling``: of a term.

    woorden: terms with strengths of each word that stands in phrases, shared by all; massa: how telling it is; zinnen:
    the phrases it stands in. Of each phrase pagina: the document; totaal: the mass of its words; gewicht: of its kind.
    """
    shared: dict[tuple[object, ...], int] = {}
    words: list[tuple[list[str], list[float]]] = []
    saying: list[list[int]] = []
    masses, totals, kinds, numbers = array("d"), array("d"), array("d"), array("H")
    for number, document in enumerate(documents):
        for kind, text in _texts(document, lay.get(document.id, ())):
            of_text = analysis.words(text)
            found: list[int] = []
            for word, weight in zip(of_text, weights(of_text, NUMBER), strict=True):
                identity = (word.expansion, word.concepts, weight)
                if identity not in shared:
                    shared[identity] = len(words)
                    strengths = _strengths(analysis, word)
                    words.append((list(strengths), list(strengths.values())))
                    saying.append([])
                    masses.append(weight * max(map(telling, word.expansion.full)))
                found.append(shared[identity])
            total = sum(masses[one] for one in found)
            if total > 0:
                for one in found:
                    saying[one].append(len(numbers))
                numbers.append(number)
                totals.append(total)
                kinds.append(KINDS[kind])
    return {
        "woorden": words, "massa": masses, "zinnen": saying, "pagina": numbers, "totaal": totals, "gewicht": kinds,
    }  # fmt: skip


def _texts(document: Document, lay: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The phrases of a document, each with its kind."""
    names = set(document.namen)
    yield "titel", document.titel
    yield from (("naam" if text in names else "leken", text) for text in document.lekentaal)
    yield from (("spreektaal", text) for text in lay)
    yield from (("vraag", text) for text in document.vragen)
    yield from (("kop", text) for text in document.koppen)


def _strengths(analysis: Analysis, word: Word) -> dict[str, float]:
    """The terms that a word of a phrase stands for, and how strongly."""
    strengths: dict[str, float] = {}
    strengths.update(dict.fromkeys(analysis.part_concepts(word.expansion), PART_CONCEPT))
    strengths.update(dict.fromkeys(word.concepts, CONCEPT))
    strengths.update(dict.fromkeys(word.expansion.parts, PART))
    strengths.update(dict.fromkeys(word.expansion.full, 1.0))
    return strengths


def _together(said: Sequence[_Said], masses: Sequence[float]) -> tuple[float, float]:
    """The mass that several words of a phrase say, and the mass of the query that is in them."""
    strengths: dict[int, float] = {}
    for _, strength, covered, _ in said:
        for index in covered:
            if strength > strengths.get(index, 0.0):
                strengths[index] = strength
    return sum([one[0] for one in said]), sum([masses[index] * strength for index, strength in strengths.items()])
