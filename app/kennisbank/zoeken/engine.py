"""The search engine of one version of the content: built once, shared by all threads, never changed."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version as package_version
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.zoeken import synonyms
from app.kennisbank.zoeken.analysis import Analysis
from app.kennisbank.zoeken.derive import derived, groups_of
from app.kennisbank.zoeken.documents import Document, documents_of
from app.kennisbank.zoeken.fragments import Fragments, Wanted
from app.kennisbank.zoeken.index import Index
from app.kennisbank.zoeken.names import Names
from app.kennisbank.zoeken.normalise import DATA
from app.kennisbank.zoeken.phrases import PhraseBook
from app.kennisbank.zoeken.query import MAX_CHARACTERS, Query, Reader, bounded, score, share
from app.kennisbank.zoeken.spelling import Speller, dutch_words
from app.kennisbank.zoeken.suggest import Suggester, Suggestion
from app.kennisbank.zoeken.synonyms import Synonyms

CONTENT = Path(__file__).resolve().parents[3] / "content"
PHRASE_BOOST = 1.5
PHRASE_POWER = 3
COVERAGE_POWER = 0.5
CANDIDATES = 30
CUT_OFF = 0.25
WEAK = 0.5
CLEAR_LEAD = 1.35
PRIOR = {"regeling": 1.0, "artikel": 0.75, "begrip": 0.65, "succesverhaal": 0.55}
"""A regeling is what an employer can use; another page must fit clearly better to stand above it."""
REMEMBERED = 200
"""The last questions whose results are kept, about 8 kB each: many people ask the same."""
PAGE_FACET = "pagina"
"""The facet with the kind of page; ``soort`` is the kind of help of a regeling."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found. fragment: safe HTML (escaped, only <mark> added). antwoord: short answer, plain text."""

    soort: str
    slug: str
    titel: str
    samenvatting: str
    fragment: str
    score: float
    antwoord: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    vraag: what was searched, as typed (cut to 200 characters and 20 words). bedoelde_u: the corrected text, None
    without typing errors; gecorrigeerd: that correction was used. totaal: hits before limit and offset. facetten:
    facet to value to count. beste: only when one page clearly wins. zwak: little fits; offer the desk.
    """

    vraag: str
    bedoelde_u: str | None = None
    gecorrigeerd: bool = False
    totaal: int = 0
    treffers: tuple[Hit, ...] = ()
    facetten: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    beste: Hit | None = None
    zwak: bool = False


class _Ranked(NamedTuple):
    number: int
    exact: int
    score: float
    covered: float
    phrase: float


def _values_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Facet and value, each that the page has."""
    facets = {**document.facetten, PAGE_FACET: (document.soort,)}
    return tuple((name, value) for name, values in facets.items() for value in values)


