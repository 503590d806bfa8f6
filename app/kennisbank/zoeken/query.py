"""From what somebody typed to weighted terms, and from those to ranked pages. Plain text in, never an error out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.kennisbank.zoeken.analysis import PARTICLES, Analysis, Expansion, Word, glued, joins, weights
from app.kennisbank.zoeken.index import Index
from app.kennisbank.zoeken.normalise import QUERY_STOP, STOP, clean, fold
from app.kennisbank.zoeken.phrases import Asked
from app.kennisbank.zoeken.spelling import Speller
from app.kennisbank.zoeken.stem import stem
from app.kennisbank.zoeken.workfloor import STAND_IN, WANTED, age

MAX_CHARACTERS = 200
MAX_WORDS = 20
PART = 0.35
PART_OF_NEW = 0.8
"""A compound that the content does not know is looked up by its parts, so they count more."""
CONCEPT = 0.7
TOGETHER = 1.0
"""Words that mean something only together ("kok gezocht") count as what they mean."""
PART_CONCEPT = 0.2
BROADER = 0.5
BROADER_PART = 0.25
VERB = 0.8
ONE_ERROR = 0.8
TWO_ERRORS = 0.6
COMMON = 0.5
"""An alternative that stands in a larger share of the pages than this says nothing and is left out."""
_SPACE = re.compile(r"\s+")


class Group(NamedTuple):
    """Alternatives for one word or joined compound; only the best counts for a page.

    covers: which words of the query. weight: how much they count, 0 to 1.
    """

    covers: tuple[int, ...]
    terms: Mapping[str, float]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Query:
    """A typed text, understood. ``meant``: the text with typing errors corrected, when there were any."""

    text: str
    words: tuple[Word, ...]
    groups: tuple[Group, ...]
    masses: tuple[float, ...]
    unknown: tuple[bool, ...]
    meant: str | None = None
    marked: frozenset[str] = field(default_factory=frozenset)

    @property
    def asked(self) -> Asked:
        """The query as phrases see it."""
        terms: defaultdict[str, list[tuple[tuple[int, ...], float]]] = defaultdict(list)
        for group in self.groups:
            for term, weight in group.terms.items():
                terms[term].append((group.covers, weight))
        return Asked({term: tuple(found) for term, found in terms.items()}, self.masses)


def bounded(text: str) -> str:
    """At most 200 characters and 20 words of plain text."""
    words = _SPACE.split(clean(text[: MAX_CHARACTERS * 4]).strip()[:MAX_CHARACTERS])
    return " ".join(words[:MAX_WORDS]).strip()


class Reader:
    """Understands queries with what the index knows."""

    def __init__(
        self,
        analysis: Analysis,
        index: Index,
        speller: Speller,
        display: Mapping[str, str],
        abbreviations: Mapping[str, str],
        broader: Mapping[str, Sequence[str]],
    ) -> None:
        self._analysis = analysis
        self._index = index
        self._speller = speller
        self._display = display
        self._abbreviations = {fold(short): long for short, long in abbreviations.items()}
        self._broader = broader

    def read(self, text: str, *, literal: bool = False) -> Query:
        """Understand a typed text; ``literal`` leaves typing errors as they are."""
        text = bounded(text)
        cleaned = clean(text)
        raw = self._analysis.raw(cleaned)
        kept = self._analysis.telling(cleaned, raw)
        counts = weights(kept)
        corrected: dict[int, list[tuple[Word, int]]] = {}
        if not literal:
            corrected = {i: found for i, word in enumerate(kept) if (found := self._corrections(word))}
        groups: list[Group] = []
        ages = _ages(raw)
        only_jobs = any(word.job for word in kept) and all(
            (word.job or word.token.word in QUERY_STOP) and not word.concepts for word in kept
        )
        for position, word in enumerate(kept):
            terms = self._terms(word)
            if only_jobs and word.job:  # who types just "kok" most likely needs one
                terms.update(dict.fromkeys(self._stands_for(WANTED), CONCEPT))
            if word.token.start in ages:
                counts[position] = 1.0
                terms.update(dict.fromkeys(self._stands_for(ages[word.token.start]), CONCEPT))
            for other, errors in corrected.get(position, ()):
                weight = ONE_ERROR if errors == 1 else TWO_ERRORS
                for term, value in self._terms(other).items():
                    terms[term] = max(terms.get(term, 0.0), value * weight)
            groups.append(Group((position,), terms, counts[position]))
        best = [corrected[i][0][0] if i in corrected else word for i, word in enumerate(kept)]
        groups += self._joined(kept, best, bool(corrected))
        groups += [group._replace(weight=counts[group.covers[0]]) for group in self._verbs(raw, kept)]
        known = self._index.terms
        live = [Group(g.covers, {t: w for t, w in g.terms.items() if t in known}, g.weight) for g in groups]
        live = [group for group in live if group.terms]
        masses = [0.0] * len(kept)
        for group in live:
            for position in group.covers if len(group.covers) == 1 else ():
                masses[position] = max(
                    masses[position], *(w * group.weight * self._index.telling(t) for t, w in group.terms.items())
                )
        marked = {term for word in (*kept, *best) for term in word.expansion.full}
        marked |= {term for group in groups if len(group.covers) > 1 for term in group.terms}
        return Query(
            text,
            tuple(kept),
            tuple(live),
            tuple(masses),
            tuple(not mass and count >= 0.5 for mass, count in zip(masses, counts, strict=True)),
            self._meant(text, kept, best) if corrected else None,
            frozenset(marked),
        )

    def _stands_for(self, text: str) -> Iterator[str]:
        for word in self._analysis.words(text):
            yield from (*word.concepts, *word.expansion.full)

    def _terms(self, word: Word) -> dict[str, float]:
        terms: dict[str, float] = {}
        if word.job:  # a "fietsenmaker" is somebody who works, not a bicycle
            terms.update(dict.fromkeys(self._stands_for(STAND_IN), CONCEPT))
            terms.update(dict.fromkeys(word.concepts, TOGETHER))
            terms.update(dict.fromkeys(word.expansion.full, PART if word.concepts else 1.0))
            return terms
        for term in self._analysis.part_concepts(word.expansion):
            terms[term] = PART_CONCEPT
        known = word.expansion.full[0] in self._broader or any(t in self._index.terms for t in word.expansion.full)
        for term in word.expansion.parts:
            terms[term] = PART if known else PART_OF_NEW
        light = bool(word.concepts) and word.token.word in QUERY_STOP  # "nodig" in "personeel nodig"
        for term in word.concepts:
            terms[term] = TOGETHER if light else CONCEPT
        for kernel in (*word.expansion.leaves, word.expansion.full[0]):
            weight = BROADER if kernel == word.expansion.full[0] else BROADER_PART
            for text in self._broader.get(kernel, ()):
                for general in self._analysis.words(text):
                    terms.update(dict.fromkeys((*general.concepts, *general.expansion.full), weight))
        if word.token.word in self._abbreviations:
            for meant in self._analysis.words(self._abbreviations[word.token.word]):
                terms.update(dict.fromkeys(meant.expansion.parts, PART))
                terms.update(dict.fromkeys(meant.expansion.full, 1.0))
        terms.update(dict.fromkeys(word.expansion.full, PART if light else 1.0))
        return terms

    def _known(self, expansion: Expansion) -> bool:
        """Does the content know this word, or every part of it?"""
        known = self._index.terms
        return any(t in known for t in expansion.full) or (
            len(expansion.leaves) > 1 and all(leaf in known for leaf in expansion.leaves)
        )

    def _corrections(self, word: Word) -> list[tuple[Word, int]]:
        typed = word.token.word
        if self._known(word.expansion) or word.concepts or typed in self._abbreviations:
            return []
        if (
            not typed.isalpha()
            or typed in QUERY_STOP
            or word.expansion.full[0] in self._broader
            or self._speller.is_dutch(typed)
        ):
            return []
        found = []
        for correction in self._speller.corrections(typed):
            expansion = self._analysis.expand((correction.word,))
            (other,) = self._analysis.with_concepts(
                [Word(word.token._replace(parts=(correction.word,), word=correction.word), expansion)]
            )
            found.append((other, correction.errors))
        return found

    def _joined(self, kept: Sequence[Word], best: Sequence[Word], corrected: bool) -> list[Group]:
        """Neighbours that together are one word: "loon kosten subsidie", "status houder"."""
        groups: dict[tuple[tuple[int, ...], str], Group] = {}
        for words, weight in ((kept, 1.0), (best, ONE_ERROR)) if corrected else ((kept, 1.0),):
            for span, term in joins(words):
                if term in self._index.terms:
                    groups.setdefault((tuple(span), term), Group(tuple(span), {term: weight}))
            for span, surface in glued(words):
                term = stem(surface)
                if len(surface) >= 6 and term in self._index.terms:
                    groups.setdefault((tuple(span), term), Group(tuple(span), {term: weight}))
        return list(groups.values())

    def _verbs(self, raw: Sequence[Word], kept: Sequence[Word]) -> list[Group]:
        """Verbs that Dutch cuts in two: "ik neem iemand aan", "aan te nemen"."""
        groups: list[Group] = []
        starts = {word.token.start: position for position, word in enumerate(kept)}
        for place, particle in enumerate(raw):
            name = particle.token.word
            if name not in PARTICLES:
                continue
            for word in (*raw[max(0, place - 6) : place], *raw[place + 2 : place + 3]):
                if word.token.word in STOP or word.token.start not in starts:
                    continue
                for term in {stem(name + word.token.word), stem(name + word.expansion.full[0])} & self._index.terms:
                    concept = self._analysis.groups.get((term,))
                    terms = {term: VERB, concept: CONCEPT} if concept else {term: VERB}
                    groups.append(Group((starts[word.token.start],), terms))
        return groups

    def _meant(self, text: str, kept: Sequence[Word], best: Sequence[Word]) -> str:
        pieces: list[str] = []
        end = 0
        for old, new in zip(kept, best, strict=True):
            if old is not new:
                pieces += [text[end : old.token.start], self._display.get(new.token.word, new.token.word)]
                end = old.token.end
        return "".join([*pieces, text[end:]])


def _ages(raw: Sequence[Word]) -> dict[int, str]:
    """Where a number is somebody's age, and the age group: "iemand van 58" is about an oudere."""
    typed = ["", *(word.token.word for word in raw), ""]
    found = {
        w.token.start: age(before, w.token.word, after) for before, w, after in zip(typed, raw, typed[2:], strict=False)
    }
    return {start: group for start, group in found.items() if group}


