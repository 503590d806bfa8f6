"""What a regeling yields: one formula per scheme, each with its inputs, sources and what makes it uncertain. Pure.

All amounts come from ``content/bedragen/`` through ``Inputs``; this file holds arithmetic, never a number of the law.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Literal

from app.kennisbank.facts import Facts, Waarde, dutch_date, dutch_number, format_value
from app.kennisbank.schema import Regeling
from app.keuzehulp.answers import Answers
from app.keuzehulp.rules import START
from app.keuzehulp.terms import add_months, months, periods, shift, weeks

HOURS, WAGE, AGE, WORTH = "uren", "uurloon", "leeftijd", "loonwaarde-procent"
"""Questions that serve amounts: hours a week, gross wage per hour, age, measured loonwaarde in percent."""
WEEKS, MONTHS = Decimal(52), Decimal(12)
CONTRACT = "contract"
HALF_YEAR = 6
"""Months: the border between the two answers about a temporary contract."""
LONGER, SHORTER = "tijdelijk-half-jaar-of-langer", "tijdelijk-korter"

Per = Literal["kalenderjaar", "maand-ziekte", "schooljaar"]
Unit = Literal["euro", "uren"]


@dataclass(frozen=True, slots=True)
class Span:
    """A range; ``year`` is a calendar year, or None for an amount per sick month or school year."""

    year: int | None
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Input:
    """One number that went into a formula, and where it comes from. ``source`` is empty for an answer."""

    label: str
    value: str
    source: str = ""
    url: str | None = None


_input = lru_cache(maxsize=2_000)(Input)
"""One object for one input, so that the part of a page about it is made once."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What one regeling yields. ``needs`` are questions without whose answer nothing can be calculated."""

    slug: str
    titel: str
    sure: bool
    unit: Unit
    per: Per
    spans: tuple[Span, ...]
    formula: str
    inputs: tuple[Input, ...]
    unsure: tuple[str, ...]
    needs: tuple[str, ...] = ()


class Missing(Exception):
    """A question or a fact without which the formula cannot run. ``question`` is empty for a fact."""

    def __init__(self, question: str = "") -> None:
        super().__init__(question)
        self.question = question


