"""The whole content of one installation: read, checked and frozen. Built whole, then swapped in.

``load`` reads every file and returns either a catalogue or all problems. A file that is wrong never disappears
silently: the caller decides to refuse (first start, check) or to keep serving the last good catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

from app.kennisbank import questions, redirects, region
from app.kennisbank.facts import Facts, Feit
from app.kennisbank.frontmatter import Problem, Source, parse_yaml, read, read_text, validate
from app.kennisbank.images import FOLDER as IMAGES
from app.kennisbank.images import Image, look
from app.kennisbank.local import Gemeentebestand, LocalDifferences
from app.kennisbank.schema import (
    KINDS,
    TRANSLATED,
    Artikel,
    Begrip,
    Bijeenkomst,
    Pagina,
    Regeling,
    Strict,
    Succesverhaal,
    Vertaling,
)
from app.kennisbank.terms import LISTS as TERM_LISTS
from app.kennisbank.terms import Term, Termenlijst
from app.kennisbank.translations import fingerprint, translated

TOOL_FOLDERS = ("behoud", "spinnenweb")
"""Folders under ``content/`` with YAML of a tool: parsed into ``sources`` here, validated by its own package."""

P = TypeVar("P", bound=Pagina)
B = TypeVar("B", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Page:
    """One content page: what the editor wrote, where it stands, and where each field is.

    english: the words of the translator, on an English page; ``meta`` is then the Dutch page with those words in it.
    outdated: the Dutch words changed after this translation was made.
    """

    kind: str
    slug: str
    meta: Pagina
    body: str
    source: Source = field(repr=False)
    english: Vertaling | None = None
    outdated: bool = False

    @property
    def language(self) -> str:
        """Language of the text: nl or en."""
        return "nl" if self.english is None else "en"

    @property
    def file(self) -> str:
        return self.source.name

    @property
    def regeling(self) -> Regeling:
        """The meta of a regeling; raises TypeError for another kind."""
        return _as(self.meta, Regeling)

    @property
    def artikel(self) -> Artikel:
        return _as(self.meta, Artikel)

    @property
    def begrip(self) -> Begrip:
        return _as(self.meta, Begrip)

    @property
    def succesverhaal(self) -> Succesverhaal:
        return _as(self.meta, Succesverhaal)

    @property
    def bijeenkomst(self) -> Bijeenkomst:
        return _as(self.meta, Bijeenkomst)


def _as(meta: Pagina, kind: type[P]) -> P:
    if not isinstance(meta, kind):
        raise TypeError(f"not a {kind.__name__}")
    return meta


class Feitenbestand(Strict):
    """One file in ``content/bedragen/``."""

    feiten: tuple[Feit, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything a visitor reads, immutable. ``version`` is a hash over all content files.

    pages: the Dutch pages by kind and slug; translations: the English ones, for the kinds and slugs that have one.
    redirects: old path to new path; images: the files in ``content/beelden/`` by name.
    """

    version: str
    pages: Mapping[str, Mapping[str, Page]]
    facts: Facts
    terms: Mapping[str, Mapping[str, Term]]
    region: region.Regio
    questions: Mapping[str, questions.Vraag]
    sources: Mapping[str, Source] = field(repr=False)
    translations: Mapping[str, Mapping[str, Page]] = field(default_factory=dict)
    local: LocalDifferences = field(default_factory=lambda: LocalDifferences({}))
    redirects: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, Image] = field(default_factory=dict)
    _in_order: dict[str, tuple[Page, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def on(self, day: date) -> Catalogue:
        """What may be read on ``day``: without stories whose consent ran out or was withdrawn. Itself when all may."""
        stories = self.pages["succesverhalen"]
        online = {slug: page for slug, page in stories.items() if page.succesverhaal.online_on(day)}
        if len(online) == len(stories):
            return self
        return replace(self, pages=MappingProxyType({**self.pages, "succesverhalen": MappingProxyType(online)}))

    def page(self, kind: str, slug: str) -> Page | None:
        """The page, or None."""
        return self.pages[kind].get(slug)

    def localised(self, page: Page, language: str) -> Page:
        """The page in another language when there is one, else the page as it is."""
        return page if language == "nl" else self.translations.get(page.kind, {}).get(page.slug, page)

    def of_kind(self, kind: str) -> Sequence[Page]:
        """All pages of a kind: regelingen and artikelen by importance for employers, the rest by title."""
        found = self._in_order.get(kind)
        if found is None:
            pages = self.pages[kind].values()
            if kind in ("regelingen", "artikelen"):
                found = tuple(sorted(pages, key=lambda p: (-p.meta.belang, p.meta.titel)))  # type: ignore[attr-defined]  # these two kinds have it
            else:
                found = tuple(sorted(pages, key=lambda p: p.meta.titel.casefold()))
            self._in_order[kind] = found
        return found

    def term(self, kind: str, slug: str) -> Term:
        """A term by list and slug; KeyError when the check was not run."""
        return self.terms[kind][slug]


def load(content_dir: Path) -> tuple[Catalogue | None, list[Problem]]:
    """Read everything under ``content_dir``; a catalogue, or None with every problem found."""
    catalogue, problems = load_readable(content_dir)
    return (None if problems else catalogue), problems


def load_readable(content_dir: Path) -> tuple[Catalogue | None, list[Problem]]:
    """The catalogue of the files that could be read, for checking them, and the problems of the others.

    None when the region or the questions cannot be read. Never serve it when there are problems.
    """
    reader = _Reader(content_dir)
    pages = {kind: reader.pages(kind) for kind in KINDS}
    english = {kind: reader.translations(kind, pages[kind]) for kind in TRANSLATED}
    reader.unknown_folders()
    facts = reader.facts()
    term_lists = {name: reader.terms(name) for name in TERM_LISTS}
    regions = reader.yaml_files("regio", region.Regio)
    local = reader.yaml_files("regio/gemeenten", Gemeentebestand)
    for folder in TOOL_FOLDERS:
        reader.parse_folder(folder)
    reader.count_in("zoeken/synoniemen.yaml")
    photos = look(content_dir / IMAGES)
    for name in photos:
        reader.count_in(f"{IMAGES}/{name}")
    vragen = reader.yaml_file("keuzehulp/vragen.yaml", questions.Vragenlijst)
    old = reader.yaml_file(redirects.FILE, redirects.Omleidingen) if (content_dir / redirects.FILE).is_file() else None
    if len(regions) != 1 and not any(p.bestand.startswith("regio/") for p in reader.problems):
        reader.problem(
            "regio",
            1,
            "regio",
            f"Er zijn {len(regions)} regio's; er hoort er precies een te zijn.",
            "Zet een bestand in content/regio/.",
        )
    if vragen is None or len(regions) != 1:
        return None, reader.problems
    return (
        Catalogue(
            version=reader.version(),
            pages=MappingProxyType({kind: MappingProxyType(found) for kind, found in pages.items()}),
            facts=Facts.of(facts),
            terms=MappingProxyType({name: MappingProxyType(found) for name, found in term_lists.items()}),
            region=regions[0],
            questions=MappingProxyType({v.id: v for v in vragen.vragen}),
            sources=MappingProxyType(reader.sources),
            translations=MappingProxyType({kind: MappingProxyType(found) for kind, found in english.items()}),
            local=LocalDifferences.of(local),
            redirects=MappingProxyType({item.van: item.naar for item in (old.omleidingen if old else ())}),
            images=MappingProxyType(photos),
        ),
        reader.problems,
    )


class _Reader:
    """Collects what is read and what is wrong with it."""

    def __init__(self, content_dir: Path) -> None:
        self.dir = content_dir
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self._digest: dict[str, bytes] = {}

    def problem(self, *args: Any) -> None:
        self.problems.append(Problem(*args))

    def pages(self, kind: str) -> dict[str, Page]:
        found: dict[str, Page] = {}
        for path in sorted((self.dir / kind).glob("*.md")):
            source = self._register(read(path, f"{kind}/{path.name}"), path)
            if source is None:
                continue
            meta = self._model(KINDS[kind], source)
            if meta is not None:
                found[path.stem] = Page(kind, path.stem, meta, source.body, source)
        return found

    def translations(self, kind: str, dutch: Mapping[str, Page]) -> dict[str, Page]:
        """English pages; one without a Dutch page is a problem."""
        found: dict[str, Page] = {}
        for path in sorted((self.dir / "en" / kind).glob("*.md")):
            source = self._register(read(path, f"en/{kind}/{path.name}"), path)
            words = None if source is None else self._model(TRANSLATED[kind], source)
            if source is None or words is None:
                continue
            page = dutch.get(path.stem)
            if page is not None:
                meta = translated(page.meta, words)
                outdated = words.nederlands != fingerprint(page.meta, page.body)
                found[path.stem] = Page(kind, path.stem, meta, source.body, source, words, outdated)
            elif not (self.dir / kind / path.name).exists():
                what = f"Er is geen Nederlandse pagina {kind}/{path.name}."
                self.problem(
                    source.name, 1, "bestand", what, "Geef dit bestand dezelfde naam als de Nederlandse pagina."
                )
        return found

    def unknown_folders(self) -> None:
        """English pages of a kind that has none would be read by nobody."""
        for path in sorted((self.dir / "en").glob("**/*.md")):
            folder = path.parent.relative_to(self.dir / "en").as_posix()
            if folder not in TRANSLATED:
                what = "Van deze soort zijn er geen Engelse pagina's."
                do = f"Zet het bestand in en/{' of en/'.join(TRANSLATED)}."
                self.problem(path.relative_to(self.dir).as_posix(), 1, "bestand", what, do)

    def yaml_file(self, name: str, model: type[B]) -> B | None:
        path = self.dir / name
        if not path.is_file():
            self.problem(name, 1, "bestand", "Dit bestand ontbreekt.", "Zet het terug of maak het opnieuw.")
            return None
        source = self._parse(path, name)
        return None if source is None else self._model(model, source)

    def parse_folder(self, folder: str) -> None:
        """All YAML below a folder, as data with its lines; no models."""
        for path in sorted((self.dir / folder).glob("**/*.yaml")):
            self._parse(path, path.relative_to(self.dir).as_posix())

    def _parse(self, path: Path, name: str) -> Source | None:
        text = read_text(path, name)
        if isinstance(text, Problem):
            return self._register(text, path)
        parsed = parse_yaml(text, name)
        if isinstance(parsed, Problem):
            return self._register(parsed, path)
        return self._register(Source(name, parsed[0] or {}, "", 1, parsed[1]), path)

    def yaml_files(self, folder: str, model: type[B]) -> list[B]:
        names = [f"{folder}/{path.name}" for path in sorted((self.dir / folder).glob("*.yaml"))]
        return [item for name in names if (item := self.yaml_file(name, model)) is not None]

    def facts(self) -> list[Feit]:
        seen: dict[str, str] = {}
        result: list[Feit] = []
        for path in sorted((self.dir / "bedragen").glob("*.yaml")):
            name = f"bedragen/{path.name}"
            found = self.yaml_file(name, Feitenbestand)
            for index, fact in enumerate(found.feiten if found else ()):
                if fact.naam in seen:
                    line = self.sources[name].line(("feiten", index, "naam"))
                    self.problem(
                        name,
                        line,
                        "naam",
                        f"Het feit '{fact.naam}' staat ook in {seen[fact.naam]}.",
                        "Geef een andere naam of haal er een weg.",
                    )
                seen[fact.naam] = name
                result.append(fact)
        return result

    def terms(self, name: str) -> dict[str, Term]:
        found = self.yaml_file(f"termen/{name}.yaml", Termenlijst)
        return {term.slug: term for term in found.termen} if found else {}

    def count_in(self, name: str) -> None:
        """Let a file that is read elsewhere (the synonyms of the search, a photo) count for the version."""
        path = self.dir / name
        if path.is_file():
            self._digest[name] = hashlib.sha256(path.read_bytes()).digest()

    def version(self) -> str:
        digest = hashlib.sha256()
        for name in sorted(self._digest):
            digest.update(name.encode() + b"\0" + self._digest[name])
        return digest.hexdigest()[:16]

    def _register(self, item: Source | Problem, path: Path) -> Source | None:
        if isinstance(item, Problem):
            self.problems.append(item)
            return None
        self.sources[item.name] = item
        self._digest[item.name] = hashlib.sha256(path.read_bytes()).digest()
        return item

    def _model(self, model: type[B], source: Source) -> B | None:
        result = validate(model, source)
        if isinstance(result, list):
            self.problems += result
            return None
        return result
