"""Words for ranges, moments and groups, in the language of the page."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext, ngettext

from app.kennisbank.facts import dutch_number
from app.keuzehulp.amounts import Amounts
from app.keuzehulp.engine import Kind
from app.keuzehulp.formulas import Span, Yield
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


def money_reach(span: Span) -> str:
    """A range of euros."""
    if span.low == span.high:
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
