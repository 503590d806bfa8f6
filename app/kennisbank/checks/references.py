"""Does everything that is referred to exist, and is what must be said on both sides said on both sides?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.facts import REFERENCE
from app.kennisbank.frontmatter import Problem
from app.kennisbank.rules_schema import Alle, Datum, EenVan, Getal, Is, Niet, Test

STANDARD_BLOCKS = ("Wanneer kan het?", "Wat krijgt u?", "Zo regelt u het", "Let op", "Veelgestelde vragen")


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """All checks on references between files."""
    for page in (page for kind in catalogue.pages.values() for page in kind.values()):
        yield from _page(catalogue, page)
    for page in catalogue.pages["regelingen"].values():
        yield from _regeling(catalogue, page)


def _problem(page: Page, path: tuple[str | int, ...], what: str, do: str) -> Problem:
    return Problem(page.file, page.source.line(path), ".".join(map(str, path)), what, do)


def _exists(page: Page, path: tuple[str | int, ...], value: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    options = list(known)
    if value not in options:
        near = difflib.get_close_matches(value, options, 1)
        do = f"Bedoelt u '{near[0]}'?" if near else "Kies een naam die bestaat: " + ", ".join(sorted(options)[:12])
        yield _problem(page, path, f"{what} '{value}' bestaat niet.", do)


def _page(catalogue: Catalogue, page: Page) -> Iterator[Problem]:
    meta = page.meta
    if meta.nakijken_voor <= meta.nagekeken_op:
        yield _problem(page, ("nakijken_voor",), "Deze datum ligt niet na nagekeken_op.", "Kies een latere datum.")
    for name, known, what in (
        ("fasen", catalogue.terms["fasen"], "De fase"),
        ("doelgroepen", catalogue.terms["doelgroepen"], "De doelgroep"),
        ("uitvoerders", catalogue.terms["uitvoerders"], "De uitvoerder"),
        ("twijfels", catalogue.terms["twijfels"], "De twijfel"),
        ("regelingen", catalogue.pages["regelingen"], "De regeling"),
        ("zie_ook", catalogue.pages["begrippen"], "Het begrip"),
    ):
        for index, value in enumerate(getattr(meta, name, ())):
            yield from _exists(page, (name, index), value, known, what)
    for name, known, what in (
        ("fase", catalogue.terms["fasen"], "De fase"),
        ("sector", catalogue.terms["sectoren"], "De sector"),
    ):
        if hasattr(meta, name):
            yield from _exists(page, (name,), getattr(meta, name), known, what)
    for path, text in texts(meta):
        yield from facts_exist(catalogue, page, path, text, page.source.line(path))
    for offset, line in enumerate(page.body.split("\n")):
        yield from facts_exist(catalogue, page, ("tekst",), line, page.source.body_line + offset)


def facts_exist(
    catalogue: Catalogue, page: Page, path: tuple[str | int, ...], text: str, line: int
) -> Iterator[Problem]:
    """A problem for every [[fact]] in ``text`` that does not exist."""
    for match in REFERENCE.finditer(text):
        if match[1] not in catalogue.facts.by_name:
            near = difflib.get_close_matches(match[1], catalogue.facts.by_name, 1)
            do = f"Bedoelt u [[{near[0]}]]?" if near else "Zet het feit eerst in content/bedragen/."
            yield Problem(page.file, line, ".".join(map(str, path)), f"Het feit [[{match[1]}]] bestaat niet.", do)


def texts(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in a model with its path; tuples by index and dicts by key, as in the file."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from texts(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from texts(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, (*path, key))


def _regeling(catalogue: Catalogue, page: Page) -> Iterator[Problem]:
    meta = page.regeling
    regelingen = catalogue.pages["regelingen"]
    for index, name in enumerate(meta.opbrengst.feiten):
        yield from _exists(page, ("opbrengst", "feiten", index), name, catalogue.facts.by_name, "Het feit")
    for index, step in enumerate(meta.stappen):
        for key in ("termijn", "dag"):
            name = getattr(step, key)
            if name:
                yield from _exists(page, ("stappen", index, key), name, catalogue.facts.by_name, "Het feit")
    if meta.status == "tijdvak" and not (meta.tijdvakken or meta.volgende_ronde):
        yield _problem(
            page, ("tijdvakken",), "Een regeling met tijdvak heeft er geen.", "Vul tijdvakken of volgende_ronde in."
        )
    for index, window in enumerate(meta.tijdvakken):
        if window.tot < window.van:
            yield _problem(
                page, ("tijdvakken", index, "tot"), "Het tijdvak eindigt voor het begint.", "Draai de datums om."
            )
    for name in ("combineert_met", "sluit_uit", "eerst_dan"):
        for index, item in enumerate(getattr(meta, name)):
            path = (name, index, "regeling")
            yield from _exists(page, path, item.regeling, regelingen, "De regeling")
            other = regelingen.get(item.regeling)
            if item.regeling == page.slug:
                yield _problem(page, path, "De regeling noemt zichzelf.", "Haal deze regel weg.")
            elif other is not None and not _mirrored(name, page.slug, item, other):
                yield _problem(
                    page,
                    path,
                    f"'{item.regeling}' zegt dit niet terug over '{page.slug}'.",
                    f"Zet '{page.slug}' ook bij {name} in {other.file}.",
                )
    for index, rule in enumerate(meta.voorwaarden):
        yield from _rule(catalogue, page, ("voorwaarden", index, "test"), rule.test)
    if len({rule.id for rule in meta.voorwaarden}) != len(meta.voorwaarden):
        yield _problem(
            page, ("voorwaarden",), "Twee voorwaarden hebben hetzelfde id.", "Geef elke voorwaarde een eigen id."
        )
    heads = [line[3:].strip() for line in page.body.split("\n") if line.startswith("## ")]
    allowed = [head for head in STANDARD_BLOCKS if head in heads]
    if heads != allowed:
        yield Problem(
            page.file,
            page.source.body_line,
            "tekst",
            "De koppen (##) zijn niet de vaste koppen in de vaste volgorde.",
            "Gebruik: " + " / ".join(STANDARD_BLOCKS),
        )


def _mirrored(name: str, slug: str, item: object, other: Page) -> bool:
    back = [b for b in getattr(other.regeling, name) if b.regeling == slug]
    if name != "eerst_dan":
        return bool(back)
    opposite = {"eerst": "daarna", "daarna": "eerst"}[item.volgorde]  # type: ignore[attr-defined]  # an item of eerst_dan has it
    return any(b.volgorde == opposite for b in back)


def _rule(catalogue: Catalogue, page: Page, path: tuple[str | int, ...], test: Test) -> Iterator[Problem]:
    if isinstance(test, Alle | EenVan):
        name = "alle" if isinstance(test, Alle) else "een_van"
        for index, part in enumerate(getattr(test, name)):
            yield from _rule(catalogue, page, (*path, name, index), part)
    elif isinstance(test, Niet):
        yield from _rule(catalogue, page, (*path, "niet"), test.niet)
    elif isinstance(test, Is | Getal | Datum):
        name = test.datum if isinstance(test, Datum) else test.vraag
        key = "datum" if isinstance(test, Datum) else "vraag"
        yield from _exists(page, (*path, key), name, catalogue.questions, "De vraag")
        question = catalogue.questions.get(name)
        if question is None:
            return
        kinds = {"Is": ("keuze", "meerdere"), "Getal": ("getal",), "Datum": ("datum",)}[type(test).__name__]
        if question.soort not in kinds:
            yield _problem(
                page,
                (*path, key),
                f"De vraag '{name}' is van de soort {question.soort}.",
                "Gebruik een test die daarbij past.",
            )
        if isinstance(test, Is):
            for index, value in enumerate(test.is_):
                yield from _exists(page, (*path, "is", index), value, [o.id for o in question.opties], "Het antwoord")
        if isinstance(test, Getal):
            for bound in (test.minstens, test.hoogstens):
                if isinstance(bound, str):
                    yield from _exists(page, path, bound, catalogue.facts.by_name, "Het feit")
