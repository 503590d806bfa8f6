"""``content/zoeken/synoniemen.yaml``: equal words, abbreviations, and everyday phrases that lead to a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import Field

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.frontmatter import Problem, Source, parse_yaml, read_text, validate
from app.kennisbank.schema import KIND_NAMES, ShortText, Strict
from app.kennisbank.zoeken.analysis import Analysis

FILE = "zoeken/synoniemen.yaml"


class Synoniemen(Strict):
    """What an editor writes.

    gelijk: groups of words that mean the same to an employer. valt_onder: general word to special words that also lead
    there, not the other way round. afkortingen: abbreviation to the words it stands for. spreektaal: page
    ("proefplaatsing", "begrippen/loonwaarde") to the phrases that must lead to it.
    """

    gelijk: tuple[tuple[ShortText, ...], ...] = ()
    valt_onder: dict[ShortText, tuple[ShortText, ...]] = Field(default_factory=dict)
    afkortingen: dict[ShortText, ShortText] = Field(default_factory=dict)
    spreektaal: dict[ShortText, tuple[ShortText, ...]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Synonyms:
    """The file as the search uses it; ``source`` knows the lines, for problems."""

    model: Synoniemen = field(default_factory=Synoniemen, repr=False)
    source: Source | None = field(default=None, repr=False, compare=False)

    @cached_property
    def groups(self) -> Mapping[tuple[str, ...], str]:
        """Every member of a group by its kernels, to the group, named after its first member."""
        plain = Analysis()
        groups: dict[tuple[str, ...], str] = {}
        for members in self.model.gelijk:
            keys = [plain.phrase_key(member) for member in members]
            name = "=" + "_".join(keys[0])
            for member_key in keys:
                groups.setdefault(member_key, name)
        return groups

    @cached_property
    def broader(self) -> Mapping[str, Sequence[str]]:
        """The kernel of a special word to the general words that it falls under."""
        plain = Analysis()
        broader: defaultdict[str, list[str]] = defaultdict(list)
        for general, members in self.model.valt_onder.items():
            for member in members:
                broader[_kernel(plain, member)].append(general)
        return dict(broader)

    @property
    def abbreviations(self) -> Mapping[str, str]:
        """An abbreviation to the words it stands for."""
        return {short.casefold(): long for short, long in self.model.afkortingen.items()}

    @property
    def phrases(self) -> Mapping[str, tuple[str, ...]]:
        """A page to the everyday phrases that must lead to it."""
        return self.model.spreektaal


def of(model: Synoniemen, source: Source | None = None) -> Synonyms:
    """The words of an editor."""
    return Synonyms(model, source)


def _kernel(analysis: Analysis, word: str) -> str:
    """The kernel of a single word; of a phrase the kernels together, which no query word has."""
    return " ".join(analysis.phrase_key(word))


def load(content_dir: Path) -> Synonyms | list[Problem]:
    """Read the file; without a file there are no synonyms; a wrong file gives its problems."""
    path = content_dir / FILE
    if not path.is_file():
        return Synonyms()
    text = read_text(path, FILE)
    if isinstance(text, Problem):
        return [text]
    parsed = parse_yaml(text, FILE)
    if isinstance(parsed, Problem):
        return [parsed]
    source = Source(FILE, parsed[0] or {}, "", 1, parsed[1])
    model = validate(Synoniemen, source)
    return model if isinstance(model, list) else of(model, source)


def page_exists(catalogue: Catalogue, name: str) -> bool:
    """Does "proefplaatsing" or "begrippen/loonwaarde" exist?"""
    kind, _, slug = name.rpartition("/")
    return (kind or "regelingen") in KIND_NAMES and slug in catalogue.pages[kind or "regelingen"]


def check(synonyms: Synonyms, catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the file: pages that do not exist, phrases with two targets, words in two groups."""
    plain = Analysis()
    seen_words: dict[tuple[str, ...], int] = {}
    for number, members in enumerate(synonyms.model.gelijk):
        if len(members) < 2:
            yield _problem(synonyms, ("gelijk", number), "Deze groep heeft maar een woord.", "Zet er een woord bij.")
        for index, member in enumerate(members):
            kernels = plain.phrase_key(member)
            path: tuple[str | int, ...] = ("gelijk", number, index)
            if not kernels:
                yield _problem(synonyms, path, f"'{member}' bestaat alleen uit stopwoorden.", "Haal het weg.")
            elif seen_words.get(kernels, number) != number:
                yield _problem(synonyms, path, f"'{member}' staat in twee groepen.", "Laat het in een groep staan.")
            seen_words[kernels] = number
    targets: defaultdict[tuple[str, ...], dict[str, tuple[str | int, ...]]] = defaultdict(dict)
    for page, phrases in synonyms.phrases.items():
        if not page_exists(catalogue, page):
            do = "Schrijf de naam zoals in het adres: 'proefplaatsing' of 'begrippen/loonwaarde'."
            yield _problem(synonyms, ("spreektaal", page), f"De pagina '{page}' bestaat niet.", do)
        for index, phrase in enumerate(phrases):
            targets[plain.phrase_key(phrase)][page] = ("spreektaal", page, index)
            if not plain.phrase_key(phrase):
                where_is = ("spreektaal", page, index)
                yield _problem(synonyms, where_is, f"'{phrase}' bestaat alleen uit stopwoorden.", "Haal het weg.")
    for where in targets.values():
        if len(where) > 1:
            *_, (last, position) = where.items()
            others = ", ".join(f"'{other}'" for other in where if other != last)
            yield _problem(synonyms, position, f"Deze woorden wijzen ook naar {others}.", "Kies een pagina.")


def _problem(synonyms: Synonyms, path: tuple[str | int, ...], what: str, do: str) -> Problem:
    line = synonyms.source.line(path) if synonyms.source else 1
    return Problem(FILE, line, ".".join(map(str, path)), what, do)