def score(query: Query, index: Index, pages: int) -> tuple[dict[int, float], dict[int, int]]:
    """Every page with a score, and which words of the query it covers (as bits).

    Per group the best alternative counts; groups are added up; a page that covers little of the query is set back.
    """
    scores: dict[int, float] = {}
    covered: dict[int, int] = {}
    for group in query.groups:
        bits = sum(1 << position for position in group.covers)
        best: dict[int, float] = {}
        for term, weight in sorted(group.terms.items(), key=lambda item: -item[1]):
            postings = index.postings(term)
            if postings is None or (weight < 1 and len(group.terms) > 1 and len(postings[0]) > COMMON * pages > 3):
                continue
            factor = group.weight * weight * index.telling(term)
            if not best:
                best = {number: factor * value for number, value in zip(*postings)}  # noqa: B905 - equally long
                continue
            for number, value in zip(*postings):  # noqa: B905 - equally long
                if factor * value > best.get(number, 0.0):
                    best[number] = factor * value
        if not scores:
            scores, covered = best, dict.fromkeys(best, bits)
            continue
        for number, value in best.items():
            if number in scores:
                scores[number] += value
                covered[number] |= bits
            else:
                scores[number] = value
                covered[number] = bits
    return scores, covered


def share(masses: Iterable[float], bits: int) -> float:
    """The share of the query (0 to 1) that these words make up."""
    values = list(masses)
    total = sum(values)
    return sum(v for position, v in enumerate(values) if bits >> position & 1) / total if total else 0.0
