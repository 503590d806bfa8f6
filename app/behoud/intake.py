"""The intake of a vacancy or of room for work: read from the address, and goes along with the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.behoud.schema import Intake, IntakeVraag
from app.core.text import clean_line, mask_bsn


@dataclass(frozen=True, slots=True)
class Gelezen:
    """Answers by question: a text, or the ids of choices. ``fouten``: per question what to do."""

    antwoorden: Mapping[str, tuple[str, ...]]
    fouten: Mapping[str, str]

    @property
    def leeg(self) -> bool:
        """Nothing was answered."""
        return not self.antwoorden


def read(pairs: Iterable[tuple[str, str]], intake: Intake) -> Gelezen:
    """Read the pairs of a query string; keys and choices that do not exist are left out."""
    raw: dict[str, list[str]] = {}
    for key, text in pairs:
        raw.setdefault(key, []).append(text)
    answers: dict[str, tuple[str, ...]] = {}
    mistakes: dict[str, str] = {}
    for question in intake.vragen:
        given = raw.get(question.id, [])
        if question.soort == "tekst":
            text, masked = mask_bsn(clean_line(" ".join(given)[: 20 * question.hoogstens]))
            if len(text) > question.hoogstens:
                mistakes[question.id] = f"Maak deze tekst korter. Er passen {question.hoogstens} tekens in."
            elif masked:
                mistakes[question.id] = "Er stond een burgerservicenummer in. Dat hebben wij weggehaald."
            if text:
                answers[question.id] = (text,)
        else:
            known = [choice.id for choice in question.keuzes if choice.id in given]
            if known:
                answers[question.id] = tuple(known if question.soort == "meerdere" else known[:1])
    return Gelezen(answers, mistakes)


def told(question: IntakeVraag, given: tuple[str, ...]) -> str:
    """An answer as a person reads it."""
    if question.soort == "tekst":
        return given[0]
    words = [choice.tekst for choice in question.keuzes if choice.id in given]
    return ", ".join(words)


def write(found: Gelezen, intake: Intake) -> str:
    """The address that gives these answers again."""
    pairs = [(each.id, value) for each in intake.vragen for value in found.antwoorden.get(each.id, ())]
    return f"/vacature-intake?{urlencode(pairs)}"
