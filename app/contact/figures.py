"""Figures of one month: how many requests, answered in time or not, open, and how satisfied. Small numbers are hidden.

Requests are counted in the month in which they came in. Per regeling there is no total: one request can be about
several regelingen, or about none.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor, can_lead
from app.contact.dossier_models import Beoordeling
from app.contact.models import Bericht, Contactverzoek, Werkgever
from app.contact.promise import local_day, promised_day
from app.contact.states import CLOSED, Soort, Status
from app.contact.suppression import SMALL, Cell, hidden_cells
from app.core import audit
from app.core.clock import AMSTERDAM
from app.core.errors import NotAllowed
from app.kennisbank.region import Regio

PARTS = ("op_tijd", "te_laat", "wacht", "zonder")
"""Every request is exactly one of these: answered in time; too late; still in time; closed without an answer."""
STATES = ("open", "dicht")
HIDDEN = "x"
"""The same mark for a small number and for one that is hidden with it."""
_REGELING = re.compile(r"/regelingen/([a-z0-9-]{2,80})")


@dataclass(frozen=True, slots=True)
class Row:
    """One line; a number that is too small is None. ``tevreden``: mean grade 1 to 5, from five grades on."""

    naam: str
    aantal: int | None
    op_tijd: int | None
    te_laat: int | None
    wacht: int | None
    zonder: int | None
    open: int | None
    tevreden: float | None


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


@dataclass(slots=True)
class _Tally:
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*PARTS, *STATES), 0))
    grades: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Names:
    """How slugs are shown: gemeenten, sectoren and regelingen."""

    gemeenten: Mapping[str, str]
    sectoren: Mapping[str, str]
    regelingen: Mapping[str, str]


def month_figures(session: Session, actor: Actor, *, region: Regio, names: Names, month: date, today: date) -> Figures:
    """The report of the month in which ``month`` lies. Coördinatoren only; reads the requests of that month alone."""
    if not can_lead(actor):
        raise NotAllowed("De cijfers zijn voor de coördinator.")
    first = month.replace(day=1)
    begin, end = (datetime.combine(day, time(), AMSTERDAM) for day in (first, _next(first)))
    in_month = (Contactverzoek.ingediend_op >= begin, Contactverzoek.ingediend_op < end)
    found = session.execute(
        select(Contactverzoek, Werkgever.sector, Beoordeling.tevreden)
        .join(Contactverzoek.werkgever)
        .outerjoin(Beoordeling, Beoordeling.verzoek_id == Contactverzoek.id)
        .where(*in_month)
    ).all()
    linked = _linked(session, in_month)
    tallies: dict[str, dict[str, _Tally]] = {s: defaultdict(_Tally) for s in ("gemeente", "sector", "onderwerp")}
    per_regeling: dict[str, _Tally] = defaultdict(_Tally)
    everything = _Tally()
    for request, sector, grade in found:
        outcome = _outcome(request, region, today)
        state = "dicht" if request.status in CLOSED else "open"
        targets = [
            everything,
            tallies["gemeente"][names.gemeenten.get(request.gemeente or "", "Buiten de regio of onbekend")],
            tallies["sector"][names.sectoren.get(sector or "", "Onbekend")],
            tallies["onderwerp"][request.onderwerp],
            *(per_regeling[names.regelingen.get(slug, slug)] for slug in _regelingen(request) | linked[request.id]),
        ]
        for tally in targets:
            tally.counts[outcome] += 1
            tally.counts[state] += 1
            if grade is not None:
                tally.grades.append(grade)
    groups = [Group(kind, _rows(kinds, everything)[:-1]) for kind, kinds in tallies.items()]
    groups.append(Group("regeling", _rows(per_regeling, None)))
    return Figures(first, _rows({}, everything)[-1], tuple(groups))


def as_csv(figures: Figures, titles: Mapping[str, str]) -> str:
    """The report for a spreadsheet: semicolons, and no cell that a spreadsheet would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    columns = ("aantal", "op_tijd", "te_laat", "wacht", "zonder", "open", "tevreden")
    writer.writerow([_safe(titles[name]) for name in ("soort", "naam", *columns)])
    for kind, rows in (("totaal", (figures.totaal,)), *((g.soort, g.rows) for g in figures.groups)):
        for row in rows:
            values = [getattr(row, name) for name in columns]
            shown = [HIDDEN if value is None else str(value) for value in values[:-1]]
            grade = "" if values[-1] is None else f"{values[-1]:.1f}".replace(".", ",")
            writer.writerow([_safe(cell) for cell in (titles[kind], row.naam, *shown, grade)])
    return out.getvalue()


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
        return "op_tijd" if local_day(request.eerste_antwoord_op) <= promised else "te_laat"
    if request.status in CLOSED:
        closed = local_day(request.afgesloten_op) if request.afgesloten_op else today
        return "zonder" if closed <= promised or request.status == Status.INGETROKKEN else "te_laat"
    return "te_laat" if today > promised else "wacht"


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


def _rows(tallies: Mapping[str, _Tally], total: _Tally | None) -> tuple[Row, ...]:
    """Rows by name, with the total as the last one; the same numbers are hidden in both halves of the table."""
    named = sorted(tallies.items()) + ([("Totaal", total)] if total is not None else [])
    answers = [_with_sum(tally, PARTS) for _name, tally in named]
    states = [_with_sum(tally, STATES) for _name, tally in named]
    hidden_answers: frozenset[Cell] = frozenset()
    hidden_states: frozenset[Cell] = frozenset()
    while named:
        sums = {r for r, c in hidden_answers if c == len(PARTS)} | {r for r, c in hidden_states if c == len(STATES)}
        hide_answers = hidden_cells(
            answers, total=total is not None, also=hidden_answers | {(r, len(PARTS)) for r in sums}
        )
        hide_states = hidden_cells(
            states, total=total is not None, also=hidden_states | {(r, len(STATES)) for r in sums}
        )
        if (hide_answers, hide_states) == (hidden_answers, hidden_states):
            break
        hidden_answers, hidden_states = hide_answers, hide_states
    return tuple(_row(name, r, tally, hidden_answers, hidden_states) for r, (name, tally) in enumerate(named))


def _with_sum(tally: _Tally, columns: Iterable[str]) -> list[int]:
    values = [tally.counts[name] for name in columns]
    return [*values, sum(values)]


def _row(name: str, r: int, tally: _Tally, answers: frozenset[Cell], states: frozenset[Cell]) -> Row:
    shown = {part: None if (r, c) in answers else tally.counts[part] for c, part in enumerate(PARTS)}
    grades = tally.grades
    return Row(
        name,
        None if (r, len(PARTS)) in answers else sum(tally.counts[part] for part in PARTS),
        shown["op_tijd"],
        shown["te_laat"],
        shown["wacht"],
        shown["zonder"],
        None if (r, 0) in states else tally.counts["open"],
        round(sum(grades) / len(grades), 1) if len(grades) >= SMALL else None,
    )


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _safe(cell: str) -> str:
    """A spreadsheet runs a cell that begins with one of these; an apostrophe makes it text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
