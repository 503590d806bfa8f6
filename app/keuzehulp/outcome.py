"""The result as an employer reads it: grouped, the most urgent first, with what combines and what excludes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.schema import Wijziging
from app.keuzehulp.amounts import Amounts, amounts, value
from app.keuzehulp.answers import Link
from app.keuzehulp.engine import Engine, Kind, Outcome, Result
from app.keuzehulp.situations import WeekStep, articles_of, situation_of, week_steps
from app.keuzehulp.timeline import SOON, Step, Timeline, timeline


@dataclass(frozen=True, slots=True)
class Line:
    """One regeling in the result. ``urgent`` is its deadline within ``SOON`` days, if there is one."""

    result: Result
    urgent: Step | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two regelingen of the result and what the content says about them together, from the side of ``one``."""

    kind: Literal["samen", "sluit-uit", "eerst"]
    one: Result
    other: Result
    reason: str
    source: str | None

    @property
    def sure(self) -> bool:
        """Do both fit?"""
        return self.one.kind == self.other.kind == "past"


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything on the result page.

    background: pages with knowledge, and overviews of regelingen that are in the groups themselves.
    articles, weeks: how-to guides and weeks of illness that go with the situation.
    """

    outcome: Outcome
    groups: dict[Kind, tuple[Line, ...]]
    background: tuple[Result, ...]
    timeline: Timeline
    amounts: Amounts
    pairs: tuple[Pair, ...]
    articles: tuple[Page, ...]
    weeks: tuple[WeekStep, ...]
    weeks_of: str | None

    @property
    def knowledge(self) -> tuple[Result, ...]:
        """What is good to know, without overviews."""
        return tuple(result for result in self.background if result.background)

    @property
    def possible(self) -> tuple[Line, ...]:
        return (*self.groups["past"], *self.groups["past-misschien"])


def advise(engine: Engine, outcome: Outcome) -> Advice:
    """Group and order an outcome."""
    catalogue = engine.catalogue
    steps = timeline(catalogue, outcome)
    money = amounts(catalogue, outcome)
    worth = {item.slug: value(item) for item in money.yields}
    limit = outcome.day + timedelta(days=SOON)
    nearest = {slug: step for slug, step in steps.nearest().items() if step.day is not None and step.day <= limit}
    groups: dict[Kind, list[Line]] = {
        "past": [],
        "past-misschien": [],
        "gesloten": [],
        "past-niet": [],
        "vervallen": [],
    }
    background = []
    double = outcome.overviews
    for result in outcome.results:
        if (result.background or result.slug in double) and result.possible:
            background.append(result)
        else:
            groups[result.kind].append(Line(result, nearest.get(result.slug)))
    for lines in groups.values():
        lines.sort(
            key=lambda line: (
                line.urgent is None,
                (line.urgent.day or outcome.day) if line.urgent else outcome.day,
                not line.result.specific,
                -worth.get(line.result.slug, 0),
                -line.result.regeling.belang,
            )
        )
    situation = situation_of(engine.questions, outcome.answers)
    return Advice(
        outcome,
        {kind: tuple(lines) for kind, lines in groups.items()},
        tuple(background),
        steps,
        money,
        tuple(_pairs(outcome.support)),
        articles_of(catalogue, situation),
        week_steps(catalogue, situation, outcome.answers),
        situation.weken_van if situation else None,
    )


def _pairs(results: tuple[Result, ...]) -> Iterator[Pair]:
    """Every declared relation between two results, once."""
    place = {result.slug: number for number, result in enumerate(results)}
    for one, other in _declared(results, place):
        for item in one.regeling.sluit_uit:
            if item.regeling == other.slug:
                yield Pair("sluit-uit", one, other, item.reden, item.bron)
        for order in one.regeling.eerst_dan:
            if order.regeling == other.slug:
                first, then = (other, one) if order.volgorde == "eerst" else (one, other)
                yield Pair("eerst", first, then, order.reden, order.bron)
        for item in one.regeling.combineert_met:
            if item.regeling == other.slug:
                yield Pair("samen", one, other, item.reden, item.bron)


def _declared(results: tuple[Result, ...], place: dict[str, int]) -> Iterator[tuple[Result, Result]]:
    """Every result with each later one that it names, in order."""
    for number, one in enumerate(results):
        regeling = one.regeling
        named = {item.regeling for item in (*regeling.sluit_uit, *regeling.combineert_met)}
        named |= {order.regeling for order in regeling.eerst_dan}
        for other in sorted(place[slug] for slug in named if place.get(slug, -1) > number):
            yield one, results[other]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed in a regeling of the result since a link was made."""

    slug: str
    titel: str
    change: Wijziging


def changes_since(catalogue: Catalogue, outcome: Outcome, link: Link) -> tuple[Change, ...] | None:
    """What changed in these regelingen since the link was made; None when it was made under this content.

    Empty means: the content changed, but nothing is recorded about these regelingen.
    """
    if not link.version or catalogue.version.startswith(link.version):
        return None
    made_on = link.made_on
    found = [
        Change(result.slug, result.regeling.titel, change)
        for result in outcome.results
        if result.kind != "past-niet"
        for change in result.regeling.wijzigingen
        if made_on is None or change.datum >= made_on
    ]
    return tuple(sorted(found, key=lambda c: (-c.change.datum.toordinal(), c.titel)))
