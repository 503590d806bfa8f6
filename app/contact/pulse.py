"""Vinger aan de pols: what three answers mean beside the earlier ones, and the drawing of them over time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.contact.dossier_models import Checkin, CheckinAntwoord, Niveau

WIDTH, LEFT, RIGHT = 360, 78, 24
LEVELS = {Niveau.GOED: 24, Niveau.KAN_BETER: 64, Niveau.NIET_GOED: 104}
"""Height in the drawing of each level, in units of the view box."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a werkgever chose. None: not answered, which is allowed for who wants to be called."""

    taken: Niveau | None
    begeleiding: Niveau | None
    bellen: bool

    @property
    def complete(self) -> bool:
        """Everything that must be answered: both levels, or only that somebody calls."""
        return self.bellen or (self.taken is not None and self.begeleiding is not None)


class Signal(StrEnum):
    """Why somebody must look at an answer today."""

    BELLEN = "bellen"
    TAKEN_SLECHTER = "taken-slechter"
    TAKEN_NIET_GOED = "taken-niet-goed"
    BEGELEIDING_SLECHTER = "begeleiding-slechter"
    BEGELEIDING_NIET_GOED = "begeleiding-niet-goed"


WORDS = {
    Signal.BELLEN: "De werkgever vraagt bij de check-in: bel mij.",
    Signal.TAKEN_SLECHTER: "De taken gaan minder goed dan eerst.",
    Signal.TAKEN_NIET_GOED: "De taken gaan niet goed.",
    Signal.BEGELEIDING_SLECHTER: "De begeleiding gaat minder goed dan eerst.",
    Signal.BEGELEIDING_NIET_GOED: "De begeleiding gaat niet goed.",
}
GOOD_START = Answers(Niveau.GOED, Niveau.GOED, bellen=False)
"""With what a first answer is compared: a job begins because both thought it would be good."""


def signals(now: Answers, earlier: Answers | None) -> tuple[Signal, ...]:
    """Why this answer needs somebody today; nothing when it stayed the same or got better.

    "Niet goed" always counts, also when it was not good before. Without an earlier level that level was good.
    """
    before = earlier or GOOD_START
    found = [Signal.BELLEN] if now.bellen else []
    for level, old, worse, bad in (
        (now.taken, before.taken, Signal.TAKEN_SLECHTER, Signal.TAKEN_NIET_GOED),
        (now.begeleiding, before.begeleiding, Signal.BEGELEIDING_SLECHTER, Signal.BEGELEIDING_NIET_GOED),
    ):
        if level is None:
            continue
        if level.rang < (old or Niveau.GOED).rang:
            found.append(worse)
        elif level is Niveau.NIET_GOED:
            found.append(bad)
    return tuple(found)


def in_words(found: Sequence[Signal]) -> str:
    """One or more sentences for the follow-up."""
    return " ".join(WORDS[signal] for signal in found)


def answers_of(checkin: Checkin) -> Answers | None:
    """What was answered, None while nothing was; also reads the one word of before the three questions."""
    if checkin.bellen is not None:
        taken, begeleiding = checkin.taken, checkin.begeleiding
        return Answers(Niveau(taken) if taken else None, Niveau(begeleiding) if begeleiding else None, checkin.bellen)
    if checkin.antwoord is None:
        return None
    return GOOD_START if checkin.antwoord == CheckinAntwoord.GOED else Answers(None, None, bellen=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One question over time: the points of a line through what was answered, and the dots on it."""

    points: str
    dots: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything to draw of one placement. days: (day, x) of each check-in; levels: (level, y)."""

    height: int
    width: int
    days: tuple[tuple[date, int], ...]
    levels: tuple[tuple[Niveau, int], ...]
    taken: Line
    begeleiding: Line


def draw(rows: Sequence[tuple[date, Answers]]) -> Trend | None:
    """The oldest first in; None with fewer than two answers with a level: there is nothing to compare yet."""
    answered = [(day, answers) for day, answers in rows if answers.taken or answers.begeleiding]
    if len(answered) < 2:
        return None
    step = (WIDTH - LEFT - RIGHT) / (len(answered) - 1)
    places = [round(LEFT + step * turn) for turn in range(len(answered))]
    return Trend(
        height=150,
        width=WIDTH,
        days=tuple((day, x) for (day, _answers), x in zip(answered, places, strict=True)),
        levels=tuple(LEVELS.items()),
        taken=_line([answers.taken for _day, answers in answered], places, -3),
        begeleiding=_line([answers.begeleiding for _day, answers in answered], places, 3),
    )


def _line(levels: Sequence[Niveau | None], places: Sequence[int], shift: int) -> Line:
    """``shift``: units up or down, so that two lines on the same level can both be seen."""
    dots = tuple((x, LEVELS[level] + shift) for level, x in zip(levels, places, strict=True) if level is not None)
    return Line(" ".join(f"{x},{y}" for x, y in dots), dots)
