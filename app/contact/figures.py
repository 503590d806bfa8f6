"""Figures of one month: how many requests, answered in time or not, open, and how satisfied. Small numbers are hidden.

Requests are counted in the month in which they came in, placements in the month in which they begin; so no number of
one month is part of another. Per regeling there is no total: one request can be about several regelingen, or none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor, can_lead
from app.contact.dossier_models import Beoordeling, Plaatsing
from app.contact.models import Bericht, Contactverzoek, Werkgever
from app.contact.promise import is_late, local_day, promised_day
from app.contact.states import CLOSED, Soort, Status
from app.contact.suppression import SMALL, hidden_cells
from app.core import audit
from app.core.clock import AMSTERDAM
from app.core.errors import NotAllowed
from app.core.spreadsheet import csv_text
from app.kennisbank.region import Regio

Cell = tuple[str, str, str]
"""A number of the report: table, row, column."""
Sum = list[Cell]
KINDS = ("gemeente", "sector", "onderwerp", "regeling")
PARTS = ("op_tijd", "te_laat", "wacht", "zonder")
"""Every request is exactly one of these: answered in time; too late; still in time; closed without an answer."""
STATES = ("open", "dicht")
HELPED = ("ja", "deels", "nee", "geen")
"""The answer to "geholpen?"; geen: not asked yet, or not answered."""
COUNTED = ("aantal", *PARTS, *STATES, *HELPED)
SHOWN = ("aantal", *PARTS, "open", "ja", "deels", "nee", "tevreden", "plaatsingen")
WITHOUT_PLACEMENTS = ("onderwerp",)
WITHOUT_TOTAL = ("regeling",)
HIDDEN = "x"
"""The same mark for a small number and for one that is hidden with it."""
_REGELING = re.compile(r"/regelingen/([a-z0-9-]{2,80})")


@dataclass(frozen=True, slots=True)
class Row:
    """One line; a number that is hidden is None, and so is one that this table does not have.

    ja, deels, nee: the answer to "geholpen?". tevreden: mean grade 1 to 5, when it is known of how many, five or more.
    plaatsingen: placements that begin in this month; not per subject, because a placement has none.
    """

    naam: str
    aantal: int | None
    op_tijd: int | None
    te_laat: int | None
    wacht: int | None
    zonder: int | None
    open: int | None
    ja: int | None
    deels: int | None
    nee: int | None
    tevreden: float | None
    plaatsingen: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A table: ``soort`` is gemeente, sector, onderwerp or regeling."""

    soort: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The report of the month that begins on ``maand``."""

    maand: date
    totaal: Row
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """In which rows something counts: slugs; empty when it is not known."""

    gemeente: str | None
    sector: str | None
    regelingen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What counts of one request. outcome: one of PARTS; state: of STATES; helped: of HELPED, None without answer."""

    place: Place
    onderwerp: str
    outcome: str
    state: str
    helped: str | None
    grade: int | None


