"""Steps and deadlines of the regelingen that fit or may fit, counted from the start date. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Literal

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.derived import Derived
from app.kennisbank.facts import Facts, Waarde, dutch_date, format_value
from app.kennisbank.schema import Regeling, Stap
from app.keuzehulp.engine import Outcome, Result
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
    """All steps in order, and what is nearest. Shared between readers, so what follows from it is worked out once."""

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

    @cached_property
    def soon(self) -> Mapping[str, Step]:
        """Per regeling its first coming deadline, when that is within ``SOON`` days."""
        found: dict[str, Step] = {}
        for step in self.dated:
            if step.day is not None and step.day <= self.today + timedelta(days=SOON):
                found.setdefault(step.slug, step)
        return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """The steps of one regeling for one start date."""

    slug: str
    steps: tuple[Step, ...]


MOST_PLANS, MOST_STEPS, MOST_TIMELINES = 1_000, 2_000, 100
"""What is kept of plans (those of 25 start dates), of steps and of all in order: 3 MB at most."""


class _Kept:
    """Steps that are the same once, plans by what they are made from, timelines by the plans in them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.steps: dict[Step, Step] = {}
        self.plans: dict[tuple[str, date | None, date, bool], _Plan] = {}
        self.timelines: dict[tuple[int, ...], tuple[list[_Plan], Timeline]] = {}
        self.before = {
            page.slug: before
            for page in catalogue.of_kind("regelingen")
            if (before := [order.regeling for order in page.regeling.eerst_dan if order.volgorde == "eerst"])
        }

    def same(self, step: Step) -> Step:
        """The step itself, or the one that is the same for another start date: a part of a page is made of it once."""
        if len(self.steps) >= MOST_STEPS:
            self.steps.clear()
        return self.steps.setdefault(step, step)


_kept = Derived(_Kept)


def timeline(catalogue: Catalogue, outcome: Outcome) -> Timeline:
    """The steps of everything that fits or may fit."""
    kept = _kept.of(catalogue)
    start, today = outcome.answers.start, outcome.day
    plans = []
    for result in outcome.findings.support:
        key = (result.slug, start, today, result.kind == "past")
        plan = kept.plans.get(key)
        if plan is None:
            if len(kept.plans) >= MOST_PLANS:
                kept.plans.clear()
            plan = _plan(catalogue.facts, result, start, today)
            plan = kept.plans[key] = _Plan(plan.slug, tuple([kept.same(step) for step in plan.steps]))
        plans.append(plan)
    if not plans:
        return Timeline(start, today, ())
    which = tuple(map(id, plans))
    found = kept.timelines.get(which)
    if found is None:
        if len(kept.timelines) >= MOST_TIMELINES:
            kept.timelines.clear()
        rank = _ranks({plan.slug for plan in plans}, kept.before)
        steps = [step for plan in plans for step in plan.steps]
        steps.sort(key=lambda s: (_ORDER[s.moment], s.day or date.max, rank.get(s.slug, 0)))
        # It holds on to the plans, so that no other one gets the same id.
        found = kept.timelines[which] = plans, Timeline(start, today, tuple(steps))
    return found[1]


def _plan(facts: Facts, result: Result, start: date | None, today: date) -> _Plan:
    regeling, sure = result.regeling, result.kind == "past"
    steps = [_step(result.slug, regeling, step, facts, start, today, sure) for step in regeling.stappen]
    return _Plan(result.slug, tuple(steps))


def _ranks(present: Set[str], before: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many regelingen must come before each one that has any; a circle in the content counts once."""

    def depth(slug: str, above: tuple[str, ...]) -> int:
        others = [other for other in before.get(slug, ()) if other in present and other not in above]
        return max([1 + depth(other, (*above, other)) for other in others], default=0)

    return {slug: depth(slug, (slug,)) for slug in present if slug in before}


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
