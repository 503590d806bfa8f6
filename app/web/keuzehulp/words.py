"""Words for ranges, moments and groups, in the language of the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import format_date, gettext, ngettext

from app.kennisbank.facts import dutch_number
from app.keuzehulp.amounts import Amounts
from app.keuzehulp.engine import Kind
from app.keuzehulp.formulas import Span, Yield
from app.keuzehulp.outcome import Advice
from app.keuzehulp.rules import ConditionResult
from app.keuzehulp.timeline import Moment


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


def money(amount: Decimal) -> str:
    """Whole euros."""
    return f"€\u00a0{dutch_number(amount)}"


def reach(item: Yield, span: Span) -> str:
    """A range as a person reads it; a single value is always "ongeveer"."""
    if item.unit == "uren":
        return _("%(laag)s tot %(hoog)s uur", laag=dutch_number(span.low), hoog=dutch_number(span.high))
    return money_reach(span)


ROUNDING = 5
"""Euros: a smaller range is nothing but rounding."""


def money_reach(span: Span) -> str:
    """A range of euros."""
    if span.high - span.low <= ROUNDING:
        return _("ongeveer %(bedrag)s", bedrag=money(span.high))
    if span.low <= 0:
        return _("hoogstens %(bedrag)s", bedrag=money(span.high))
    return _("%(laag)s tot %(hoog)s", laag=money(span.low), hoog=money(span.high))


def table(found: Amounts) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: a column per calendar year, and one for amounts that are not per year."""
    years = sorted({span.year for item in found.counted for span in item.spans if span.year is not None})
    other = any(span.year is None for item in found.counted for span in item.spans)
    rows = []
    for item in found.counted:
        cells = {span.year: reach(item, span) for span in item.spans}
        row = [item.titel, *(cells.get(year, "-") for year in years)]
        if other:
            row.append(f"{cells[None]} {_per(item)}" if None in cells else "-")
        rows.append(row)
    return [_("Regeling"), *map(str, years), *([_("Anders")] if other else [])], rows


def _per(item: Yield) -> str:
    return _("per maand ziekte") if item.per == "maand-ziekte" else _("per leerplek per schooljaar")


def moment(name: Moment) -> str:
    """The heading above the steps of one moment."""
    return {
        "voor-contract": _("Vóór u het contract tekent"),
        "voor-start": _("Vóór de eerste werkdag"),
        "na-start": _("Na de start"),
        "in-tijdvak": _("Als u zich kunt aanmelden"),
        "jaarlijks": _("Elk jaar"),
        "bij-ziekte": _("Als uw werknemer ziek wordt"),
        "na-afloop": _("Na afloop"),
        "einde-contract": _("Als het contract stopt"),
        "doorlopend": _("Wanneer u wilt"),
    }[name]


def group(kind: Kind) -> str:
    """The heading above one group of results."""
    return {
        "past": _("Dit past"),
        "past-misschien": _("Dit past misschien"),
        "gesloten": _("Nu gesloten"),
        "past-niet": _("Dit past niet"),
        "vervallen": _("Dit bestaat niet meer"),
    }[kind]


def lead(past: int, maybe: int) -> str:
    """The answer in one line."""
    fits = ngettext("%(num)s regeling past.", "%(num)s regelingen passen.", past)
    may = ngettext("%(num)s past misschien.", "%(num)s passen misschien.", maybe)
    return f"{fits} {may}"


ROWS = {"past": 4, "past-misschien": 3, "gesloten": 2, "termijnen": 5, "bedragen": 5}
"""Rows per table on paper: with these the result fits on two sheets. The titles of the rest stand in one row."""
Table = tuple[str, list[str], list[list[str]]]


def sheet(advice: Advice) -> list[Table]:
    """The result as tables for paper: what fits, what may fit, what is closed and the deadlines."""
    columns, rows = table(advice.amounts)
    closed = advice.groups["gesloten"][: ROWS["gesloten"]]
    return [
        (_("Dit past"), [_("Regeling"), _("Waarom")], _reasons(advice, "past", "ja")),
        (_("Dit past misschien"), [_("Regeling"), _("Nog uitzoeken")], _reasons(advice, "past-misschien", "onbekend")),
        (
            _("Nu gesloten"),
            [_("Regeling"), _("Wanneer weer")],
            [[line.result.regeling.titel, line.result.status.label] for line in closed],
        ),
        (_("Termijnen"), [_("Uiterlijk"), _("Regeling"), _("Wat")], _dates(advice)),
        (_("Wat elke regeling kan opleveren (een schatting)"), columns, rows[: ROWS["bedragen"]]),
    ]


def _dates(advice: Advice) -> list[list[str]]:
    """Deadlines of what fits (of what may fit when nothing does), one row per day and regeling."""
    rows: dict[tuple[date, str], list[str]] = {}
    passed = set()
    for step in advice.timeline.steps:
        if step.day is not None and (step.sure or not advice.groups["past"]):
            rows.setdefault((step.day, step.titel), []).append(step.what)
            if step.passed:
                passed.add(step.day)
    return [
        [
            (_("Voorbij: %(dag)s", dag=_day(day)) if day in passed else _day(day)),
            titel,
            what[0] if len(what) == 1 else _("%(eerste)s En nog %(aantal)s.", eerste=what[0], aantal=len(what) - 1),
        ]
        for (day, titel), what in sorted(rows.items())[: ROWS["termijnen"]]
    ]


def _day(day: date) -> str:
    return str(format_date(day, "d\u00a0MMM\u00a0y"))


def _on_paper(condition: ConditionResult, outcome: str) -> bool:
    """The employer's own situation needs no explaining on paper."""
    return condition.outcome == outcome and condition.id != "situatie"


def _reasons(advice: Advice, kind: Kind, outcome: str) -> list[list[str]]:
    """Title and the reasons with this outcome; after ``ROWS`` only the titles, in one row."""
    lines = advice.groups[kind]
    rows = [
        [line.result.regeling.titel, " ".join(c.reason for c in line.result.conditions if _on_paper(c, outcome))]
        for line in lines[: ROWS[kind]]
    ]
    if rest := lines[ROWS[kind] :]:
        rows.append([_("Ook nog"), ", ".join(line.result.regeling.titel for line in rest)])
    return rows
