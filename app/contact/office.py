"""What the desk writes for its own work, in ``content/contact/`` and ``content/antwoorden/``: all of it may be missing.

Suggestions for a subject, terms after which somebody gets back to a werkgever, how long we keep things, and canned
answers. A file with a mistake is left out on a running site and named by the check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field

from app.accounts.permissions import Rol
from app.contact.states import Status
from app.contact.subjects import BY_ID
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.facts import REFERENCE
from app.kennisbank.frontmatter import Problem, Source, parse_yaml, read, read_text, validate
from app.kennisbank.schema import ShortText, Slug, Strict

SUBJECTS_FILE = "contact/onderwerpen.yaml"
TERMS_FILE = "contact/opvolging.yaml"
RETENTION_FILE = "contact/bewaartermijnen.yaml"
ANSWERS_FOLDER = "antwoorden"
VARIABLES = ("werkgever", "contactpersoon", "mijn_naam", "mijn_telefoon", "referentie", "onderwerp", "loket_telefoon")
LINK = re.compile(r"\[([^\]\n]+)\]\((/[^)\s]*)\)")
_VARIABLE = re.compile(r"\{([^{}\n]*)\}")
_TERM_UNITS = ("dagen", "weken", "maanden", "jaar")
M = TypeVar("M", bound=BaseModel)


class Suggesties(Strict):
    """Regelingen (slugs) to look at before asking, by id of the subject."""

    onderwerpen: dict[str, tuple[Slug, ...]]


class Moment(Strict):
    """Get back to the werkgever so many months after the start, whatever the regelingen."""

    maanden: int = Field(ge=1, le=60)
    waarom: ShortText


class Termijn(Strict):
    """Get back before a regeling ends. Without ``feit`` only the date of the decision counts, which a colleague gives.

    feit: name of a fact with a term, counted from the first day of the month of the start. weken_vooraf: how long
    before the end. waarom: may hold {datum}, the last day.
    """

    regeling: Slug
    feit: Slug | None = None
    weken_vooraf: int = Field(ge=0, le=52)
    waarom: ShortText


class Opvolgplan(Strict):
    """When the system proposes to get back to a werkgever."""

    momenten: tuple[Moment, ...] = ()
    termijnen: tuple[Termijn, ...] = ()


class Bewaartermijnen(Strict):
    """How long things are kept, in months unless the name says days; never longer than two years.

    afgerond, doorverwezen, ingetrokken: a request, counted from closing. dossier: moments of contact, check-ins and
    follow-ups that are done, and placements that ended. werkgever_zonder_contact: a werkgever of which nothing is left.
    """

    afgerond: int = Field(default=24, ge=1, le=24)
    doorverwezen: int = Field(default=24, ge=1, le=24)
    ingetrokken: int = Field(default=24, ge=1, le=24)
    dossier: int = Field(default=24, ge=1, le=24)
    werkgever_zonder_contact: int = Field(default=24, ge=1, le=60)
    concept_dagen: int = Field(default=30, ge=1, le=90)
    belmoment_dagen: int = Field(default=30, ge=1, le=90)
    quarantaine_dagen: int = Field(default=30, ge=1, le=90)

    def maanden_na(self, status: Status) -> int:
        """Months after closing with this status."""
        months: int = getattr(self, status.value)
        return months


class Antwoordkop(Strict):
    """The head of a canned answer. Without ``team`` it is for everybody, without ``onderwerpen`` for every subject."""

    titel: ShortText
    team: tuple[Rol, ...] = ()
    onderwerpen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standaardantwoord:
    """A canned answer as it was written: Markdown links, [[facts]] and {variables} are still in it."""

    slug: str
    titel: str
    team: frozenset[Rol]
    onderwerpen: tuple[str, ...]
    tekst: str


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that could be read, and what was wrong with the rest."""

    suggesties: Mapping[str, tuple[str, ...]]
    plan: Opvolgplan
    antwoorden: tuple[Standaardantwoord, ...]
    bewaartermijnen: Bewaartermijnen
    problems: tuple[Problem, ...]


def load_office(content_dir: Path) -> Office:
    """Read the folder, again only when a file in it changed."""
    return _load(content_dir, _stamp(content_dir))


