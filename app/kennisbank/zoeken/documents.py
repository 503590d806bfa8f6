"""From the catalogue to what the search reads: one document per page, with everything an employer might type for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.schema import KIND_NAMES, InHetKort

REGELING = "regeling"
FACETS = {"fasen": "fase", "doelgroepen": "doelgroep", "uitvoerders": "uitvoerder", "twijfels": "twijfel"}
"""Field of a page to the name of its facet; ``soort``, ``sector`` and ``grootte`` keep their name."""

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_HEADING = re.compile(r"^(#{2,4})\s+(.+?)\s*#*\s*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINE_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+|>\s?|\|)", re.MULTILINE)
_INLINE_MARKS = re.compile(r"[*`|]+|(?<!\w)_+|_+(?!\w)|^[-:|\s]+$", re.MULTILINE)
_FIXED_HEADINGS = {"wanneer kan het?", "wat krijgt u?", "zo regelt u het", "let op", "veelgestelde vragen"}


@dataclass(frozen=True)
class Document:
    """One page as the search sees it.

    lekentaal: other names and lay phrases, one each. omgeving: words around it (groups, uitvoerders, begrippen), of
    little weight. belang: 0 to 100. antwoord: the short answer shown when this page clearly wins. regelingen: slugs of
    the regelingen that a begrip is about.
    """

    soort: str
    slug: str
    titel: str
    lekentaal: tuple[str, ...]
    koppen: tuple[str, ...]
    vragen: tuple[str, ...]
    samenvatting: str
    tekst: str
    facetten: Mapping[str, tuple[str, ...]]
    antwoord: str
    namen: tuple[str, ...] = ()
    omgeving: tuple[str, ...] = ()
    belang: int = 50
    regelingen: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A regeling is its slug, another page "begrippen/loonwaarde"."""
        folder = next((folder for folder, name in KIND_NAMES.items() if name == self.soort), self.soort)
        return self.slug if self.soort == REGELING else f"{folder}/{self.slug}"


def plain_text(markdown: str) -> str:
    """Markdown to the words a reader sees, one line per paragraph or item."""
    text = _LINK.sub(r"\1", _COMMENT.sub("", markdown))
    text = _INLINE_MARKS.sub("", _LINE_MARKS.sub("", text))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _headings(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headings and questions; the fixed headings of every regeling say nothing."""
    found = [plain_text(match[2]) for match in _HEADING.finditer(body)]
    found = [text for text in found if text.casefold() not in _FIXED_HEADINGS]
    questions = tuple(text for text in found if text.endswith("?"))
    return tuple(text for text in found if not text.endswith("?")), questions


def _without_fixed_headings(body: str) -> str:
    return _HEADING.sub(lambda match: "" if plain_text(match[2]).casefold() in _FIXED_HEADINGS else match[0], body)


def _short(kort: InHetKort) -> list[str]:
    return [text for text in (kort.wat, kort.opbrengst, kort.voor_wie, kort.eerst, kort.duur) if text]


def documents_of(catalogue: Catalogue, day: date) -> list[Document]:
    """Every page of the catalogue, facts filled in for ``day``; regelingen first, in a fixed order."""
    glossary = _glossary(catalogue)
    return [
        _document(catalogue, page, day, glossary)
        for kind in ("regelingen", "artikelen", "begrippen", "succesverhalen")
        for _, page in sorted(catalogue.pages[kind].items())
    ]


def _glossary(catalogue: Catalogue) -> dict[str, list[str]]:
    """Regeling to the words of the begrippen that mention it."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, page in sorted(catalogue.pages["begrippen"].items()):
        meta = page.begrip
        for slug in meta.regelingen:
            found[slug] += [meta.titel, *meta.vormen, *meta.synoniemen, meta.samenvatting]
    return found


def _document(catalogue: Catalogue, page: Page, day: date, glossary: Mapping[str, Iterable[str]]) -> Document:
    meta = page.meta
    kind = KIND_NAMES[page.kind]
    names = list(meta.synoniemen)
    lead: list[str] = []
    answer = [meta.samenvatting]
    around = _term_words(catalogue, page)
    if kind == "regeling":
        regeling = page.regeling
        lead = [*_short(regeling.in_het_kort), regeling.aanvragen.waar, regeling.aanvragen.wanneer]
        answer = [regeling.in_het_kort.wat, regeling.in_het_kort.opbrengst]
        around += glossary.get(page.slug, ())
    elif kind == "begrip":
        names += [*page.begrip.vormen, *([page.begrip.afkorting] if page.begrip.afkorting else [])]
    elif kind == "artikel":
        lead = list(page.artikel.checklist)
    else:
        lead = [page.succesverhaal.les]

    def fill(text: str) -> str:
        return catalogue.facts.fill(text, day)

    body = fill(page.body)
    headings, questions = _headings(body)
    return Document(
        soort=kind,
        slug=page.slug,
        titel=meta.titel,
        lekentaal=tuple(dict.fromkeys((*names, *meta.zoekwoorden, *_english(catalogue, page)))),
        koppen=headings,
        vragen=questions,
        samenvatting=fill(meta.samenvatting),
        tekst="\n".join([*(plain_text(fill(text)) for text in lead), plain_text(_without_fixed_headings(body))]),
        facetten=_facets(page),
        antwoord=" ".join(plain_text(fill(text)) for text in answer),
        namen=tuple(dict.fromkeys(names)),
        omgeving=tuple(dict.fromkeys(around)),
        belang=getattr(meta, "belang", 50),
        regelingen=page.begrip.regelingen if kind == "begrip" else (),
    )


def _english(catalogue: Catalogue, page: Page) -> list[str]:
    """The English ways in, so that an English question finds the page."""
    english = catalogue.localised(page, "en")
    return [] if english is page else [english.meta.titel, *english.meta.synoniemen, *english.meta.zoekwoorden]


def _term_words(catalogue: Catalogue, page: Page) -> list[str]:
    """Label, explanation and lay words of the doelgroepen, uitvoerders, twijfels and soort of a page."""
    words: list[str] = []
    for name in ("doelgroepen", "uitvoerders", "twijfels"):
        for slug in getattr(page.meta, name, ()):
            term = catalogue.terms[name].get(slug)
            if term is not None:
                words += [term.label.nl, *term.lekentaal]
    sector = catalogue.terms["sectoren"].get(getattr(page.meta, "sector", ""))
    soort = catalogue.terms["soorten"].get(getattr(page.meta, "soort", ""))
    for term in (sector, soort):
        if term is not None:
            words += [term.label.nl, *term.lekentaal]
    return words


def _facets(page: Page) -> dict[str, tuple[str, ...]]:
    meta = page.meta
    found = {facet: tuple(getattr(meta, name)) for name, facet in FACETS.items() if getattr(meta, name, ())}
    if "fase" not in found and hasattr(meta, "fase"):
        found["fase"] = (meta.fase,)
    for name in ("soort", "sector", "grootte"):
        value = getattr(meta, name, None)
        if value:
            found[name] = (value,)
    return found
