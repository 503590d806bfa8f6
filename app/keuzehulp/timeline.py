"""Steps and deadlines of the regelingen that fit or may fit, counted from the start date. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Literal

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.derived import Derived
from app.kennisbank.facts import Facts, Waarde, dutch_date, format_value
from app.kennisbank.schema import Regeling, Stap
from app.keuzehulp.engine import Outcome
from app.keuzehulp.terms import shift

Moment = Literal[
    "voor-contract",
    "voor-start",
    "na-start",
    "in-tijdvak",
    "jaarlijks",
    "bij-ziekte",
    "na-afloop",
    "einde-contract",
    "doorlopend",
]
MOMENTS: tuple[Moment, ...] = (
    "voor-contract",
    "voor-start",
    "na-start",
    "in-tijdvak",
    "jaarlijks",
    "bij-ziekte",
    "na-afloop",
    "einde-contract",
    "doorlopend",
)
_ORDER = {moment: place for place, moment in enumerate(MOMENTS)}
BEFORE = ("voor-contract", "voor-start")
"""Moments that end when the job starts."""
SOON = 30
"""A deadline within this many days goes to the top of the result."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one regeling with its deadline.

    day: last day on which it is still in time; None when it hangs on something we do not know.
    before: the first working day, when it only has to be done before that day.
    opens: first day on which it can be done, for a window that is not open yet.
    when: the deadline in Dutch words, without the date.
    late: what can still be done, only when the deadline has passed.
    """

    slug: str
    titel: str
    id: str
    what: str
    who: str
    moment: Moment
    when: str
    day: date | None
    before: date | None
    opens: date | None
    passed: bool
    late: str | None
    sure: bool

    @property
    def yearly(self) -> bool:
        return self.moment == "jaarlijks"


@dataclass(frozen=True)
class Timeline:
    """All steps in order, and what is nearest."""

    start: date | None
    today: date
    steps: tuple[Step, ...]

    def phases(self, sure: bool, without: str | None = None) -> tuple[tuple[Moment, tuple[Step, ...]], ...]:
        """Steps by moment, of what fits (sure) or of what may fit; ``without`` those of one regeling."""
        steps = [step for step in self.steps if step.sure is sure and step.slug != without]
        return tuple([(moment, tuple(found)) for moment, found in groupby(steps, lambda step: step.moment)])

    @cached_property
    def dated(self) -> tuple[Step, ...]:
        """Steps with a day that is still to come, the first one first."""
        found = [step for step in self.steps if step.day is not None and not step.passed]
        return tuple(sorted(found, key=lambda s: (s.day or date.max, s.slug, s.id)))

    @cached_property
    def by_regeling(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps of each regeling that has any."""
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            found.setdefault(step.slug, []).append(step)
        return {slug: tuple(steps) for slug, steps in found.items()}

    def nearest(self) -> dict[str, Step]:
        """Per regeling its first coming deadline."""
        found: dict[str, Step] = {}
        for step in self.dated:
            found.setdefault(step.slug, step)
        return found


MOST_KEPT = 1_000
"""Regelingen with their steps that are kept: those of 25 start dates, about 1 MB."""
_Made = dict[tuple[str, date | None, date, bool], tuple[Step, ...]]
_made: Derived[_Made] = Derived(lambda _catalogue: {})


def timeline(catalogue: Catalogue, outcome: Outcome) -> Timeline:
    """The steps of everything that fits or may fit."""
    made = _made.of(catalogue)
    possible = outcome.support
    rank = _ranks({result.slug: result.regeling for result in possible})
    start, today = outcome.answers.start, outcome.day
    steps: list[Step] = []
    for result in possible:
        sure = result.kind == "past"
        key = (result.slug, start, today, sure)
        found = made.get(key)
        if found is None:
            if len(made) >= MOST_KEPT:
                made.clear()
            regeling = result.regeling
            found = made[key] = tuple(
                _step(result.slug, regeling, step, catalogue.facts, start, today, sure) for step in regeling.stappen
            )
        steps += found
    steps.sort(key=lambda s: (_ORDER[s.moment], s.day or date.max, rank[s.slug]))
    return Timeline(start, today, tuple(steps))