@dataclass(slots=True)
class Inputs:
    """Gives a formula its answers and facts, and writes down each one that was used."""

    facts: Facts
    answers: Answers
    today: date
    used: dict[str, Input] = field(default_factory=dict)
    unsure: dict[str, None] = field(default_factory=dict)

    def doubt(self, text: str) -> None:
        self.unsure[text] = None

    def start(self) -> date:
        """The start date; Missing while unknown."""
        start = self.answers.start
        if start is None:
            raise Missing(START)
        self.used["start"] = _input("Start", dutch_date(start))
        return start

    def periods(self, start: date, end: date | None = None) -> list[tuple[date, date]]:
        """First and last day per calendar year until ``end``, and never past what is certain of the contract."""
        last = self._contract_end()
        return periods(start, min((day for day in (end, last) if day is not None), default=None), self.today)

    def _contract_end(self) -> date | None:
        """First day after what is certain of a temporary contract; None when it has no end that we know of."""
        contract, first = self.answers.chosen(CONTRACT), self.answers.start
        if first is None or not contract:
            self.doubt("Wij weten nog niet hoe lang het contract duurt. Stopt het contract, dan stopt het bedrag.")
            return None
        half_year = add_months(first, HALF_YEAR)
        if SHORTER in contract:
            self.doubt("Het bedrag stopt als het contract stopt. Dat is binnen een half jaar.")
            return half_year
        if LONGER not in contract:
            return None
        if half_year > self.today:
            self.doubt(
                "Het bedrag stopt als het contract stopt. Wij rekenden alleen het eerste half jaar, want dat is zeker."
            )
            return half_year
        self.doubt("Het bedrag stopt als het contract stopt. Wij rekenden tot het einde van dit jaar.")
        return date(self.today.year + 1, 1, 1)

    def hours(self) -> Decimal:
        """Hours a week; Missing while unknown."""
        hours = self.answers.number(HOURS)
        if hours is None:
            raise Missing(HOURS)
        self.used["hours"] = _input("Uren per week", dutch_number(hours))
        return hours

    def fact(self, name: str, day: date) -> Decimal:
        """A fact on ``day``; outside its known validity the nearest value, with a doubt. Missing without the fact."""
        return self._fact(name, day)[0]

    def term(self, name: str, day: date) -> Waarde:
        """A duration on ``day``, like ``fact``."""
        return self._fact(name, day)[1]

    def _fact(self, name: str, day: date) -> tuple[Decimal, Waarde]:
        fact = self.facts.by_name.get(name)
        if fact is None:
            raise Missing
        value = fact.at(day)
        if value is None:
            values = sorted(fact.waarden, key=lambda v: v.geldig_van)
            value = values[0] if day < values[0].geldig_van else values[-1]
            if day > value.geldig_van:
                self.doubt(
                    f"Het bedrag voor {day.year} is nog niet bekend. Wij rekenen met dat van {value.geldig_van.year}."
                )
        if not isinstance(value.waarde, Decimal):
            raise Missing
        if fact.zekerheid == "middelhoog":
            self.doubt(f"Controleer dit bij de uitvoerder: {fact.titel[0].lower()}{fact.titel[1:]}.")
        key = f"{name}@{value.geldig_van}"
        if key not in self.used:
            source = f"{fact.bron.titel}. Geldig vanaf {dutch_date(value.geldig_van)}."
            self.used[key] = _input(fact.titel, format_value(value), source, fact.bron.url)
        return value.waarde, value

    def ages(self) -> tuple[str, ...]:
        """Names of the minimum wages per hour that may apply; the lowest first."""
        age = self.answers.chosen(AGE)
        if "18-tot-21" in age:
            self.doubt("Het minimumloon hangt af van de precieze leeftijd.")
            return ("wml-18", "wml-20")
        if "tot-18" in age:
            self.doubt("Het minimumloon hangt af van de precieze leeftijd.")
            return ("wml-15", "wml-17")
        if not age:
            self.doubt("Wij rekenden met het minimumloon vanaf 21 jaar.")
        return ("wml-21",)

    def wage(self, day: date) -> tuple[Decimal, Decimal]:
        """Wage per hour, lowest and highest: as answered, else the minimum wage."""
        wage = self.answers.number(WAGE)
        if wage is not None:
            self.used["wage"] = _input("Uurloon", f"€\u00a0{dutch_number(wage)} bruto per uur")
            return wage, wage
        self.doubt("Wij rekenden met het minimumloon. Een hoger loon geeft een hoger bedrag.")
        names = self.ages()
        return self.fact(names[0], day), self.fact(names[-1], day)


def span(year: int | None, low: Decimal, high: Decimal) -> Span:
    """A range in whole euros (or hours): down for the lowest, up for the highest."""
    return Span(year, low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING))


def _percent(inputs: Inputs, name: str, day: date) -> Decimal:
    return inputs.fact(name, day) / 100


Result = tuple[Unit, Per, list[Span], str]


def lkv(name: str, *, lasts: bool, again: bool = False) -> Callable[[Inputs], Result]:
    """Loonkostenvoordeel: hours x amount per hour, at most a maximum per calendar year (Wtl, art. 2.1-2.17).

    again: it counts from the day somebody who already works here starts again; not from the first day.
    """

    def formula(inputs: Inputs) -> Result:
        start, hours = inputs.start(), inputs.hours()
        if again and start < inputs.today:
            start = inputs.today
            inputs.doubt("Dit telt vanaf de dag dat uw werknemer weer begint. Wij rekenden vanaf vandaag.")
        end = shift(start, inputs.term(f"{name}-duur", start), 1) if lasts else None
        spans = []
        for first, last in inputs.periods(start, end):
            rate, most = inputs.fact(f"{name}-uur", first), inputs.fact(f"{name}-maximum", first)
            low, high = (min(hours * w * rate, most) for w in weeks(first, last))
            spans.append(span(first.year, low, high))
        inputs.doubt("UWV rekent met de uren uit uw loonaangifte. U krijgt het geld in het jaar erna.")
        return "euro", "kalenderjaar", spans, "uren per week x weken x bedrag per uur, tot het hoogste bedrag per jaar"

    return formula


