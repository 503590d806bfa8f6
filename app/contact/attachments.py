"""What somebody filled in on this site and sends along with a request: the vacature-intake, the zelfscan, a Spinnenweb.

The form only carries the address of the tool (``/vacature-intake?begin=...``). The server works out everything from it
again with the definition of the tool, so nothing can stand in it that the tool does not know. No files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from app.behoud import intake as vacature
from app.behoud import zelfscan
from app.behoud.content import definition
from app.behoud.schema import Intake, Zelfscan
from app.core.errors import DomainError
from app.kennisbank.catalogue import Catalogue
from app.spinnenweb import filled

VERSION = 1
LONGEST_ADDRESS = 3_000
LONGEST_JSON = 20_000
OPINIONS = {"ja": "Ja", "deels": "Voor een deel", "nee": "Nog niet"}
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows under a heading (empty: none): what was asked and what was answered, in words."""

    kop: str
    rijen: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One filled-in tool. antwoorden: the same by id, for machines. inhoud: version of the content it was made with.

    The words are stored with it, so it reads the same after the questions changed.
    """

    soort: str
    titel: str
    delen: tuple[Part, ...]
    antwoorden: dict[str, Any]
    adres: str
    inhoud: str
    dag: date

    def to_json(self) -> dict[str, Any]:
        """As stored with the contactverzoek. Raises DomainError when it is too big to send along."""
        made = {
            "versie": VERSION,
            "soort": self.soort,
            "titel": self.titel,
            "delen": [{"kop": part.kop, "rijen": [list(row) for row in part.rijen]} for part in self.delen],
            "antwoorden": self.antwoorden,
            "adres": self.adres,
            "inhoud": self.inhoud,
            "dag": self.dag.isoformat(),
        }
        check_size(made)
        return made

    @property
    def words(self) -> str:
        """Everything in it as text, for looking whether somebody wrote about a person."""
        return "\n".join(value for part in self.delen for _name, value in part.rijen)


def check_size(stored: Mapping[str, Any] | None) -> None:
    """Raises DomainError when what goes along is bigger than any tool makes it."""
    if stored is not None and len(json.dumps(stored)) > LONGEST_JSON:
        raise DomainError("Wat u mee wilt sturen is te groot. Verstuur uw vraag zonder.")


def from_json(stored: Mapping[str, Any] | None) -> Attachment | None:
    """What ``to_json`` made; None for nothing and for a version that this program does not know."""
    if stored is None or stored.get("versie") != VERSION:
        return None
    return Attachment(
        soort=str(stored["soort"]),
        titel=str(stored["titel"]),
        delen=tuple(
            Part(str(part["kop"]), tuple((str(name), str(value)) for name, value in part["rijen"]))
            for part in stored["delen"]
        ),
        antwoorden=dict(stored["antwoorden"]),
        adres=str(stored["adres"]),
        inhoud=str(stored["inhoud"]),
        dag=date.fromisoformat(stored["dag"]),
    )


def from_address(catalogue: Catalogue, address: str, day: date) -> Attachment | None:
    """The attachment that an address of a tool gives; None when there is nothing in it or it is not ours."""
    if len(address) > LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(address)
        read = READERS.get(parts.path)
        if read is None or parts.scheme or parts.netloc:
            return None
        return read(catalogue, parse_qsl(parts.query, keep_blank_values=True), day)
    except (DomainError, ValueError):
        return None


def _intake(catalogue: Catalogue, pairs: Pairs, day: date) -> Attachment | None:
    tool = definition(catalogue, Intake)
    found = vacature.read(pairs, tool)
    if found.leeg or found.fouten:
        return None
    asked = [question for question in tool.vragen if question.id in found.antwoorden]
    rows = tuple((question.kort, vacature.told(question, found.antwoorden[question.id])) for question in asked)
    answers = {question.id: list(found.antwoorden[question.id]) for question in asked}
    return _made(catalogue, "vacature-intake", tool.titel, [Part("", rows)], answers, vacature.write(found, tool), day)


def _scan(catalogue: Catalogue, pairs: Pairs, day: date) -> Attachment | None:
    tool = definition(catalogue, Zelfscan)
    found = zelfscan.read(pairs, tool)
    if not found.ingevuld:
        return None
    given = found.antwoorden
    outcome = zelfscan.evaluate(tool, given)
    names = {rol.id: rol.naam for rol in tool.rollen}
    short = [("Taken die nu niemand doet", f"{outcome.open} van de {outcome.totaal}")]
    opinions = (("Wil het bedrijf dit?", given.wil), ("Kan het bedrijf dit?", given.kan))
    short += [(question, OPINIONS[opinion]) for question, opinion in opinions if opinion]
    parts = [Part("In het kort", tuple(short))]
    if outcome.stappen:
        steps = tuple((route.naam, row.taak.tekst) for route, row in outcome.stappen)
        parts.append(Part("Eerste stappen", steps))
    for each in outcome.routes:
        rows = ((row.taak.tekst, _join(names[rol] for rol in names if rol in row.rollen)) for row in each.regels)
        parts.append(Part(each.route.naam, tuple(rows)))
    answers = {
        "rollen": {task.code: sorted(given.of(task.code)) for task in tool.taken if given.of(task.code)},
        "wil": given.wil,
        "kan": given.kan,
    }
    address = f"/zelfscan/uitkomst?{zelfscan.write(given, tool)}"
    return _made(catalogue, "zelfscan", tool.titel, parts, answers, address, day)


def _web(catalogue: Catalogue, pairs: Pairs, day: date) -> Attachment | None:
    token = dict(pairs).get("web", "")
    if not token:
        return None
    web = filled.read(catalogue, token)
    rows = tuple(
        (element.titel.nl, f"{score}: {element.zinnen[score - 1].nl}" if score else "Geen mening")
        for element in web.web.elementen
        for score in [web.scores[element.id]]
    )
    answers = {"web": web.web.name, "dag": web.day.isoformat(), "scores": dict(web.scores)}
    parts = [Part("Van 1 (gaat niet goed) tot 5 (gaat goed)", rows)]
    return _made(
        catalogue, "spinnenweb", web.web.titel.nl, parts, answers, f"/spinnenweb/uitkomst?web={web.token}", day
    )


READERS: dict[str, Callable[[Catalogue, Pairs, date], Attachment | None]] = {
    "/vacature-intake": _intake,
    "/zelfscan/uitkomst": _scan,
    "/spinnenweb/uitkomst": _web,
}
"""Paths of the tools that can go along."""


def _made(
    catalogue: Catalogue,
    soort: str,
    titel: str,
    parts: Iterable[Part],
    answers: dict[str, Any],
    address: str,
    day: date,
) -> Attachment:
    return Attachment(soort, titel, tuple(parts), answers, address, catalogue.version, day)


def _join(names: Iterable[str]) -> str:
    return ", ".join(names) or "Nog niemand"
