"""A new content file with every field explained in comments; what must be filled in says ``VUL IN``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from app.core.errors import DomainError
from app.kennisbank.checks.references import STANDARD_BLOCKS
from app.kennisbank.schema import KIND_NAMES, KINDS, SLUG
from app.redactie.fields import MEANING, describe

FILL_IN = "VUL IN"
FOLDERS = {name: folder for folder, name in KIND_NAMES.items()} | {"bijeenkomst": "bijeenkomsten"}
"""Kind as editors say it to its folder: regeling -> regelingen."""
HALF_A_YEAR = timedelta(days=182)

_KNOWN = {
    "eigenaar": "redactie",
    "belang": "50",
    "status": "doorlopend",
    "zekerheid": "middelhoog",
    "grootte": "onbekend",
    "aanvragen.wie": "werkgever",
    "opbrengst.soort": "geen",
}
_KNOWN_OF_KIND = {"succesverhaal": {"soort": "praktijkvoorbeeld"}, "bijeenkomst": {"organisator": "Het loket"}}
_EXAMPLES = {
    "synoniemen": "[andere naam]",
    "zoekwoorden": "[wat werkgevers typen, nog een zinnetje]",
    "einddatum": "2027-12-31",
    "tijdvakken": "[{van: 2027-01-04, tot: 2027-02-26, naam: Eerste ronde}]",
    "volgende_ronde": "voorjaar van volgend jaar",
    "gemeentelijk": "true",
    "doelgroepen": "[wajong, bijstand]",
    "wettelijke_grondslag": "[\"Participatiewet, artikel 10d\"]",
    "in_het_kort.duur": "Hoe lang het duurt.",
    "aanvragen.formulier": "{naam: Naam van het formulier, url: \"https://...\"}",
    "stappen": "[{id: vraag-aan, wat: Vraag het aan., wie: werkgever, moment: voor-contract}]",
    "opbrengst.berekening": "naam-van-de-formule",
    "opbrengst.feiten": "[naam-van-een-feit]",
    "combineert_met": "[{regeling: jobcoach, reden: Waarom dit samen kan.}]",
    "sluit_uit": "[{regeling: loondispensatie, reden: Waarom dit niet samen kan.}]",
    "eerst_dan": "[{regeling: proefplaatsing, volgorde: eerst, reden: Waarom eerst.}]",
    "fasen": "[orienteren]",
    "regelingen": "[jobcoach]",
    "twijfels": "[regels]",
    "checklist": "[Ik heb het team verteld wie er komt.]",
    "vormen": "[meervoud, ander woord]",
    "afkorting": "afk",
    "zie_ook": "[ander-begrip]",
    "gemeente": "Arnhem",
    "foto": "{bestand: werkplek.jpg, alt: Twee mensen bij een werkbank, rechten: \"Foto: naam van de maker\"}",
    "namen": "[Voornaam Achternaam, Naam van het bedrijf]",
    "toestemming": "{namen: [Voornaam Achternaam, Naam van het bedrijf], datum: 2027-01-15, tot: 2029-01-15}",
    "bronnen.url": "\"https://...\"",
    "bronnen": "[{titel: Naam van het rapport, geraadpleegd: 2027-01-04}]",
    "plek": "{naam: Naam van de zaal, adres: \"Straat 1, 1234 AB Plaats\"}",
    "link": "\"https://...\"",
    "aanmelden_tot": "2027-01-12",
    "afgelast": "Te weinig aanmeldingen.",
    "voorbeeld": "true",
}  # fmt: skip
_RULES = """\
# {meaning}
voorwaarden:
  - id: vaste-naam
    test: {{vraag: situatie, is: []}}  # VUL IN: het antwoord dat goed is, of een andere test
    reden:
      ja:  # VUL IN: wat wij vertellen als het klopt
      nee:  # VUL IN: wat wij vertellen als het niet klopt
      onbekend:  # VUL IN: wat wij vertellen als wij het niet weten