def subsidy(inputs: Inputs) -> Result:
    """Loonkostensubsidie (Participatiewet, art. 10d): set at the start and again each 1 January, never in July."""
    start, hours = inputs.start(), inputs.hours()
    worth = inputs.answers.number(WORTH)
    if worth is None:
        inputs.doubt("De loonwaarde is nog niet gemeten. Wij rekenden van een hoge tot een lage loonwaarde.")
    else:
        inputs.used["worth"] = _input("Loonwaarde", f"{dutch_number(worth)}%")
    spans = []
    for first, last in inputs.periods(start):
        part = _percent(inputs, "lks-maximum", first)
        least, most = (Decimal("0.1"), part) if worth is None else (min(1 - worth / 100, part),) * 2
        if worth is None:
            inputs.used["worth"] = _input("Loonwaarde", f"90% tot {dutch_number((1 - part) * 100)}%")
        low_base, high_base = _subsidy_base(inputs, hours, first)
        low, high = months(first, last)
        spans.append(
            span(first.year, low_base * max(least, Decimal(0)) * low, high_base * max(most, Decimal(0)) * high)
        )
    formula = (
        "(minimumloon + vakantiebijslag) x (100% - loonwaarde), tot het maximum, + toeslag, x uren / werkweek x maanden"
    )
    inputs.doubt(
        "De beschikking van de gemeente beslist. De gemeente stelt het bedrag alleen op 1 januari opnieuw vast."
    )
    return "euro", "kalenderjaar", spans, formula


def flat_subsidy(inputs: Inputs) -> Result:
    """Forfaitaire loonkostensubsidie: a fixed part for at most the first months, until the loonwaarde is measured."""
    start, hours = inputs.start(), inputs.hours()
    end = shift(start, inputs.term("lks-forfait-duur", start), 1)
    spans = []
    for first, last in inputs.periods(start, end):
        part = _percent(inputs, "lks-forfait", first)
        low_base, high_base = _subsidy_base(inputs, hours, first)
        low, high = months(first, last)
        spans.append(span(first.year, low_base * part * low, high_base * part * high))
    inputs.doubt("Na de meting geldt de gewone loonkostensubsidie. De meting kan ook eerder komen.")
    formula = "(minimumloon + vakantiebijslag) x vast deel + toeslag, x uren / werkweek x maanden"
    return "euro", "kalenderjaar", spans, formula


def _subsidy_base(inputs: Inputs, hours: Decimal, day: date) -> tuple[Decimal, Decimal]:
    """Minimum wage a month with holiday allowance and surcharge, for these hours; lowest and highest age."""
    month = inputs.fact("wml-maand", day) * (1 + _percent(inputs, "vakantiebijslag", day))
    with_surcharge = month * (1 + _percent(inputs, "lks-toeslag", day))
    base = with_surcharge * hours / inputs.fact("lks-norm-uren", day)
    names = inputs.ages()
    if names == ("wml-21",):
        return base, base
    adult = inputs.fact("wml-21", day)
    return base * inputs.fact(names[0], day) / adult, base * inputs.fact(names[-1], day) / adult


def trial(inputs: Inputs) -> Result:
    """Proefplaatsing: the wage you do not pay during the trial, one month up to the standard length."""
    start, hours = inputs.start(), inputs.hours()
    longest = inputs.fact("proefplaatsing-uwv-standaard", start)
    low, high = inputs.wage(start)
    inputs.doubt("UWV of de gemeente bepaalt hoe lang de proef duurt. Premies en vakantiegeld telden wij niet mee.")
    month = hours * WEEKS / MONTHS
    spans = [span(start.year, low * month, high * month * longest)]
    return "euro", "kalenderjaar", spans, "uurloon x uren x maanden proef"


def no_risk(inputs: Inputs) -> Result:
    """No-riskpolis: wage covered per month of sickness (Ziektewet, art. 29b), from the usual to the first-year part."""
    day, hours = inputs.start(), inputs.hours()
    low, high = inputs.wage(day)
    month = hours * WEEKS / MONTHS
    spans = [
        span(
            None,
            low * month * _percent(inputs, "no-risk-standaard", day),
            high * month * _percent(inputs, "no-risk-eerste-jaar", day),
        )
    ]
    inputs.doubt("UWV rekent met het dagloon. Dit geldt alleen als uw werknemer ziek is.")
    return "euro", "maand-ziekte", spans, "uurloon x uren x deel dat UWV betaalt"


def low_premium(inputs: Inputs) -> Result:
    """Lage WW-premie: the difference between high and low premium over the wage (Besluit Wfsv, art. 2.2-2.5)."""
    start, hours = inputs.start(), inputs.hours()
    spans = []
    for first, last in inputs.periods(start):
        gap = _percent(inputs, "premie-ww-verschil", first)
        cap = inputs.fact("premieloon-maximum", first)
        low, high = inputs.wage(first)
        few, many = weeks(first, last)
        spans.append(span(first.year, min(low * hours * few, cap) * gap, min(high * hours * many, cap) * gap))
    inputs.doubt("De premie kan later alsnog hoog worden, bijvoorbeeld bij veel extra uren.")
    return "euro", "kalenderjaar", spans, "loon x verschil tussen de hoge en de lage premie"


