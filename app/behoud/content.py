"""The definitions of the tools, read from the catalogue, and the check an editor hears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.behoud.schema import Bestand, EersteGesprek, Intake, VanWerkNaarWerk, Werkbladen, Zelfscan
from app.core.errors import NotFound, Unavailable
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.checks.language import MAX_WORDS, OFFICIAL, plain, sentences
from app.kennisbank.checks.prose import BARE
from app.kennisbank.checks.references import texts
from app.kennisbank.facts import REFERENCE
from app.kennisbank.frontmatter import Problem, Source, validate

B = TypeVar("B", bound=Bestand)
FOLDER = "behoud/"
FILES: dict[type[Bestand], str] = {
    Zelfscan: "behoud/zelfscan.yaml",
    Werkbladen: "behoud/werkbladen.yaml",
    VanWerkNaarWerk: "behoud/van-werk-naar-werk.yaml",
    Intake: "behoud/vacature-intake.yaml",
    EersteGesprek: "behoud/eerste-gesprek.yaml",
}
TOOLS = {
    "/keuzehulp": "Keuzehulp",
    "/zelfscan": "Zelfscan",
    "/van-werk-naar-werk": "Van werk naar werk",
    "/van-werk-naar-werk/laten-gaan": "Ik moet mensen laten gaan",
    "/van-werk-naar-werk/mensen-zoeken": "Ik zoek mensen die elders weg moeten",
    "/vacature-intake": "Uw vacature of werk",
    "/werkbladen": "Werkbladen",
}
"""Paths of tools that the definitions may link to, with their names."""
_PAGE = re.compile(r"^/(artikelen|regelingen|succesverhalen|begrippen)/([a-z0-9-]+)$")
_SHEET = re.compile(r"^/werkbladen/([a-z0-9-]+)$")
_JE = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
_OFFICIAL = re.compile(r"\b(?:" + "|".join(OFFICIAL) + r")\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verwijzing:
    """A page to read next. ``soort``: folder of the page, or empty for a tool."""

    titel: str
    pad: str
    soort: str


def definition(catalogue: Catalogue, model: type[B]) -> B:
    """The definition of one tool; ``NotFound`` when this installation has none, ``Unavailable`` when it is wrong."""
    source = catalogue.sources.get(FILES[model])
    if source is None:
        raise NotFound("Deze pagina is er in deze regio niet. Bel of mail het loket.")
    found = validate(model, source)
    if isinstance(found, list):
        raise Unavailable("Dit hulpmiddel werkt nu niet. Probeer het later, of bel het loket.")
    return found


def pages(catalogue: Catalogue, paths: tuple[str, ...]) -> list[Verwijzing]:
    """What the paths lead to, with titles; a story that may not be read today is left out."""
    found = []
    for path in paths:
        title, kind = _title(catalogue, path)
        if title is not None:
            found.append(Verwijzing(title, path, kind))
    return found


def unsure(catalogue: Catalogue, file: Bestand) -> list[str]:
    """Titles of the facts in ``file`` whose number must be checked with the uitvoerder."""
    used = catalogue.facts.used_in(" ".join(text for _, text in texts(file)))
    facts = [catalogue.facts.by_name[name] for name in used if name in catalogue.facts.by_name]
    return [fact.titel for fact in facts if fact.zekerheid == "middelhoog"]


def _title(catalogue: Catalogue, path: str) -> tuple[str | None, str]:
    page = _PAGE.match(path)
    if page:
        found = catalogue.page(page[1], page[2])
        return (found.meta.titel if found else None), page[1]
    sheet = _SHEET.match(path)
    if sheet:
        source = catalogue.sources.get(FILES[Werkbladen])
        sheets = source.data.get("werkbladen", []) if source else []
        return next((item["titel"] for item in sheets if item.get("slug") == sheet[1]), None), ""
    return TOOLS.get(path), ""


def check(catalogue: Catalogue, today: date | None = None) -> Iterator[Problem]:
    """Every problem in ``content/behoud/``: shape, facts, numbers, pages, plain words. ``today`` warns of old files."""
    known = {name: model for model, name in FILES.items()}
    for name, source in catalogue.sources.items():
        if not name.startswith(FOLDER):
            continue
        if name not in known:
            yield Problem(name, 1, "bestand", "Dit bestand leest niemand.", f"Gebruik een van: {', '.join(known)}.")
            continue
        found = validate(known[name], source)
        if isinstance(found, list):
            yield from found
        else:
            yield from _words(catalogue, source, found)
            yield from _dates(source, found, today)


def _words(catalogue: Catalogue, source: Source, file: Bestand) -> Iterator[Problem]:
    def problem(path: tuple[str | int, ...], what: str, do: str, warning: bool = False) -> Problem:
        field = ".".join(map(str, path))
        if warning:
            return Problem(source.name, source.line(path), field, what, do, "waarschuwing", "b1")
        return Problem(source.name, source.line(path), field, what, do)

    for path, text in texts(file):
        if "bronnen" in path:
            continue
        if "paginas" in path:
            if _title(catalogue, text)[0] is None:
                yield problem(path, f"De pagina '{text}' bestaat niet.", "Verbeter het adres.")
            continue
        for match in REFERENCE.finditer(text):
            if match[1] not in catalogue.facts.by_name:
                yield problem(path, f"Het feit [[{match[1]}]] bestaat niet.", "Zet het eerst in content/bedragen/.")
        for match in BARE.finditer(REFERENCE.sub("", text)):
            do = "Zet het in content/bedragen/ en schrijf [[naam]]."
            yield problem(path, f"Hier staat een kaal getal: '{match[0]}'.", do)
        for words in sentences(plain(text)):
            if len(words) > MAX_WORDS:
                yield problem(path, f"Deze zin heeft {len(words)} woorden.", "Maak er twee zinnen van.", warning=True)
        for pattern, do in ((_JE, "Schrijf u of uw."), (_OFFICIAL, "Gebruik een gewoon woord.")):
            for match in pattern.finditer(text):
                yield problem(path, f"Hier staat '{match[0]}'.", do, warning=True)


def _dates(source: Source, file: Bestand, today: date | None) -> Iterator[Problem]:
    line = source.line(("nakijken_voor",))
    if file.nakijken_voor <= file.nagekeken_op:
        what = "Deze datum ligt niet na nagekeken_op."
        yield Problem(source.name, line, "nakijken_voor", what, "Kies een latere datum.")
    elif today is not None and file.nakijken_voor < today:
        what, do = "Dit bestand moet worden nagekeken.", "Kijk het na en pas de datums aan."
        yield Problem(source.name, line, "nakijken_voor", what, do, "waarschuwing")
