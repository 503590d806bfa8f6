"""A small catalogue for the engine: three questions of each kind and regelingen written in a line."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.facts import Facts, Feit
from app.kennisbank.frontmatter import Source
from app.kennisbank.questions import Vraag
from app.kennisbank.region import Belofte, Gemeente, Loket, Openingstijd, Regio
from app.kennisbank.schema import Regeling
from app.keuzehulp.answers import Answers, Value

TODAY = date(2026, 11, 24)
SOURCE = {"titel": "Een wet", "geraadpleegd": date(2026, 11, 22)}
REASON = {"ja": "Dat klopt.", "nee": "Dat klopt niet.", "onbekend": "Dat weten wij niet."}


def question(name: str, kind: str, *options: str, **more: Any) -> Vraag:
    """A question of the given kind."""
    return Vraag.model_validate({"id": name, "soort": kind, "tekst": f"Vraag {name}?", "opties": list(options), **more})


QUESTIONS = (
    question("situatie", "keuze", "kandidaat", "afscheid"),
    question("groep", "meerdere", "wajong", "wia", "bijstand", "geen"),
    question("register", "keuze", "ja", "nee"),
    question("startdatum", "datum"),
    question("uren", "getal", minstens=1, hoogstens=60),
    question("leeftijd", "keuze", "tot-18", "18-tot-21", "21-tot-27"),
    question("contract", "keuze", "vast", "tijdelijk-half-jaar-of-langer", "tijdelijk-korter", "oproep"),
    question("uurloon", "getal", minstens=4, hoogstens=100),
    question("loonwaarde-procent", "getal", minstens=1, hoogstens=100),
    question("woongemeente", "keuze", "gemeenten-van-de-regio", "andere-gemeente"),
)


def fact(name: str, *values: tuple[object, str, str], sure: str = "hoog") -> Feit:
    """A fact; each value as (number, unit, valid from) or with a day until as (number, unit, "from/until")."""
    rows = []
    for number, unit, valid in values:
        first, _, last = valid.partition("/")
        rows.append({"waarde": number, "eenheid": unit, "geldig_van": first, "geldig_tot": last or None})
    return Feit.model_validate({"naam": name, "titel": name, "waarden": rows, "bron": SOURCE, "zekerheid": sure})


def rule(name: str, test: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A condition with the standard reasons."""
    return {"id": name, "test": test, "reden": REASON, **more}


def regeling(slug: str, *rules: dict[str, Any], **more: Any) -> Page:
    """A regeling with these rules; ``more`` replaces any field."""
    data: dict[str, Any] = {
        "titel": slug.capitalize(),
        "samenvatting": "Een regeling.",
        "bronnen": [SOURCE],
        "eigenaar": "redactie",
        "nagekeken_op": date(2026, 11, 22),
        "nakijken_voor": date(2027, 2, 1),
        "soort": "geld",
        "fasen": ["werven"],
        "uitvoerders": ["uwv"],
        "belang": 50,
        "status": "doorlopend",
        "zekerheid": "hoog",
        "in_het_kort": dict.fromkeys(("wat", "opbrengst", "voor_wie", "wie_beslist", "eerst"), "Tekst."),
        "aanvragen": {"wie": "werkgever", "waar": "Bij UWV", "wanneer": "Vooraf"},
        "opbrengst": {"soort": "geen"},
        "voorwaarden": list(rules),
    }
    return Page(
        "regelingen", slug, Regeling.model_validate({**data, **more}), "", Source(f"regelingen/{slug}.md", {}, "", 1)
    )


REGION = Regio(
    slug="streek",
    naam="Streek",
    site="Loket",
    afzender="Van de streek",
    over="Over de streek",
    gemeenten=(Gemeente(slug="dorp", naam="Dorp"), Gemeente(slug="stad", naam="Stad")),
    loket=Loket(
        naam="Loket",
        adres="Straat 1",
        telefoon="026 000 00 00",
        email="loket@voorbeeld.nl",
        openingstijden=(Openingstijd(dagen="Maandag", tijden="9 tot 17"),),
        voorbeeld=True,
    ),
    belofte=Belofte(werkdagen=2),
)


def catalogue(*pages: Page, facts: tuple[Feit, ...] = (), questions: tuple[Vraag, ...] = QUESTIONS) -> Catalogue:
    """A catalogue of these regelingen."""
    return Catalogue(
        version="0123456789abcdef",
        pages=MappingProxyType({"regelingen": MappingProxyType({page.slug: page for page in pages})}),
        facts=Facts.of(facts),
        terms=MappingProxyType({}),
        region=REGION,
        questions=MappingProxyType({q.id: q for q in questions}),
        sources=MappingProxyType({}),
    )


def given(**answers: Value) -> Answers:
    """Answers by question; an underscore stands for a hyphen."""
    return Answers(MappingProxyType({key.replace("_", "-"): value for key, value in answers.items()}))


def chosen(*options: str) -> frozenset[str]:
    """The chosen options of a question."""
    return frozenset(options)
