"""Who is called that? A name that is typed as a whole puts its page on top, whatever the scores say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.kennisbank.zoeken.analysis import Analysis, Word, key
from app.kennisbank.zoeken.documents import Document
from app.kennisbank.zoeken.kept import Plain
from app.kennisbank.zoeken.normalise import QUERY_STOP, squash

BEGRIP = "begrip"
TITLE, NAME, SAME_WORDS = 3, 2, 1
ABOUT = 0.5
"""The share of a regeling's name that a begrip must make up: WIA says little of "voordeel bij een WIA"."""
_MEANING = re.compile(
    r"^\s*(?:wat\s+(?:is|zijn|betekent?d?|houdt)\b|(?:de\s+)?betekenis\b|what\s+(?:is|are)\b)", re.IGNORECASE
)


def asks_meaning(text: str) -> bool:
    """Does somebody ask what a word means ("wat is een statushouder")?"""
    return _MEANING.match(text) is not None


def _leaves_of(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(leaf for word in words for leaf in word.expansion.leaves)


def read_names(analysis: Analysis, documents: Sequence[Document]) -> Plain:
    """What ``Names`` needs.

    namen: a name squashed, and its kernels in alphabetical order ("register doelgroep" is "doelgroepregister"), to the
    documents with that name and how exactly. over: of each document, the regelingen it is about and the names by which
    it is: the first by all its names, others by their title.
    """

    def leaves(text: str) -> tuple[str, ...]:
        return _leaves_of(analysis.words(text))

    found: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for number, document in enumerate(documents):
        for rank, names in ((TITLE, (document.titel,)), (NAME, document.namen)):
            for name in names:
                found[squash(name)].setdefault(number, rank)
                found["+" + key(leaves(name))].setdefault(number, SAME_WORDS)
    found.pop("", None)
    found.pop("+", None)
    numbers = {document.id: number for number, document in enumerate(documents)}
    about: list[list[tuple[int, list[list[str]]]]] = []
    for document in documents:
        about.append([])
        for place, slug in enumerate(document.regelingen):
            if slug in numbers:
                regeling = documents[numbers[slug]]
                names = (regeling.titel, *(regeling.namen if place == 0 else ()))
                about[-1].append((numbers[slug], [sorted(set(leaves(name))) for name in names]))
    return {"namen": {name: list(pages.items()) for name, pages in found.items()}, "over": about}


class Names:
    """The names of all documents: titles, other names, and the same words in another order."""

    def __init__(self, analysis: Analysis, documents: Sequence[Document], found: Plain) -> None:
        """``found``: what ``read_names`` gave for these documents."""
        self._analysis = analysis
        self._documents = documents
        self._found: Mapping[str, list[tuple[int, int]]] = found["namen"]
        self._about: Sequence[list[tuple[int, list[list[str]]]]] = found["over"]

    @staticmethod
    def _subject(words: Sequence[Word]) -> str:
        return " ".join(word.token.word for word in words if word.token.word not in QUERY_STOP)

    def exact(self, text: str, words: Sequence[Word]) -> dict[int, int]:
        """The pages with this name and how exactly (more is better). ``words``: those of the text.

        A regeling that is about a begrip goes before it; who asks what a word means gets the begrip.
        """
        meaning = asks_meaning(text)
        leaves = _leaves_of(words)
        asked, typed = text, leaves
        if meaning:
            asked = self._subject(words)
            typed = _leaves_of(self._analysis.words(asked))
        found = self._called(asked, typed)
        if meaning and not found:
            found = self._called(text, leaves)
        begrippen = [number for number in found if self._documents[number].soort == BEGRIP]
        if meaning:
            found |= {number: found[number] + TITLE for number in begrippen}
        elif (first := self._first(typed, begrippen)) is not None:
            found[first] = TITLE + 1
        return found

    def _called(self, text: str, leaves: Sequence[str]) -> dict[int, int]:
        return dict(self._found.get(squash(text)) or self._found.get("+" + key(leaves)) or ())

    def _first(self, leaves: Sequence[str], begrippen: Sequence[int]) -> int | None:
        """The first regeling of these begrippen of which a name consists for a good part of the typed words."""
        typed = frozenset(leaves)
        return next(
            (
                regeling
                for begrip in begrippen
                for regeling, names in self._about[begrip]
                if any(typed.issubset(name) and len(typed) >= ABOUT * len(name) for name in names)
            ),
            None,
        )