@dataclass(slots=True)
class _Tally:
    """``aantal`` is counted apart, so that every sum can be checked."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*COUNTED, "plaatsingen"), 0))
    grades: list[int] = field(default_factory=list)

    def add(self, request: Asked) -> None:
        for name in ("aantal", request.outcome, request.state, request.helped or "geen"):
            self.counts[name] += 1
        if request.grade is not None:
            self.grades.append(request.grade)


@dataclass(frozen=True, slots=True)
class Names:
    """How slugs are shown: gemeenten, sectoren and regelingen."""

    gemeenten: Mapping[str, str]
    sectoren: Mapping[str, str]
    regelingen: Mapping[str, str]

    def rows(self, place: Place) -> list[tuple[str, str]]:
        """(table, row) of every line in which something at this place counts."""
        return [
            ("gemeente", self.gemeenten.get(place.gemeente or "", "Buiten de regio of onbekend")),
            ("sector", self.sectoren.get(place.sector or "", "Onbekend")),
            *(("regeling", name) for name in sorted({self.regelingen.get(slug, slug) for slug in place.regelingen})),
        ]


def month_figures(session: Session, actor: Actor, *, region: Regio, names: Names, month: date, today: date) -> Figures:
    """The report of the month in which ``month`` lies. Coördinatoren only; reads the requests of that month alone."""
    if not can_lead(actor):
        raise NotAllowed("De cijfers zijn voor de coördinator.")
    first = month.replace(day=1)
    begin, end = (datetime.combine(day, time(), AMSTERDAM) for day in (first, _next(first)))
    in_month = (Contactverzoek.ingediend_op >= begin, Contactverzoek.ingediend_op < end)
    found = session.execute(
        select(Contactverzoek, Werkgever.sector, Beoordeling.geholpen, Beoordeling.tevreden)
        .join(Contactverzoek.werkgever)
        .outerjoin(Beoordeling, Beoordeling.verzoek_id == Contactverzoek.id)
        .where(*in_month)
    ).all()
    linked = _linked(session, in_month)
    asked = [
        Asked(
            Place(request.gemeente, sector, frozenset(_regelingen(request) | linked[request.id])),
            request.onderwerp,
            _outcome(request, region, today),
            "dicht" if request.status in CLOSED else "open",
            helped,
            grade,
        )
        for request, sector, helped, grade in found
    ]
    started = session.execute(
        select(Werkgever.gemeente, Werkgever.sector, Plaatsing.regelingen)
        .join(Plaatsing.werkgever)
        .where(Plaatsing.startmaand == first)
    )
    starts = [Place(place, sector, frozenset(str(item["slug"]) for item in used)) for place, sector, used in started]
    return report(first, asked, starts, names)


def report(first: date, asked: Iterable[Asked], starts: Iterable[Place], names: Names) -> Figures:
    """The report of these requests and placements, with the small numbers hidden. Pure."""
    tables: dict[str, dict[str, _Tally]] = {kind: defaultdict(_Tally) for kind in KINDS}
    total = _Tally()
    for request in asked:
        for tally in (
            total,
            tables["onderwerp"][request.onderwerp],
            *(tables[kind][name] for kind, name in names.rows(request.place)),
        ):
            tally.add(request)
    for place in starts:
        for tally in (total, *(tables[kind][name] for kind, name in names.rows(place))):
            tally.counts["plaatsingen"] += 1
    values, sums = _numbers(total, tables)
    hidden = hidden_cells(values, sums, cost=_missed)
    # One mean of few grades in a table would follow from the other means and the total, so then none is shown there.
    few = {kind for kind, rows in tables.items() if any(0 < len(tally.grades) < SMALL for tally in rows.values())}
    groups = tuple(
        Group(
            kind, tuple(_row(kind, name, tally, hidden, mean=kind not in few) for name, tally in sorted(rows.items()))
        )
        for kind, rows in tables.items()
    )
    return Figures(first, _row("totaal", "Totaal", total, hidden), groups)


def as_csv(figures: Figures, titles: Mapping[str, str]) -> str:
    """The report for a spreadsheet: semicolons, and no cell that a spreadsheet would take for a formula."""
    lines: list[list[str]] = [[titles[name] for name in ("soort", "naam", *SHOWN)]]
    for kind, rows in (("totaal", (figures.totaal,)), *((g.soort, g.rows) for g in figures.groups)):
        for row in rows:
            cells = [_cell(kind, name, getattr(row, name)) for name in SHOWN]
            lines.append([titles[kind], row.naam, *cells])
    return csv_text(lines)


def _cell(kind: str, name: str, value: float | None) -> str:
    if name == "tevreden":
        return "" if value is None else f"{value:.1f}".replace(".", ",")
    if name == "plaatsingen" and kind in WITHOUT_PLACEMENTS:
        return ""
    return HIDDEN if value is None else str(value)


def record_export(session: Session, *, actor: Actor, month: date, now: datetime) -> None:
    """Write down who took the figures out."""
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="cijfers-uitgevoerd",
        object_type="cijfers",
        object_id=f"{month:%Y-%m}",
    )


def _outcome(request: Contactverzoek, region: Regio, today: date) -> str:
    """Which of PARTS. The first promise counts, also when a later message got a new one."""
    promised = promised_day(region, request.ingediend_op, spoed=request.spoed)
    if request.eerste_antwoord_op is not None:
        return "te_laat" if is_late(promised, local_day(request.eerste_antwoord_op)) else "op_tijd"
    if request.status in CLOSED:
        closed = local_day(request.afgesloten_op) if request.afgesloten_op else today
        return "zonder" if closed <= promised or request.status == Status.INGETROKKEN else "te_laat"
    return "te_laat" if is_late(promised, today) else "wacht"


def _linked(session: Session, in_month: tuple[Any, ...]) -> dict[int, set[str]]:
    """Regelingen that colleagues linked in an answer, per request."""
    found: dict[int, set[str]] = defaultdict(set)
    answers = session.execute(
        select(Bericht.verzoek_id, Bericht.tekst)
        .join(Bericht.verzoek)
        .where(*in_month, Bericht.soort == Soort.MEDEWERKER, Bericht.tekst.contains("/regelingen/"))
    )
    for row in answers:
        found[row.verzoek_id] |= set(_REGELING.findall(row.tekst))
    return found


def _regelingen(request: Contactverzoek) -> set[str]:
    """Regelingen that fit according to the outcome of the keuzehulp that was sent along."""
    listed = (request.keuzehulp or {}).get("regelingen", [])
    return {str(item["slug"]) for item in listed if isinstance(item, dict) and item.get("kind") == "past"}


def _numbers(total: _Tally, tables: Mapping[str, Mapping[str, _Tally]]) -> tuple[dict[Cell, int], list[Sum]]:
    """Every number of the report, as (table, row, column), and everything that adds up to something else.

    Numbers that are not printed but follow at once ("dicht" is all minus open) are in it too.
    """
    values: dict[Cell, int] = {}
    sums: list[Sum] = []
    lines = [("totaal", "Totaal", total), *((k, n, t) for k, rows in tables.items() for n, t in rows.items())]
    for kind, name, tally in lines:
        for column, number in tally.counts.items():
            if column != "plaatsingen" or kind not in WITHOUT_PLACEMENTS:
                values[(kind, name, column)] = number
        sums += [[(kind, name, column) for column in (*parts, "aantal")] for parts in (PARTS, STATES, HELPED)]
    for kind, rows in tables.items():
        if kind not in WITHOUT_TOTAL:
            for column in total.counts:
                if ("totaal", "Totaal", column) in values and (
                    column != "plaatsingen" or kind not in WITHOUT_PLACEMENTS
                ):
                    sums.append([*((kind, name, column) for name in rows), ("totaal", "Totaal", column)])
    return values, sums


def _missed(cell: Cell) -> tuple[bool, bool]:
    """Totals are missed most, then how many requests there were."""
    kind, _name, column = cell
    return kind == "totaal", column == "aantal"


def _row(kind: str, name: str, tally: _Tally, hidden: frozenset[Cell], *, mean: bool = True) -> Row:
    shown: dict[str, int | None] = {
        column: None if (kind, name, column) in hidden else number for column, number in tally.counts.items()
    }
    if kind in WITHOUT_PLACEMENTS:
        shown["plaatsingen"] = None
    known = mean and shown["aantal"] is not None and shown["geen"] is not None and len(tally.grades) >= SMALL
    return Row(
        naam=name,
        tevreden=round(sum(tally.grades) / len(tally.grades), 1) if known else None,
        **{column: shown[column] for column in SHOWN if column != "tevreden"},
    )


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
