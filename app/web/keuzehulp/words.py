"""Words for ranges, moments and groups, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from app.kennisbank.catalogue import Page
from app.kennisbank.facts import dutch_number
from app.keuzehulp.amounts import Amounts
from app.keuzehulp.engine import Kind
from app.keuzehulp.formulas import Span, Yield
from app.keuzehulp.outcome import Advice, RelationKind
from app.keuzehulp.situations import SITUATION, When
from app.keuzehulp.timeline import Moment, Step
from app.web.filters import day as written_day
from app.web.language import language
from app.web.pages import foreign


def _(text: str, **values: object) -> str:
    found = _translated(language(), text)
    return found % values if values else found


@lru_cache(maxsize=500)
def _translated(_language: str, text: str) -> str:
    return str(gettext(text))


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


Pages = Callable[[str], Page]
"""Slug of a regeling to its page in the language of the reader."""


def title(page: Page) -> Markup:
    """The title of a page, marked when it is not in the language of the reader."""
    lang = foreign(page)
    return Markup("<span{}>{}</span>").format(lang, page.meta.titel) if lang else escape(page.meta.titel)


def deadline(step: Step) -> str:
    """Until when a step is in time; empty without a day."""
    if step.day is None:
        return ""
    day = written_day(step.day)
    if step.before is not None:
        day = _("vóór %(dag)s", dag=written_day(step.before))
        return _("Termijn voorbij: %(dag)s", dag=day) if step.passed else day[:1].upper() + day[1:]
    if step.passed:
        return _("Termijn voorbij: %(dag)s", dag=day)
    if step.opens is not None:
        return _("Vanaf %(van)s tot en met %(tot)s", van=written_day(step.opens), tot=day)
    return _("Rond %(dag)s", dag=day) if step.who == "uitvoerder" else _("Uiterlijk %(dag)s", dag=day)


def _dutch(text: str) -> Markup:
    """Words of the content that have no other language, marked when the reader has."""
    return escape(text) if not text or language() == "nl" else Markup('<span lang="nl">{}</span>').format(text)


def width(amount: Decimal, highest: Decimal) -> str:
    """How far a bar reaches, in percent of the longest one."""
    return str(round(100 * amount / highest, 1)) if highest else "0"


def week(when: When | None) -> str:
    """What a week of illness means now."""
    return {
        "geweest": _("Dit moet al gebeurd zijn."),
        "nu": _("Nu aan de beurt."),
        "straks": _("Dit komt later."),
        None: "",
    }[when]


def table(found: Amounts, pages: Pages) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: a column per calendar year, and one for amounts that are not per year."""
    years = sorted({span.year for item in found.counted for span in item.spans if span.year is not None})
    other = any(span.year is None for item in found.counted for span in item.spans)
    rows = []
    for item in found.counted:
        cells = {span.year: reach(item, span) for span in item.spans}
        row: list[str] = [title(pages(item.slug)), *(cells.get(year, "-") for year in years)]
        if other:
            row.append(f"{cells[None]} {_per(item)}" if None in cells else "-")
        rows.append(row)
    return [_("Regeling"), *map(str, years), *([_("Anders")] if other else [])], rows


def _per(item: Yield) -> str:
    return _("per maand ziekte") if item.per == "maand-ziekte" else _("per leerplek per schooljaar")


def moment(name: Moment) -> str:
    """The heading above the steps of one moment."""
    return _moments(language())[name]


@lru_cache(maxsize=2)
def _moments(_language: str) -> dict[Moment, str]:
    return {
        "voor-contract": _("Vóór u het contract tekent"),
        "voor-start": _("Vóór de eerste werkdag"),
        "na-start": _("Na de start"),
        "in-tijdvak": _("Als u zich kunt aanmelden"),
        "jaarlijks": _("Elk jaar"),
        "bij-ziekte": _("Als uw werknemer ziek wordt"),
        "na-afloop": _("Na afloop"),
        "einde-contract": _("Als het contract stopt"),
        "doorlopend": _("Kan altijd"),
    }


def group(kind: Kind) -> str:
    """The heading above one group of results."""
    return _groups(language())[kind]


@lru_cache(maxsize=2)
def _groups(_language: str) -> dict[Kind, str]:
    return {
        "past": _("Dit past"),
        "past-misschien": _("Dit past misschien"),
        "gesloten": _("Nu gesloten"),
        "past-niet": _("Dit past niet"),
        "vervallen": _("Dit bestaat niet meer"),
    }


