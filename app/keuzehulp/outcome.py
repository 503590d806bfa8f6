"""The result as an employer reads it: grouped, the most urgent first, with what combines and what excludes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.derived import Derived
from app.kennisbank.schema import Wijziging
from app.keuzehulp.amounts import Amounts, amounts
from app.keuzehulp.answers import Link
from app.keuzehulp.engine import KINDS, Engine, Findings, Follows, Kind, Outcome, Result
from app.keuzehulp.situations import WeekStep, articles_of, situation_of, week_steps
from app.keuzehulp.timeline import Step, Timeline, timeline

NOTHING = Decimal(0)


class Line(NamedTuple):
    """One regeling in the result. ``urgent`` is its deadline within ``SOON`` days, if there is one."""

    result: Result
    urgent: Step | None


RelationKind = Literal["samen", "sluit-uit", "eerst"]


@dataclass(frozen=True, slots=True)
class Relation:
    """What the content says about two regelingen together, from the side of ``one``; their slugs."""

    kind: RelationKind
    one: str
    other: str
    reason: str
    source: str | None


class Pair(NamedTuple):
    """A relation between two regelingen of the result. ``sure``: both fit."""

    relation: Relation
    sure: bool


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

    def relations(self, sure: bool) -> dict[RelationKind, list[Relation]]:
        """What is said about regelingen that both fit (sure), or about the others."""
        found: dict[RelationKind, list[Relation]] = {"sluit-uit": [], "eerst": [], "samen": []}
        for pair in self.pairs:
            if pair.sure is sure:
                found[pair.relation.kind].append(pair.relation)
        return {kind: relations for kind, relations in found.items() if relations}


def advise(engine: Engine, outcome: Outcome) -> Advice:
    """Group and order an outcome."""
    catalogue = engine.catalogue
    steps = timeline(catalogue, outcome)
    money = amounts(catalogue, outcome)
    sorted_out = _sorted_out.of(outcome.findings)
    groups = dict(sorted_out.groups)
    for kind in ("past", "past-misschien"):
        lines = [Line(line.result, steps.soon.get(line.result.slug)) for line in groups[kind]]
        groups[kind] = tuple(sorted(lines, key=partial(_place, day=outcome.day, worth=money.worth)))
    situation = situation_of(engine.questions, outcome.answers)
    return Advice(
        outcome,
        groups,
        sorted_out.background,
        steps,
        money,
        _pairs.of(outcome.findings),
        articles_of(catalogue, situation),
        week_steps(catalogue, situation, outcome.answers),
        situation.weken_van if situation else None,
    )


@dataclass(frozen=True, slots=True)
class _SortedOut:
    """Findings in groups. In those that cannot be used nothing is urgent or yields anything, so they are in order."""

    groups: Mapping[Kind, tuple[Line, ...]]
    background: tuple[Result, ...]


def _sort_out(findings: Findings) -> _SortedOut:
    groups: dict[Kind, list[Line]] = {kind: [] for kind in KINDS}
    background = []
    for result in findings.results:
        if (result.background or result.slug in findings.overviews) and result.possible:
            background.append(result)
        else:
            groups[result.kind].append(Line(result, None))
    ordered = {kind: sorted(lines, key=lambda line: not line.result.specific) for kind, lines in groups.items()}
    return _SortedOut({kind: tuple(lines) for kind, lines in ordered.items()}, tuple(background))


_sorted_out = Follows(_sort_out)


def _place(line: Line, day: date, worth: Mapping[str, Decimal]) -> tuple[bool, date, bool, Decimal]:
    """Urgent ones first, then what is meant for this case and what yields most; else as in the list of all."""
    urgent, result = line.urgent, line.result
    near = urgent.day or day if urgent else day
    return urgent is None, near, not result.specific, -worth.get(result.slug, NOTHING)


def _relations(catalogue: Catalogue) -> dict[str, tuple[tuple[str, Relation], ...]]:
    """Per regeling what it says about each later one, with the slug of that one, in the order of the list."""
    pages = catalogue.of_kind("regelingen")
    place = {page.slug: number for number, page in enumerate(pages)}
    found = {}
    for number, page in enumerate(pages):
        said = [(other, relation) for other, relation in _said(page) if place.get(other, -1) > number]
        found[page.slug] = tuple(sorted(said, key=lambda pair: place[pair[0]]))
    return found


_related = Derived(_relations)


def _said(page: Page) -> Iterator[tuple[str, Relation]]:
    """What a page says about others: what excludes it, then what comes first, then what may be combined."""
    slug, regeling = page.slug, page.regeling
    for item in regeling.sluit_uit:
        yield item.regeling, Relation("sluit-uit", slug, item.regeling, item.reden, item.bron)
    for order in regeling.eerst_dan:
        first, then = (order.regeling, slug) if order.volgorde == "eerst" else (slug, order.regeling)
        yield order.regeling, Relation("eerst", first, then, order.reden, order.bron)
    for item in regeling.combineert_met:
        yield item.regeling, Relation("samen", slug, item.regeling, item.reden, item.bron)


def _pair(findings: Findings) -> tuple[Pair, ...]:
    """Every declared relation between two results that can be used, once."""
    related = _related.of(findings.catalogue)
    fits = {result.slug: result.kind == "past" for result in findings.support}
    return tuple(
        Pair(relation, sure and fits[other])
        for slug, sure in fits.items()
        for other, relation in related[slug]
        if other in fits
    )


_pairs = Follows(_pair)


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