"""
_BODIES = {
    "regeling": "".join(f"## {head}\n\nVUL IN\n\n" for head in STANDARD_BLOCKS[:-1]),
    "artikel": "VUL IN: het antwoord in drie zinnen.\n\n## Zo begint u\n\nVUL IN\n",
    "begrip": "VUL IN: leg het uit in gewone woorden, met een voorbeeld uit een klein bedrijf.\n",
    "bijeenkomst": "VUL IN: wat er gebeurt en wat mensen eraan hebben.\n\n## Programma\n\nVUL IN\n",
    "succesverhaal": (
        "VUL IN: waar dit verhaal vandaan komt.\n\n## Hoe begon het?\n\nVUL IN\n\n"
        "## Hoe ging het verder?\n\nVUL IN\n\n## Wat kunt u ermee?\n\nVUL IN\n"
    ),
}


class WrongName(DomainError):
    """The name of a new file cannot be an address."""


def new_file(kind: str, slug: str, today: date, *, title: str = "") -> tuple[str, str]:
    """(file name under ``content/``, text) of a new file; raises ``WrongName`` for a name that is no address."""
    if not re.fullmatch(SLUG, slug) or len(slug) > 80:
        raise WrongName(f"'{slug}' kan geen adres zijn. Gebruik kleine letters, cijfers en streepjes: mijn-verhaal.")
    folder = FOLDERS[kind]
    model = KINDS[folder]
    lines = [
        "---",
        f"# yaml-language-server: $schema=../../docs/schema/{kind}.json",
        f"# {MEANING[model]}",
        "# Regels met # zijn uitleg; haal ze weg als u klaar bent. Een voorbeeld achter # is niet verplicht.",
        *_Writer(kind, today, title).fields(model),
        "---",
    ]
    return f"{folder}/{slug}.md", "\n".join(lines) + "\n" + _BODIES[kind].rstrip("\n") + "\n"


class _Writer:
    """Writes fields with their explanation."""

    def __init__(self, kind: str, today: date, title: str) -> None:
        day, later = today.isoformat(), (today + HALF_A_YEAR).isoformat()
        self._known = _KNOWN | _KNOWN_OF_KIND.get(kind, {}) | {"nagekeken_op": day, "nakijken_voor": later}
        self._known["bronnen.geraadpleegd"] = day
        self._known["wijzigingen"] = f"[{{datum: {day}, tekst: Nieuwe pagina., soort: klein}}]"
        if title:
            self._known["titel"] = '"' + title.replace("\\", "").replace('"', "'") + '"'

    def fields(self, model: type[BaseModel], prefix: str = "", indent: str = "") -> Iterator[str]:
        """The lines of all fields of a model."""
        for name, info in model.model_fields.items():
            path = f"{prefix}{name}"
            if name == "voorwaarden":
                yield from _RULES.format(meaning=describe(model, name)).rstrip("\n").split("\n")
                continue
            yield f"{indent}# {describe(model, name)}{_choices(info.annotation)}"
            inner = _model_in(info.annotation)
            if path in self._known:
                yield f"{indent}{name}: {self._known[path]}"
            elif not info.is_required():
                yield f"{indent}# {name}: {_EXAMPLES[path]}"
            elif inner is None:
                empty = " []" if get_origin(info.annotation) is tuple else ""
                yield f"{indent}{name}:{empty}  # {FILL_IN}"
            elif get_origin(info.annotation) is tuple:
                yield f"{indent}{name}:"
                first, *rest = self.fields(inner, f"{path}.", f"{indent}    ")
                yield first
                yield f"{indent}  - {rest[0].strip()}"
                yield from rest[1:]
            else:
                yield f"{indent}{name}:"
                yield from self.fields(inner, f"{path}.", f"{indent}  ")


def _parts(annotation: Any) -> Iterator[Any]:
    """A type and everything inside it."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    return next((part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)), None)


def _choices(annotation: Any) -> str:
    """What can be chosen, for a field with fixed values."""
    options = [annotation, *(get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ())]
    for part in options:
        if get_origin(part) is Literal:
            return f" Kies uit: {', '.join(map(str, get_args(part)))}."
    return ""
