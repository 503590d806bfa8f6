"""What is scored: the definition of a web (``content/spinnenweb/``), and the check an editor hears.

Source: Verwey-Jonker Instituut, Duurzame plaatsingen bij werkgevers in de arbeidsmarktregio Midden-Gelderland (2023),
bijlage 1. A web has versions. Each version keeps a file of its own, so that old links and old groups stay readable.
An element keeps its id as long as it means the same; that is how two versions are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from app.core.errors import NotFound, Unavailable
from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.language import MAX_WORDS, plain, sentences
from app.kennisbank.checks.references import texts
from app.kennisbank.facts import REFERENCE
from app.kennisbank.frontmatter import Problem, Source, validate
from app.kennisbank.schema import Bron, Slug, Strict
from app.kennisbank.terms import Tweetalig

FOLDER = "spinnenweb/"
SCORES = (1, 2, 3, 4, 5)
"""1: goes badly, in the middle of the picture. 5: goes well, at the outside."""
KINDS = ("regelingen", "artikelen", "succesverhalen")


class Hulp(Strict):
    """Pages that help with a low score, best first."""

    regelingen: tuple[Slug, ...] = Field(min_length=1)
    artikelen: tuple[Slug, ...] = Field(min_length=1)
    succesverhalen: tuple[Slug, ...] = ()


class Element(Strict):
    """One thing to score. ``kort``: label in the picture, at most 32 characters. ``zinnen``: what 1 to 5 mean."""

    id: Slug
    titel: Tweetalig
    kort: Tweetalig
    vraag: Tweetalig
    zinnen: tuple[Tweetalig, Tweetalig, Tweetalig, Tweetalig, Tweetalig]
    hulp: Hulp


class Groepsregels(Strict):
    """How long a groep can be filled in (hours) and how long its result is kept (months)."""

    open_uren: Annotated[int, Field(ge=1, le=72)]
    bewaren_maanden: Annotated[int, Field(ge=1, le=60)]


class Spinnenweb(Strict):
    """One version of one web. ``web`` and ``versie`` are the name of the file: ``<web>-<versie>.yaml``."""

    web: Slug
    versie: Annotated[int, Field(ge=1, le=999)]
    titel: Tweetalig
    voor: Tweetalig
    uitleg: Tweetalig
    groep: Groepsregels
    elementen: tuple[Element, ...] = Field(min_length=3, max_length=10)
    bronnen: tuple[Bron, ...] = Field(min_length=1)
    eigenaar: str
    nagekeken_op: date
    nakijken_voor: date

    @model_validator(mode="after")
    def _fits(self) -> Spinnenweb:
        if len({element.id for element in self.elementen}) != len(self.elementen):
            raise ValueError("twee onderdelen hebben hetzelfde id")
        if any(len(text) > 32 for element in self.elementen for text in (element.kort.nl, element.kort.en)):
            raise ValueError("een naam in de tekening ('kort') heeft hoogstens 32 tekens")
        if self.nakijken_voor <= self.nagekeken_op:
            raise ValueError("nakijken_voor ligt niet na nagekeken_op")
        return self

    @property
    def name(self) -> str:
        """In addresses: duurzame-plaatsingen.1"""
        return f"{self.web}.{self.versie}"

    def element(self, name: str) -> Element | None:
        """The element with this id, or None."""
        return next((element for element in self.elementen if element.id == name), None)


def newest(catalogue: Catalogue) -> tuple[Spinnenweb, ...]:
    """The newest version of every web of this installation, by name. Raises ``Unavailable`` when one is wrong."""
    best: dict[str, Spinnenweb] = {}
    for found in _all(catalogue):
        if found.web not in best or found.versie > best[found.web].versie:
            best[found.web] = found
    return tuple(best[name] for name in sorted(best))


def find(catalogue: Catalogue, web: str, versie: int) -> Spinnenweb:
    """One version of one web; raises ``NotFound`` when this installation never had it or threw it away."""
    source = catalogue.sources.get(f"{FOLDER}{web}-{versie}.yaml")
    if source is None:
        raise NotFound("Dit Spinnenweb bestaat niet meer. Vul een nieuw Spinnenweb in, of bel het loket.")
    return _read(source)


def help_for(catalogue: Catalogue, element: Element) -> dict[str, list[Page]]:
    """Pages to read, by kind; a story that may not be read today is left out."""
    found = {}
    for kind in KINDS:
        pages = (catalogue.page(kind, slug) for slug in getattr(element.hulp, kind))
        found[kind] = [page for page in pages if page is not None]
    return found


def _all(catalogue: Catalogue) -> list[Spinnenweb]:
    return [_read(source) for name, source in catalogue.sources.items() if name.startswith(FOLDER)]


def _read(source: Source) -> Spinnenweb:
    found = validate(Spinnenweb, source)
    if isinstance(found, list):
        raise Unavailable("Het Spinnenweb werkt nu niet. Probeer het later, of bel het loket.")
    return found


def check(catalogue: Catalogue, today: date | None = None) -> Iterator[Problem]:
    """Every problem in ``content/spinnenweb/``: shape, name, pages, words. ``today`` warns of old files."""
    for name, source in catalogue.sources.items():
        if not name.startswith(FOLDER):
            continue
        found = validate(Spinnenweb, source)
        if isinstance(found, list):
            yield from found
            continue
        if name != f"{FOLDER}{found.web}-{found.versie}.yaml":
            do = f"Noem het bestand {found.web}-{found.versie}.yaml."
            yield Problem(name, 1, "bestand", "De naam past niet bij 'web' en 'versie'.", do)
        yield from _pages(catalogue, source, found)
        yield from _words(source, found)
        if today is not None and found.nakijken_voor < today:
            line, what = source.line(("nakijken_voor",)), "Dit bestand moet worden nagekeken."
            yield Problem(name, line, "nakijken_voor", what, "Kijk het na en pas de datums aan.", "waarschuwing")


def _pages(catalogue: Catalogue, source: Source, web: Spinnenweb) -> Iterator[Problem]:
    for number, element in enumerate(web.elementen):
        for kind in KINDS:
            for index, slug in enumerate(getattr(element.hulp, kind)):
                # A story that is offline today still exists as a source; a catalogue of today must not refuse it.
                if f"{kind}/{slug}.md" not in catalogue.sources:
                    path = ("elementen", number, "hulp", kind, index)
                    what = f"De pagina '{kind}/{slug}' bestaat niet."
                    yield Problem(source.name, source.line(path), ".".join(map(str, path)), what, "Verbeter de naam.")


def _words(source: Source, web: Spinnenweb) -> Iterator[Problem]:
    for path, text in texts(web):
        line, field = source.line(path), ".".join(map(str, path))
        if REFERENCE.search(text):
            yield Problem(
                source.name, line, field, "Een [[feit]] wordt hier niet ingevuld.", "Schrijf het zonder feit."
            )
        for words in sentences(plain(text)) if "bronnen" not in path else ():
            if len(words) > MAX_WORDS:
                what = f"Deze zin heeft {len(words)} woorden."
                yield Problem(source.name, line, field, what, "Maak er twee zinnen van.", "waarschuwing", "b1")