def training_place(inputs: Inputs) -> Result:
    """Subsidie praktijkleren: up to a maximum per place; lower when there are more requests than money."""
    day = inputs.answers.start or date.max
    most = inputs.fact("praktijkleren-maximum", day)
    inputs.doubt("Vragen veel werkgevers subsidie aan? Dan krijgt iedereen minder.")
    return "euro", "schooljaar", [span(None, Decimal(0), most)], "hoogstens het maximum per leerplek"


def coach_hours(inputs: Inputs) -> Result:
    """Interne jobcoaching: guidance as a part of the hours worked, less each year (Reintegratiebesluit, art. 12)."""
    start, hours = inputs.start(), inputs.hours()
    names = ("interne-jobcoaching-jaar-1", "interne-jobcoaching-jaar-2", "interne-jobcoaching-later")
    parts = [_percent(inputs, name, start) for name in names]
    spans = []
    for first, last in inputs.periods(start):
        low = high = Decimal(0)
        for index in (first.year - start.year - 1, first.year - start.year):
            begin, end = max(first, add_months(start, 12 * index)), add_months(start, 12 * index + 12)
            until = min(last, end - timedelta(days=1))
            if index >= 0 and begin <= until:
                few, many = weeks(begin, until)
                part = parts[min(index, 2)]
                low, high = low + hours * few * part, high + hours * many * part
        spans.append(span(first.year, low, high))
    inputs.doubt("UWV kan van deze uren afwijken.")
    return "uren", "kalenderjaar", spans, "uren per week x weken x deel voor begeleiding"


@dataclass(frozen=True, slots=True)
class Formula:
    """A calculation and the questions it can use."""

    calculate: Callable[[Inputs], Result]
    questions: tuple[str, ...]


_PAID = (START, HOURS, WAGE, AGE)
FORMULAS: dict[str, Formula] = {
    "lkv-arbeidsgehandicapte": Formula(lkv("lkv-arbeidsgehandicapte", lasts=True), (START, HOURS)),
    "lkv-herplaatsen": Formula(lkv("lkv-herplaatsen", lasts=True, again=True), (START, HOURS)),
    "lkv-banenafspraak": Formula(lkv("lkv-banenafspraak", lasts=False), (START, HOURS)),
    "loonkostensubsidie": Formula(subsidy, (START, HOURS, AGE, WORTH)),
    "loonkostensubsidie-forfait": Formula(flat_subsidy, (START, HOURS, AGE)),
    "proefplaatsing": Formula(trial, _PAID),
    "no-risk": Formula(no_risk, _PAID),
    "lage-ww-premie": Formula(low_premium, _PAID),
    "praktijkleren": Formula(training_place, ()),
    "interne-jobcoaching": Formula(coach_hours, (START, HOURS)),
}
"""Name as in ``opbrengst.berekening`` to formula."""


def inputs_of(name: str | None) -> tuple[str, ...]:
    """Questions a formula can use; none without a formula."""
    found = FORMULAS.get(name) if name else None
    return found.questions if found else ()


def calculate(slug: str, regeling: Regeling, sure: bool, facts: Facts, answers: Answers, today: date) -> Yield | None:
    """What a regeling yields; None without a formula or facts, or when it has ended."""
    formula = FORMULAS.get(regeling.opbrengst.berekening or "")
    if formula is None:
        return None
    inputs = Inputs(facts, answers, today)
    needs = tuple(q for q in formula.questions if q in (START, HOURS) and q not in answers.known)
    if needs:
        return Yield(slug, regeling.titel, sure, "euro", "kalenderjaar", (), "", (), (), needs)
    try:
        unit, per, spans, text = formula.calculate(inputs)
    except Missing:
        return None
    if not spans:
        return None
    if SHORTER in answers.chosen(CONTRACT) and per == "kalenderjaar" and formula.calculate is not trial:
        spans = [Span(s.year, Decimal(0), s.high) for s in spans]
    if not sure:
        inputs.doubt("Wij weten nog niet zeker of deze regeling past.")
    return Yield(
        slug, regeling.titel, sure, unit, per, tuple(spans), text, tuple(inputs.used.values()), tuple(inputs.unsure)
    )
