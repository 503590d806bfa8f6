"""Which question comes next: the unanswered one that can still change the most. Nothing else is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.derived import Derived
from app.keuzehulp.engine import Engine, Findings, Follows, Outcome
from app.keuzehulp.formulas import inputs_of
from app.keuzehulp.rules import START
from app.keuzehulp.situations import situation_of

RESIDENCE = "woongemeente"
"""Where the worker lives: that gemeente decides on a municipal regeling."""
DATED = ("voor-contract", "voor-start", "na-start", "jaarlijks")
"""Moments of a step whose date follows from the start date."""


@dataclass(frozen=True, slots=True)
class Route:
    """Questions that can still change something, the most useful first; only those of the situation.

    changes: per question how many outcomes it can still change (0: only amounts or dates), also when it is not asked.
    """

    open: tuple[str, ...]
    changes: dict[str, int]

    @property
    def next(self) -> str | None:
        """The question to ask now; None when no answer can change anything any more."""
        return self.open[0] if self.open else None

    @property
    def left(self) -> int:
        """How many questions are left at most: an answer can only make this smaller."""
        return len(self.open)


def _wanted(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Per regeling the questions that its amounts, dates or gemeente ask for."""
    found = {}
    for page in catalogue.of_kind("regelingen"):
        needs = set(inputs_of(page.regeling.opbrengst.berekening))
        if any(step.moment in DATED for step in page.regeling.stappen):
            needs.add(START)
        if page.regeling.gemeentelijk:
            needs.add(RESIDENCE)
        found[page.slug] = frozenset(needs)
    return found


_details = Derived(_wanted)


def _count(findings: Findings) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Per question how many outcomes it can still change, and for how many it serves amounts, dates or a gemeente."""
    wanted = _details.of(findings.catalogue)
    changes: Counter[str] = Counter()
    details: Counter[str] = Counter()
    for result in findings.results:
        changes.update(result.open)
        if result.possible:
            details.update(wanted[result.slug])
    return changes, details


_counted = Follows(_count)


def route(engine: Engine, outcome: Outcome) -> Route:
    """The questions left for this outcome. Between equals the order of the question file decides.

    A situation may have questions that come first, and may leave out what makes no sense in it.
    """
    given = outcome.answers.given
    changes, details = _counted.of(outcome.findings)
    order = {key: index for index, key in enumerate(engine.questions)}
    useful = [key for key in order if key not in given and (changes[key] or details[key])]
    situation = situation_of(engine.questions, outcome.answers)
    first = situation.eerst if situation else ()
    useful.sort(
        key=lambda key: (
            first.index(key) if key in first else len(first),
            -changes[key],
            -details[key],
            order[key],
        )
    )
    asked = engine.asked(situation)
    return Route(tuple(key for key in useful if key in asked), {key: changes[key] for key in useful})