def _by_facet(counted: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (name, value), count in counted.items():
        found.setdefault(name, {})[value] = count
    return found


def stamp_of(documents: Sequence[Document], words: Synonyms) -> str:
    """Everything the index depends on: documents, synonyms, word lists, how we search and the packages it uses."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(repr((document, sorted(document.facetten.items()))).encode())
    digest.update(repr(words.model).encode())
    for path in (*sorted(DATA.glob("*.txt")), *sorted(DATA.parent.glob("*.py"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(repr((package_version("whoosh-reloaded"), package_version("snowballstemmer"))).encode())
    return digest.hexdigest()[:16]


class SearchEngine:
    """Search, suggestions and corrections over one set of documents."""

    def __init__(
        self,
        documents: Sequence[Document],
        words: Synonyms,
        index_dir: Path | None = None,
        *,
        remember: int = REMEMBERED,
    ) -> None:
        self._remember = remember
        self._documents = tuple(documents)
        self._words = words
        self.version = stamp_of(self._documents, words)
        found = derived(self._documents, words, self.version, index_dir)
        self._index = Index(found["index"])
        analysis = Analysis(groups_of(found))
        speller = Speller(found["spelling"], dutch_words())
        self._reader = Reader(analysis, self._index, speller, found["getoond"], words.abbreviations, found["algemener"])
        self._phrases = PhraseBook(found["zinnen"])
        self._fragments = Fragments(found["schrijfwijzen"], [d.tekst or d.samenvatting for d in self._documents])
        self._suggester = Suggester(self._documents, found["voorstellen"])
        self._names = Names(analysis, self._documents, found["namen"])
        self._asked: OrderedDict[tuple[object, ...], Results] = OrderedDict()
        self._lock = Lock()
        self._ids = [document.id for document in self._documents]
        self._values = [_values_of(document) for document in self._documents]
        self._prior = [PRIOR.get(d.soort, 0.8) * (1 + 0.1 * d.belang / 100) for d in self._documents]

    @classmethod
    def build(
        cls, catalogue: Catalogue, day: date, index_dir: Path | None = None, content_dir: Path = CONTENT
    ) -> SearchEngine:
        """The engine for a catalogue on a day; ``index_dir`` keeps the index between starts, None keeps it in memory.

        ``content_dir`` is where ``zoeken/synoniemen.yaml`` stands; a wrong file raises ValueError with its problems.
        """
        words = synonyms.load(content_dir)
        if isinstance(words, list):
            raise ValueError("\n".join(map(str, words)))
        return cls(documents_of(catalogue, day), words, index_dir)

    def without(self, ids: Collection[str]) -> SearchEngine:
        """The engine without some documents, for pages that may not be read any longer; its index is in memory."""
        return SearchEngine([document for document in self._documents if document.id not in ids], self._words)

    def search(
        self,
        q: str,
        *,
        soort: str | None = None,
        facetten: Mapping[str, Collection[str]] | None = None,
        limit: int = 20,
        offset: int = 0,
        letterlijk: bool = False,
    ) -> Results:
        """The pages for a typed text, best first. ``letterlijk`` searches it as typed, without correcting errors."""
        wanted = {name: frozenset(values) for name, values in (facetten or {}).items() if values}
        if soort:
            wanted[PAGE_FACET] = frozenset((soort,))
        asked = (q[: 4 * MAX_CHARACTERS], frozenset(wanted.items()), limit, offset, letterlijk)
        with self._lock:
            found = self._asked.get(asked)
            if found is not None:
                self._asked.move_to_end(asked)
                return found
        found = self._search(q, wanted, limit, offset, letterlijk)
        with self._lock:
            self._asked[asked] = found
            while len(self._asked) > self._remember:
                self._asked.popitem(last=False)
        return found

    def _search(
        self, q: str, wanted: Mapping[str, Collection[str]], limit: int, offset: int, letterlijk: bool
    ) -> Results:
        query = self._reader.read(q, literal=letterlijk)
        ranked = self._rank(query, everything=bool(wanted))
        chosen = [hit for hit in ranked if self._passes(hit.number, wanted)] if wanted else ranked
        floor = CUT_OFF * max((hit.score for hit in ranked), default=0.0)
        above = [hit for hit in ranked if hit.score >= floor or hit.exact]
        shown = [hit for hit in above if self._passes(hit.number, wanted)] if wanted else above
        if not shown:
            floor = CUT_OFF * max((hit.score for hit in chosen), default=0.0)
            shown = [hit for hit in chosen if hit.score >= floor]
        wanted_words = self._fragments.wanted(query.marked)
        hits = tuple(self._hit(hit, wanted_words) for hit in shown[offset : offset + limit])
        return Results(
            vraag=query.text,
            bedoelde_u=query.meant,
            gecorrigeerd=query.meant is not None,
            totaal=len(shown),
            treffers=hits,
            facetten=self._counts(above, wanted),
            beste=self._best(query, ranked, hits, offset),
            zwak=bool(query.text) and self._weak(query, shown),
        )

    def suggest(self, q: str, limit: int = 8) -> list[Suggestion]:
        """Pages for a text that is still being typed: names first, then what a search would find."""
        text = bounded(q)
        found = self._suggester.suggest(text, limit)
        if len(found) < limit and len(text) >= 3:
            seen = {(suggestion.soort, suggestion.slug) for suggestion in found}
            ranked = self._rank(self._reader.read(text))
            floor = CUT_OFF * ranked[0].score if ranked else 0.0
            for hit in ranked[:limit]:
                document = self._documents[hit.number]
                if (document.soort, document.slug) not in seen and hit.score >= floor and len(found) < limit:
                    found.append(Suggestion(document.soort, document.slug, document.titel))
        return found

    def _rank(self, query: Query, *, everything: bool = False) -> list[_Ranked]:
        """The pages above the cut-off, best first; ``everything`` also those far below the best."""
        scores, covered = score(query, self._index, len(self._documents))
        asked, mass = query.asked, sum(query.masses)
        shares = {bits: share(query.masses, bits) for bits in set(covered.values())}
        setback = {bits: part**COVERAGE_POWER for bits, part in shares.items()}
        prior = self._prior
        weights = {n: value * setback[covered[n]] * prior[n] for n, value in scores.items()}
        exact = self._names.exact(query.text, query.words)
        ranked: list[_Ranked] = []
        candidates = dict.fromkeys((*sorted(weights, key=weights.__getitem__, reverse=True)[:CANDIDATES], *exact))
        likeness = self._phrases.likeness(candidates, asked)
        for number in candidates:
            alike = likeness.get(number, 0.0)
            total = weights.get(number, 0.0) + PHRASE_BOOST * mass * alike**PHRASE_POWER * self._prior[number]
            ranked.append(_Ranked(number, exact.get(number, 0), total, shares.get(covered.get(number, 0), 1.0), alike))
        floor = 0.0 if everything else CUT_OFF * max((hit.score for hit in ranked), default=0.0)
        ranked += [
            _Ranked(number, 0, weight, shares[covered[number]], 0.0)
            for number, weight in weights.items()
            if weight >= floor and number not in candidates
        ]
        ranked.sort(key=lambda hit: (-hit.exact, -hit.score, hit.number))
        return ranked

    def _passes(self, number: int, wanted: Mapping[str, Collection[str]]) -> bool:
        document = self._documents[number]
        return all(
            document.soort in values
            if name == PAGE_FACET
            else any(v in values for v in document.facetten.get(name, ()))
            for name, values in wanted.items()
        )

    def _counts(self, hits: Sequence[_Ranked], wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, int]]:
        """Per facet how many hits each value would leave, given what was chosen in the other facets."""
        if not wanted:
            return _by_facet(Counter(chain.from_iterable(self._values[hit.number] for hit in hits)))
        counted: Counter[tuple[str, str]] = Counter()
        for hit in hits:
            failed = [name for name in wanted if not self._passes(hit.number, {name: wanted[name]})]
            if len(failed) < 2:
                counted.update(pair for pair in self._values[hit.number] if not failed or failed == [pair[0]])
        return _by_facet(counted)

    def _hit(self, ranked: _Ranked, wanted: Sequence[Wanted]) -> Hit:
        document = self._documents[ranked.number]
        return Hit(
            document.soort,
            document.slug,
            document.titel,
            document.samenvatting,
            self._fragments.make(ranked.number, wanted),
            round(ranked.score, 4),
            document.antwoord,
            self._ids[ranked.number],
        )

    def _best(self, query: Query, ranked: Sequence[_Ranked], hits: Sequence[Hit], offset: int) -> Hit | None:
        """The first hit when it is the page that was named, or fits the whole query and leads clearly."""
        if not hits or offset or hits[0].id != self._ids[ranked[0].number]:
            return None
        first = ranked[0]
        rival = ranked[1] if len(ranked) > 1 else None
        named = first.exact and (rival is None or rival.exact < first.exact or rival.score < first.score)
        leads = rival is None or first.score >= CLEAR_LEAD * rival.score
        fits = first.covered >= 0.75 and first.phrase >= 0.6 and not any(query.unknown)
        return hits[0] if named or (leads and fits) else None

    def _weak(self, query: Query, shown: Sequence[_Ranked]) -> bool:
        """Nothing found, or the best page says less than half of what was asked."""
        if not shown:
            return True
        if shown[0].exact:
            return False
        known = 1 - sum(query.unknown) / max(1, len(query.words))
        return shown[0].covered * known < WEAK
