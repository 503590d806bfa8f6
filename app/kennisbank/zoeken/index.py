"""The index on disk: Whoosh keeps for every term in which documents it stands and how heavily.

Whoosh stores and looks up; the scores are added in ``query``. Its own ``DisjunctionMax`` gives wrong scores, and the
best of several alternatives ("loon" or "salaris") is exactly what a lay query needs. The index carries a stamp of
everything it was made from; an index with another stamp is never opened (Whoosh unpickles its schema).
"""

from __future__ import annotations

import json
import math
import shutil
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import IndexError as WhooshError

from app.kennisbank.zoeken.analysis import Analysis, Word
from app.kennisbank.zoeken.documents import Document
from app.kennisbank.zoeken.kept import Plain

FIELD = "alles"
STAMP = "stempel.json"
NAME = "zoeken"
K1 = 1.2
PART_WEIGHT = 0.5
PRESENCE_POWER = 1.5
CONCEPT_WEIGHT = 0.5
PART_CONCEPT_WEIGHT = 0.2
TELLING = 4.0
"""No term is more telling than this, so that one rare word does not outweigh two that carry the question."""
OWNED = 0.6
"""A term that no page is about at least this much (only examples and answers mention it) is less telling."""


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a document: how heavy, and how much a long one is discounted (0 to 1)."""

    weight: float
    discount: float


FIELDS = {
    "slug": Field(1.5, 0.3),
    "titel": Field(4.0, 0.3),
    "lekentaal": Field(2.0, 0.3),
    "vragen": Field(1.5, 0.5),
    "samenvatting": Field(2.0, 0.6),
    "tekst": Field(0.6, 0.75),
    "omgeving": Field(0.5, 0.5),
}

Postings = tuple[Sequence[int], Sequence[float]]
"""Document numbers and the weight of the term in each."""


def texts(document: Document, phrases: Sequence[str]) -> dict[str, Sequence[str]]:
    """The texts of a document by field; ``phrases`` are the lay phrases that the synonym file adds."""
    return {
        "slug": (document.slug,),
        "titel": (document.titel,),
        "lekentaal": (*document.lekentaal, *phrases),
        "vragen": (*document.koppen, *document.vragen),
        "samenvatting": (document.samenvatting,),
        "tekst": (document.tekst,),
        "omgeving": document.omgeving,
    }


def count_terms(analysis: Analysis, words: Iterable[Word]) -> Counter[str]:
    """How heavily each term stands in a text: words count whole, parts and groups less."""
    counted: Counter[str] = Counter()
    for word in words:
        for term in word.expansion.full:
            counted[term] += 1
        for term in word.expansion.parts:
            counted[term] += PART_WEIGHT  # type: ignore[assignment]  # a Counter may hold weights
        for term in word.concepts:
            counted[term] += CONCEPT_WEIGHT  # type: ignore[assignment]  # a Counter may hold weights
        for term in analysis.part_concepts(word.expansion):
            counted[term] += PART_CONCEPT_WEIGHT  # type: ignore[assignment]  # a Counter may hold weights
    return counted


def weigh(analysis: Analysis, fields: Sequence[Mapping[str, Sequence[str]]]) -> list[dict[str, float]]:
    """Per document the weight of every term: fields added up, long fields discounted, then levelled off (BM25).

    The average length of a field is taken over documents that have it, so that pages without lay words are not
    punished for the ones that do.
    """
    counts: list[dict[str, tuple[Counter[str], int]]] = []
    total: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for texts_of in fields:
        row: dict[str, tuple[Counter[str], int]] = {}
        for name, parts in texts_of.items():
            words = [word for text in parts for word in analysis.words(text)]
            if words:
                row[name] = (count_terms(analysis, words), len(words))
                total[name] += len(words)
                filled[name] += 1
        counts.append(row)
    weighed: list[dict[str, float]] = []
    for row in counts:
        summed: defaultdict[str, float] = defaultdict(float)
        for name, (counted, length) in row.items():
            field = FIELDS[name]
            norm = 1 - field.discount + field.discount * length * filled[name] / total[name]
            for term, count in counted.items():
                summed[term] += field.weight * count / norm
        weighed.append({term: value * (K1 + 1) / (K1 + value) for term, value in summed.items()})
    return weighed


def _schema() -> Schema:
    analyzer = RegexTokenizer(r"\S+") | DelimitedAttributeFilter(delimiter="^", attribute="boost", default=1.0)
    return Schema(**{FIELD: TEXT(analyzer=analyzer, phrase=False, stored=False), "nummer": STORED})


def _write(storage: Any, weighed: Sequence[Mapping[str, float]]) -> Any:
    index = storage.create_index(_schema(), indexname=NAME)
    writer = index.writer(limitmb=64)
    for number, weights in enumerate(weighed):
        text = " ".join(f"{term}^{value:.4f}" for term, value in weights.items())
        writer.add_document(**{FIELD: text, "nummer": number})
    writer.commit(optimize=True)
    return index


def _read(whoosh_index: Any, pages: int) -> Plain:
    """All terms of an index: where each stands, how heavily, and how telling it is among this many pages."""
    terms: list[str] = []
    bounds, numbers, weights, telling = array("I", [0]), array("H"), array("f"), array("d")
    with whoosh_index.reader() as reader:
        of_document = [int(reader.stored_fields(n)["nummer"]) for n in range(reader.doc_count_all())]
        for raw in reader.lexicon(FIELD):
            matcher = reader.postings(FIELD, raw)
            while matcher.is_active():
                numbers.append(of_document[matcher.id()])
                weights.append(matcher.weight())
                matcher.next()
            terms.append(raw.decode("utf-8"))
            telling.append(_telling(weights[bounds[-1] :], pages))
            bounds.append(len(numbers))
    whoosh_index.close()
    return {"termen": terms, "grenzen": bounds, "nummers": numbers, "gewichten": weights, "zegt": telling}


def _telling(weights: Sequence[float], pages: int) -> float:
    """How telling a term is. A page counts for as much as the term weighs there: a name whole, a mention little."""
    count = math.fsum(math.pow(weight / (K1 + 1), PRESENCE_POWER) for weight in weights)
    if not count:
        return 0.0
    telling = min(math.log(1 + max(0.0, pages - count + 0.5) / (count + 0.5)), TELLING)
    return telling * min(1.0, max(weights) / (K1 + 1) / OWNED)


class Index:
    """The terms and where they stand; never changed, so threads share it freely."""

    def __init__(self, found: Plain) -> None:
        self._place: dict[str, int] = {term: place for place, term in enumerate(found["termen"])}
        self._bounds: Sequence[int] = found["grenzen"]
        self._numbers: Sequence[int] = found["nummers"]
        self._weights: Sequence[float] = found["gewichten"]
        self._telling: Sequence[float] = found["zegt"]
        self.terms: Set[str] = self._place.keys()

    def postings(self, term: str) -> Postings | None:
        """Where a term stands, or None when it stands nowhere."""
        place = self._place.get(term)
        if place is None:
            return None
        start, end = self._bounds[place], self._bounds[place + 1]
        return self._numbers[start:end], self._weights[start:end]

    def telling(self, term: str) -> float:
        """How telling a term is: 0 when it stands nowhere, larger for fewer pages and when a page is about it."""
        place = self._place.get(term)
        return 0.0 if place is None else self._telling[place]


def in_memory(weighed: Sequence[Mapping[str, float]]) -> Plain:
    """The terms by way of an index that leaves no files, for tests and previews.

    Not with Whoosh's RamStorage: that writes to one fixed folder for all processes of a machine.
    """
    with TemporaryDirectory(prefix=NAME) as folder:
        return _read(_write(FileStorage(folder), weighed), len(weighed))


def is_whole(folder: Path, stamp: str) -> bool:
    """Whether there is an index in ``folder`` that carries this stamp."""
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return found == {"stempel": stamp} and any(folder.glob("*.seg"))


def open_in(folder: Path, stamp: str, pages: int) -> Plain | None:
    """The terms of the index in ``folder`` when it is whole and carries this stamp, else None."""
    if not is_whole(folder, stamp):
        return None
    try:
        return _read(FileStorage(str(folder), readonly=True).open_index(indexname=NAME), pages)
    except (OSError, WhooshError):  # a file is missing: build it again
        return None


def build(folder: Path, stamp: str, weighed: Sequence[Mapping[str, float]]) -> Plain:
    """Write the index beside ``folder`` and put it in place in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as temporary:
        aside = Path(temporary) / folder.name
        aside.mkdir()
        found = _read(_write(FileStorage(str(aside)), weighed), len(weighed))
        (aside / STAMP).write_text(json.dumps({"stempel": stamp}), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another process was first; what we read is good all the same
            aside.rename(folder)
    return found
