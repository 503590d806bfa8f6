"""Three-valued evaluation of the rules of a regeling: ja, nee or onbekend (Kleene). Pure: no clock, no files.

An unanswered question, and the answer "weet ik niet", are onbekend; nothing is ever guessed. Rules are compiled once
per catalogue into small nodes, because every page of the keuzehulp evaluates all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from app.kennisbank.facts import REFERENCE, Facts, Feit
from app.kennisbank.rules_schema import Alle, Datum, EenVan, Getal, Is, Navragen, Niet, Test, Voorwaarde

NEE, ONBEKEND, JA = 0, 1, 2
"""Kleene: and is the smallest, or is the largest, not is 2 minus the value."""
Uitslag = Literal["nee", "onbekend", "ja"]
NAMES: tuple[Uitslag, Uitslag, Uitslag] = ("nee", "onbekend", "ja")
START = "startdatum"
"""The question whose answer is the day most conditions are tested on."""
TODAY = "vandaag"
PERSON = frozenset({"groep", "hulp-nodig", "register", "loonwaarde", "leervorm", "ziek-sinds", "afscheid-reden"})
"""Questions whose answer tells most about this case."""
TELLING, GENERAL, SITUATION, USUAL = 0, 1, 2, 3
"""How much a condition tells the employer; ``USUAL`` holds for nearly everybody, such as "no AOW yet"."""
OUT_OF_FORCE = "Deze voorwaarde geldt niet op deze datum."

Known = Mapping[str, frozenset[str] | Decimal | date]
"""Known answers only: chosen options, a number or a date per question."""


class Node(Protocol):
    """A compiled test. ``day`` is the day the condition is tested on; None when that is the unknown start date."""

    def value(self, known: Known, day: date | None) -> int: ...

    def open(self, known: Known, day: date | None) -> Iterator[str]:
        """Questions that are still unknown and can change this test; only asked of a node that is onbekend."""
        ...

    def questions(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class _Is:
    question: str
    options: frozenset[str]

    def value(self, known: Known, day: date | None) -> int:
        given = known.get(self.question)
        if not isinstance(given, frozenset):
            return ONBEKEND
        return NEE if given.isdisjoint(self.options) else JA

    def open(self, known: Known, day: date | None) -> Iterator[str]:
        yield self.question

    def questions(self) -> Iterator[str]:
        yield self.question


@dataclass(frozen=True, slots=True)
class _Number:
    question: str
    least: Decimal | Feit | None
    most: Decimal | Feit | None

    def value(self, known: Known, day: date | None) -> int:
        given = known.get(self.question)
        if not isinstance(given, Decimal):
            return ONBEKEND
        result = JA
        for bound, sign in ((self.least, 1), (self.most, -1)):
            if bound is not None:
                limit = _limit(bound, day)
                ok = ONBEKEND if limit is None else JA if (given - limit) * sign >= 0 else NEE
                result = min(result, ok)
        return result

    def open(self, known: Known, day: date | None) -> Iterator[str]:
        if self.question not in known:
            yield self.question
        if day is None and (isinstance(self.least, Feit) or isinstance(self.most, Feit)):
            yield START

    def questions(self) -> Iterator[str]:
        yield self.question


def _limit(bound: Decimal | Feit, day: date | None) -> Decimal | None:
    if isinstance(bound, Decimal):
        return bound
    found = bound.at(day) if day else None
    return found.waarde if found is not None and isinstance(found.waarde, Decimal) else None


@dataclass(frozen=True, slots=True)
class _Date:
    question: str
    first: date | Literal["vandaag"] | None
    before: date | Literal["vandaag"] | None

    def value(self, known: Known, day: date | None) -> int:
        given = known.get(self.question)
        if not isinstance(given, date):
            return ONBEKEND
        first, before = (day if bound == TODAY else bound for bound in (self.first, self.before))
        after = not isinstance(first, date) or given >= first
        return JA if after and (not isinstance(before, date) or given < before) else NEE

    def open(self, known: Known, day: date | None) -> Iterator[str]:
        yield self.question

    def questions(self) -> Iterator[str]:
        yield self.question


@dataclass(frozen=True, slots=True)
class _Many:
    """Alle (smallest) or een_van (largest)."""

    parts: tuple[Node, ...]
    all: bool

    def value(self, known: Known, day: date | None) -> int:
        stop = NEE if self.all else JA
        result = JA if self.all else NEE
        for part in self.parts:
            value = part.value(known, day)
            if value == stop:
                return stop
            if value == ONBEKEND:
                result = ONBEKEND
        return result

    def open(self, known: Known, day: date | None) -> Iterator[str]:
        for part in self.parts:
            if part.value(known, day) == ONBEKEND:
                yield from part.open(known, day)

    def questions(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.questions()


@dataclass(frozen=True, slots=True)
class _Not:
    part: Node

    def value(self, known: Known, day: date | None) -> int:
        return JA - self.part.value(known, day)

    def open(self, known: Known, day: date | None) -> Iterator[str]:
        return self.part.open(known, day)

    def questions(self) -> Iterator[str]:
        return self.part.questions()


@dataclass(frozen=True, slots=True)
class _Ask:
    """Only the uitvoerder can tell."""

    def value(self, known: Known, day: date | None) -> int:
        return ONBEKEND

    def open(self, known: Known, day: date | None) -> Iterator[str]:
        return iter(())

    def questions(self) -> Iterator[str]:
        return iter(())


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled ``Voorwaarde``. ``asks``: all answers that its outcome and its reason depend on."""

    rule: Voorwaarde
    node: Node
    has_facts: bool
    weight: int
    asks: frozenset[str]


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition with its outcome. ``counts`` is False when it is not in force on the tested day.

    weight: how much it tells, the most telling first (``TELLING`` to ``USUAL``).
    open: questions that would settle it; empty with outcome onbekend means: ask the uitvoerder.
    """

    id: str
    outcome: Uitslag
    reason: str
    source: str | None
    counts: bool
    open: tuple[str, ...]
    weight: int = GENERAL


def compile_test(test: Test, facts: Facts, wider: Mapping[str, frozenset[str]]) -> Node:
    """A test as a node. ``wider`` widens an option that stands for others (the gemeenten of the region)."""
    if isinstance(test, Is):
        options = frozenset(test.is_)
        for option in test.is_:
            options |= wider.get(option, frozenset())
        return _Is(test.vraag, options)
    if isinstance(test, Getal):
        return _Number(test.vraag, _bound(test.minstens, facts), _bound(test.hoogstens, facts))
    if isinstance(test, Datum):
        return _Date(test.datum, test.vanaf, test.voor)
    if isinstance(test, Niet):
        return _Not(compile_test(test.niet, facts, wider))
    if isinstance(test, Navragen):
        return _Ask()
    parts = test.alle if isinstance(test, Alle) else test.een_van
    return _Many(tuple(compile_test(part, facts, wider) for part in parts), isinstance(test, Alle))


def _bound(value: float | str | None, facts: Facts) -> Decimal | Feit | None:
    if value is None:
        return None
    return facts.by_name[value] if isinstance(value, str) else Decimal(str(value))


def compile_rules(
    rules: Iterable[Voorwaarde], facts: Facts, wider: Mapping[str, frozenset[str]]
) -> tuple[Condition, ...]:
    """All conditions of one regeling; KeyError on a fact that does not exist (the content check names it)."""
    return tuple(_compile(rule, facts, wider) for rule in rules)


def _compile(rule: Voorwaarde, facts: Facts, wider: Mapping[str, frozenset[str]]) -> Condition:
    node = compile_test(rule.test, facts, wider)
    questions = frozenset(node.questions())
    has_facts = any(REFERENCE.search(text) for text in (rule.reden.ja, rule.reden.nee, rule.reden.onbekend))
    windowed = rule.geldig_van is not None or rule.geldig_tot is not None
    dated = rule.toets != TODAY and (has_facts or windowed or _on_a_day(rule.test))
    return Condition(rule, node, has_facts, _weight(rule.test, questions), questions | ({START} if dated else set()))


def _on_a_day(test: Test) -> bool:
    """Whether the day that is tested can change the outcome."""
    if isinstance(test, Getal):
        return isinstance(test.minstens, str) or isinstance(test.hoogstens, str)
    if isinstance(test, Datum):
        return TODAY in (test.vanaf, test.voor)
    if isinstance(test, Niet):
        return _on_a_day(test.niet)
    parts = test.alle if isinstance(test, Alle) else test.een_van if isinstance(test, EenVan) else ()
    return any(map(_on_a_day, parts))


def _weight(test: Test, questions: frozenset[str]) -> int:
    parts = test.alle if isinstance(test, Alle) else test.een_van if isinstance(test, EenVan) else (test,)
    if any(isinstance(part, Niet) for part in parts):
        return USUAL
    return TELLING if questions & PERSON else SITUATION if questions == {"situatie"} else GENERAL


def judge(condition: Condition, known: Known, today: date, facts: Facts) -> ConditionResult:
    """One condition against what is known on ``today``.

    A condition with a window counts only when the tested day lies inside it (both days). While the start date is
    unknown a nee inside such a window is onbekend, because the window may not hold.
    """
    rule = condition.rule
    start = known.get(START)
    day = today if rule.toets == "vandaag" else start if isinstance(start, date) else None
    windowed = rule.geldig_van is not None or rule.geldig_tot is not None
    if windowed and day is not None and not _inside(rule, day):
        return ConditionResult(rule.id, "ja", OUT_OF_FORCE, rule.bron, False, (), condition.weight)
    value = condition.node.value(known, day)
    pending: tuple[str, ...] = ()
    if windowed and day is None and value == NEE:
        value, pending = ONBEKEND, (START,)
    elif value == ONBEKEND:
        pending = tuple(dict.fromkeys(condition.node.open(known, day)))
        if windowed and day is None and START not in pending:
            pending += (START,)
    reason = (rule.reden.nee, rule.reden.onbekend, rule.reden.ja)[value]
    if condition.has_facts:
        reason = facts.fill(reason, day or today)
    return ConditionResult(rule.id, NAMES[value], reason, rule.bron, True, pending, condition.weight)


def _inside(rule: Voorwaarde, day: date) -> bool:
    return (rule.geldig_van is None or rule.geldig_van <= day) and (rule.geldig_tot is None or day <= rule.geldig_tot)


def together(results: Iterable[ConditionResult]) -> Uitslag:
    """All conditions together. "ja" needs at least one that counts: a rule that says nothing proves nothing."""
    counted = False
    unknown = False
    for result in results:
        if result.outcome == "nee":
            return "nee"
        unknown = unknown or result.outcome == "onbekend"
        counted = counted or result.counts
    return "ja" if counted and not unknown else "onbekend"
