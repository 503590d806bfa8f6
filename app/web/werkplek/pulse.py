"""How it goes over time, per placement, for the pages of a dossier."""

from __future__ import annotations

from dataclasses import dataclass

from app.contact.dossier import CheckinRow, Dossier
from app.contact.promise import local_day
from app.contact.pulse import Trend, draw


@dataclass(frozen=True, slots=True)
class Progress:
    """One placement (functie None: in general): what was answered, the oldest first. trend: None with too little."""

    nummer: int
    functie: str | None
    rijen: tuple[CheckinRow, ...]
    trend: Trend | None


def progress(dossier: Dossier) -> list[Progress]:
    """Every placement of which something was answered, the newest placement first, then in general."""
    answered = [row for row in reversed(dossier.checkins) if row.antwoorden is not None]
    about = [(p.id, p.functie) for p in dossier.plaatsingen]
    found = [_of(number, name, [r for r in answered if r.plaatsing_id == number]) for number, name in about]
    found.append(_of(0, None, [r for r in answered if r.plaatsing_id is None]))
    return [each for each in found if each.rijen]


def _of(number: int, name: str | None, rows: list[CheckinRow]) -> Progress:
    dated = [(local_day(row.beantwoord_op or row.verstuurd_op), row.antwoorden) for row in rows]
    drawn = draw([(day, answers) for day, answers in dated if answers is not None])
    return Progress(number, name, tuple(rows), drawn)