def relation(kind: RelationKind) -> str:
    """The heading above what is said about two regelingen together."""
    return _relations(language())[kind]


@lru_cache(maxsize=2)
def _relations(_language: str) -> dict[RelationKind, str]:
    return {
        "sluit-uit": _("Dit sluit elkaar uit"),
        "eerst": _("Let op de volgorde"),
        "samen": _("Dit mag samen"),
    }


def lead(past: int, maybe: int) -> str:
    """The answer in one line."""
    return _lead(language(), past, maybe)


@lru_cache(maxsize=1_000)
def _lead(_language: str, past: int, maybe: int) -> str:
    if not past and maybe:
        unsure = ngettext("%(num)s regeling past misschien.", "%(num)s regelingen passen misschien.", maybe)
        return f"{_('Wij kunnen nog niets zeker zeggen.')} {unsure}"
    fits = ngettext("%(num)s regeling past.", "%(num)s regelingen passen.", past)
    may = ngettext("%(num)s past misschien.", "%(num)s passen misschien.", maybe)
    return f"{fits} {may}"


ROWS = {"past": 4, "past-misschien": 2, "gesloten": 2, "termijnen": 8, "bedragen": 5}
"""Rows per table on paper: with these the result fits on two sheets. The titles of the rest stand in one row."""
REASONS = {"past": 1, "past-misschien": 2}
"""Reasons per regeling on paper: the most telling why, and what is to be found out."""
Table = tuple[str, list[str], list[list[str]]]


def sheet(advice: Advice, pages: Pages) -> list[Table]:
    """The result as tables for paper: what fits, what may fit, what is closed and the steps."""
    columns, rows = table(advice.amounts, pages)
    closed = advice.groups["gesloten"][: ROWS["gesloten"]]
    return [
        (_("Dit past"), [_("Regeling"), _("Waarom")], _reasons(advice, "past", pages)),
        (_("Dit past misschien"), [_("Regeling"), _("Nog uitzoeken")], _reasons(advice, "past-misschien", pages)),
        (
            _("Nu gesloten"),
            [_("Regeling"), _("Wanneer weer")],
            [[title(pages(line.result.slug)), _dutch(line.result.status.label)] for line in closed],
        ),
        (
            _("De stappen bij ziekte"),
            [_("Week"), _("Wat")],
            [[str(step.week), Markup("{} {}").format(_dutch(step.what), week(step.when))] for step in advice.weeks],
        ),
        (_("Stappen en termijnen"), [_("Wanneer"), _("Regeling"), _("Wat")], _steps(advice, pages)),
        (_("Wat elke regeling kan opleveren (een schatting)"), columns, rows[: ROWS["bedragen"]]),
    ]


def _steps(advice: Advice, pages: Pages) -> list[list[str]]:
    """Steps of what fits (of what may fit when nothing does): dated ones first, one row per moment and regeling."""
    sure = bool(advice.groups["past"])
    skip = advice.weeks_of if advice.weeks else None
    found = [s for s in advice.timeline.steps if s.slug != skip and (s.sure or not sure)]
    found.sort(key=lambda s: (s.day is None, s.day or date.max))
    rows: dict[tuple[str, str], list[str]] = {}
    for step in found:
        rows.setdefault((deadline(step) or _dutch(step.when[:1].upper() + step.when[1:]), step.slug), []).append(
            step.what
        )
    lines = [[when, title(pages(slug)), _dutch(" ".join(what))] for (when, slug), what in rows.items()]
    most = ROWS["termijnen"]
    if len(lines) <= most:
        return lines
    rest = list(dict.fromkeys(slug for _when, slug in list(rows)[most:]))
    return [*lines[:most], [_("Ook nog"), _titles(rest, pages), _("Kijk bij uw uitkomst.")]]


def _titles(slugs: list[str], pages: Pages) -> Markup:
    return Markup(", ").join(title(pages(slug)) for slug in slugs)


def _reasons(advice: Advice, kind: Kind, pages: Pages) -> list[list[str]]:
    """Title and the reasons that decide, the most telling first; after ``ROWS`` only the titles, in one row."""
    lines = advice.groups[kind]
    rows: list[list[str]] = [
        [
            title(pages(line.result.slug)),
            _dutch(" ".join([c.reason for c in line.result.telling if c.id != SITUATION][: REASONS[kind]])),
        ]
        for line in lines[: ROWS[kind]]
    ]
    if rest := lines[ROWS[kind] :]:
        rows.append([_("Ook nog"), _titles([line.result.slug for line in rest], pages)])
    return rows