def _ranks(regelingen: Mapping[str, Regeling]) -> dict[str, int]:
    """How many regelingen must come before each one; a circle in the content counts once."""
    before = {
        slug: [o.regeling for o in regeling.eerst_dan if o.volgorde == "eerst" and o.regeling in regelingen]
        for slug, regeling in regelingen.items()
    }

    def depth(slug: str, above: tuple[str, ...]) -> int:
        others = [other for other in before[slug] if other not in above]
        return max([1 + depth(other, (*above, other)) for other in others], default=0)

    return {slug: depth(slug, (slug,)) if others else 0 for slug, others in before.items()}


def _step(slug: str, regeling: Regeling, step: Stap, facts: Facts, start: date | None, today: date, sure: bool) -> Step:
    anchor = start or today
    term = _on(facts, step.termijn, anchor)
    yearly = _on(facts, step.dag, anchor)
    day, opens, when = _deadline(regeling, step, term, yearly, start, today)
    passed = day is not None and day < today
    before = start if step.moment in BEFORE and term is None else None
    return Step(
        slug=slug,
        titel=regeling.titel,
        id=step.id,
        what=facts.fill(step.wat, today),
        who=step.wie,
        moment=step.moment,
        when=when,
        day=day,
        before=before,
        opens=opens,
        passed=passed,
        late=facts.fill(step.te_laat, today) if passed and step.te_laat else None,
        sure=sure,
    )


def _on(facts: Facts, name: str | None, day: date) -> Waarde | None:
    """A term on ``day``; before its first known value the first, after its last the last."""
    fact = facts.by_name.get(name) if name else None
    if fact is None:
        return None
    values = sorted(fact.waarden, key=lambda v: v.geldig_van)
    return fact.at(day) or (values[0] if day < values[0].geldig_van else values[-1])


def _deadline(
    regeling: Regeling, step: Stap, term: Waarde | None, yearly: Waarde | None, start: date | None, today: date
) -> tuple[date | None, date | None, str]:
    length = format_value(term) if term is not None else ""
    if step.moment in BEFORE:
        before = "vóór u het contract tekent" if step.moment == "voor-contract" else "vóór de eerste werkdag"
        when = f"minstens {length} {before}" if length else before
        if start is None:
            return None, None, when
        return (shift(start, term, -1) if term is not None else start - timedelta(days=1)), None, when
    if step.moment == "na-start":
        when = f"binnen {length} na de start" if length else "na de start"
        if start is None or term is None:
            return None, None, when
        return shift(start, term, 1) - timedelta(days=1), None, when
    if step.moment == "jaarlijks":
        if yearly is None or not isinstance(yearly.waarde, str):
            return None, None, "elk jaar"
        when = f"elk jaar uiterlijk {format_value(yearly)}"
        if start is None:
            return None, None, when
        # Every yearly step looks back on a calendar year, so the first one comes in the year after the start.
        return _next_yearly(yearly.waarde, max(today, date(start.year + 1, 1, 1))), None, when
    if step.moment == "in-tijdvak":
        return _window(regeling, today)
    words = {
        "bij-ziekte": ("binnen {} na de eerste ziektedag", "zodra uw werknemer ziek is"),
        "na-afloop": ("binnen {} na afloop", "na afloop"),
        "einde-contract": ("{} voor het einde van het contract", "voor het einde van het contract"),
        "doorlopend": ("duurt {}", "kan altijd"),
    }
    with_term, without = words[step.moment]
    return None, None, with_term.format(length) if length else without


def _window(regeling: Regeling, today: date) -> tuple[date | None, date | None, str]:
    for window in sorted(regeling.tijdvakken, key=lambda w: w.van):
        if window.van <= today <= window.tot:
            return window.tot, None, f"tot en met {dutch_date(window.tot)}"
        if window.van > today:
            return window.tot, window.van, f"van {dutch_date(window.van)} tot en met {dutch_date(window.tot)}"
    return None, None, "in de volgende ronde"


def _next_yearly(month_day: str, first: date) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    for year in (first.year, first.year + 1):
        found = date(year, month, min(day, calendar.monthrange(year, month)[1]))
        if found >= first:
            return found
    raise AssertionError("a day of the year comes back within a year")


def first_soon(steps: Iterable[Step], today: date) -> Step | None:
    """The first deadline within ``SOON`` days, if there is one."""
    return next((s for s in steps if s.day is not None and s.day <= today + timedelta(days=SOON)), None)