def check_office(office: Office, catalogue: Catalogue) -> Iterable[Problem]:
    """What an editor should know: wrong files, and regelingen, subjects, facts or variables that do not exist."""
    yield from office.problems
    regelingen = catalogue.pages["regelingen"]
    for subject, slugs in office.suggesties.items():
        if subject not in BY_ID:
            yield _wrong(
                SUBJECTS_FILE, subject, f"Het onderwerp '{subject}' bestaat niet.", f"Kies uit: {', '.join(BY_ID)}."
            )
        for slug in slugs:
            if slug not in regelingen:
                yield _no_page(SUBJECTS_FILE, subject, slug)
    for term in office.plan.termijnen:
        if term.regeling not in regelingen:
            yield _no_page(TERMS_FILE, "regeling", term.regeling)
        fact = catalogue.facts.by_name.get(term.feit) if term.feit else None
        if term.feit and (fact is None or any(v.eenheid not in _TERM_UNITS for v in fact.waarden)):
            yield _wrong(
                TERMS_FILE, "feit", f"'{term.feit}' is geen feit met een termijn.", "Kijk in content/bedragen/."
            )
    for answer in office.antwoorden:
        yield from _check_answer(answer, catalogue)


def _check_answer(answer: Standaardantwoord, catalogue: Catalogue) -> Iterable[Problem]:
    name = f"{ANSWERS_FOLDER}/{answer.slug}.md"
    for variable in _VARIABLE.findall(answer.tekst):
        if variable not in VARIABLES:
            known = ", ".join(f"{{{v}}}" for v in VARIABLES)
            yield _wrong(name, "tekst", f"'{{{variable}}}' bestaat niet.", f"Kies uit: {known}.")
    for fact in REFERENCE.findall(answer.tekst):
        if fact[0] not in catalogue.facts.by_name:
            yield _wrong(name, "tekst", f"Het feit '{fact[0]}' bestaat niet.", "Kijk in content/bedragen/.")
    for _words, path in LINK.findall(answer.tekst):
        kind, _slash, slug = path.strip("/").partition("/")
        if slug and kind in catalogue.pages and slug not in catalogue.pages[kind]:
            yield _no_page(name, "tekst", path)
    for subject in answer.onderwerpen:
        if subject not in BY_ID:
            yield _wrong(
                name, "onderwerpen", f"Het onderwerp '{subject}' bestaat niet.", f"Kies uit: {', '.join(BY_ID)}."
            )


def _wrong(file: str, field: str, what: str, do: str) -> Problem:
    return Problem(file, 1, field, what, do)


def _no_page(file: str, field: str, slug: str) -> Problem:
    return _wrong(file, field, f"Er is geen pagina '{slug}'.", "Kijk of de naam goed gespeld is.")


def _stamp(content_dir: Path) -> tuple[tuple[str, int], ...]:
    files = [content_dir / name for name in (SUBJECTS_FILE, TERMS_FILE, RETENTION_FILE)]
    paths = [*files, *(content_dir / ANSWERS_FOLDER).glob("*.md")]
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in paths if path.is_file()))


@lru_cache(maxsize=8)
def _load(content_dir: Path, _stamp: tuple[tuple[str, int], ...]) -> Office:
    problems: list[Problem] = []
    subjects = _yaml(content_dir, SUBJECTS_FILE, Suggesties, problems)
    plan = _yaml(content_dir, TERMS_FILE, Opvolgplan, problems)
    keep = _yaml(content_dir, RETENTION_FILE, Bewaartermijnen, problems)
    answers = []
    for path in sorted((content_dir / ANSWERS_FOLDER).glob("*.md")):
        source = read(path, f"{ANSWERS_FOLDER}/{path.name}")
        head = _model(Antwoordkop, source, problems)
        if head is not None and isinstance(source, Source):
            answers.append(
                Standaardantwoord(path.stem, head.titel, frozenset(head.team), head.onderwerpen, source.body.strip())
            )
    return Office(
        suggesties=subjects.onderwerpen if subjects else {},
        plan=plan or Opvolgplan(),
        antwoorden=tuple(answers),
        bewaartermijnen=keep or Bewaartermijnen(),
        problems=tuple(problems),
    )


def _yaml(content_dir: Path, name: str, model: type[M], problems: list[Problem]) -> M | None:
    path = content_dir / name
    if not path.is_file():
        return None
    text = read_text(path, name)
    parsed = text if isinstance(text, Problem) else parse_yaml(text, name)
    source = parsed if isinstance(parsed, Problem) else Source(name, parsed[0] or {}, "", 1, parsed[1])
    return _model(model, source, problems)


def _model(model: type[M], source: Source | Problem, problems: list[Problem]) -> M | None:
    result = [source] if isinstance(source, Problem) else validate(model, source)
    if isinstance(result, list):
        problems += result
        return None
    return result
