"""What goes along with a contactverzoek: regelingen, open points and the content version.

Never the doelgroep, the health or any other answer: at a firm of eight people that would point to one person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.facts import dutch_date
from app.keuzehulp.answers import MAX_LENGTH, read
from app.keuzehulp.engine import Engine, Findings, Follows, Outcome, engine_for
from app.keuzehulp.situations import situation_of

FITS = {"past": "past", "past-misschien": "past misschien", "gesloten": "nu gesloten"}
"""Kinds that go along, with the words for them."""


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One regeling of the result; ``kind`` is past, past-misschien or gesloten."""

    slug: str
    titel: str
    kind: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of the keuzehulp without the answers. ``open_points`` are Dutch sentences."""

    regelingen: tuple[Mentioned, ...]
    open_points: tuple[str, ...]
    version: str
    day: date

    def to_json(self) -> str:
        """As stored with the contactverzoek."""
        return json.dumps(
            {
                "regelingen": [{"slug": m.slug, "titel": m.titel, "kind": m.kind} for m in self.regelingen],
                "open_points": list(self.open_points),
                "version": self.version,
                "day": self.day.isoformat(),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Summary:
        """The summary that ``to_json`` wrote; ValueError on anything else."""
        try:
            data: dict[str, Any] = json.loads(text)
            return cls(
                tuple(Mentioned(str(m["slug"]), str(m["titel"]), str(m["kind"])) for m in data["regelingen"]),
                tuple(str(point) for point in data["open_points"]),
                str(data["version"]),
                date.fromisoformat(data["day"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("no summary of the keuzehulp") from error

    def to_text(self) -> str:
        """As shown to the employer before sending and to the accountmanager: Dutch, plain text."""
        lines = [f"Uitkomst van de keuzehulp op {dutch_date(self.day)}"]
        for kind, words in FITS.items():
            titles = [m.titel for m in self.regelingen if m.kind == kind]
            if titles:
                lines += ["", f"{words.capitalize()}:", *(f"- {titel}" for titel in titles)]
        if self.open_points:
            lines += ["", "Nog uit te zoeken:", *(f"- {point}" for point in self.open_points)]
        return "\n".join([*lines, "", f"Versie van de inhoud: {self.version}"])


@dataclass(frozen=True, slots=True)
class _GoesAlong:
    """What goes along of findings: what fits, may fit and is closed, in that order, and what is open in it."""

    regelingen: tuple[Mentioned, ...]
    open_questions: frozenset[str]
    ask: tuple[str, ...]


def _mention(findings: Findings) -> _GoesAlong:
    found = [r for r in findings.results if r.kind in FITS and not r.background and r.slug not in findings.overviews]
    found.sort(key=lambda r: list(FITS).index(r.kind))
    return _GoesAlong(
        tuple(Mentioned(r.slug, r.regeling.titel, r.kind) for r in found),
        frozenset(question for r in found if r.possible for question in r.open),
        tuple(f"Alleen de uitvoerder weet of dit past: {r.regeling.titel}." for r in found if r.possible and r.ask),
    )


_mentioned = Follows(_mention)


def summarise(engine: Engine, outcome: Outcome) -> Summary:
    """The summary of an outcome: what fits, may fit or is closed, and what is still open."""
    found = _mentioned.of(outcome.findings)
    asked = engine.asked(situation_of(engine.questions, outcome.answers))
    points = [f"Nog niet bekend: {question.tekst}" for q, question in asked.items() if q in found.open_questions]
    return Summary(found.regelingen, (*points, *found.ask), outcome.version, outcome.day)


def from_query(catalogue: Catalogue, query: str, day: date) -> Summary | None:
    """The summary for a query string of the keuzehulp; None when there is no answer in it. Never raises."""
    engine = engine_for(catalogue)
    pairs = parse_qsl(query[:MAX_LENGTH], max_num_fields=None)
    answers = read(pairs, engine.questions, day).answers
    return summarise(engine, engine.evaluate(answers, day)) if answers.given else None
