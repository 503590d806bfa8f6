"""The result of a groep in words and numbers for a page; made only of what may be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.spinnenweb.definition import Spinnenweb
from app.spinnenweb.models import Groep
from app.spinnenweb.radar import Radar
from app.spinnenweb.statistics import Between, Middle, Told, between
from app.web.spinnenweb.area import group_name, number, picture, worded


@dataclass(frozen=True, slots=True)
class Outcome:
    """groups: (name, at least so many people or None when too few); rows as in the table, largest difference first."""

    groups: tuple[tuple[str, int | None], ...]
    lead: str
    radar: Radar | None
    names: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def outcome(web: Spinnenweb, told: Mapping[Groep, Told | None]) -> Outcome:
    """For the screen of the groep."""
    shown = [groep for groep in Groep if told.get(groep)]
    rows = between([element.id for element in web.elementen], *(told.get(groep) for groep in Groep))
    columns = [_("Onderdeel")]
    for groep in shown:
        columns += [group_name(groep), _("%(groep)s: minstens de helft gaf", groep=group_name(groep))]
    both = len(shown) == len(Groep)
    return Outcome(
        groups=tuple((group_name(g), found.at_least if (found := told.get(g)) else None) for g in Groep),
        lead=_lead(web, rows) if both else "",
        radar=picture(web, *(_medians(web, told[groep]) for groep in shown)) if shown else None,
        names=tuple(group_name(groep) for groep in shown),
        columns=(*columns, _("Verschil")) if both else tuple(columns),
        rows=tuple(_row(web, row, shown, both) for row in rows) if shown else (),
    )


def _medians(web: Spinnenweb, told: Told | None) -> list[float | None]:
    found = told.middles if told else {}
    return [middle.median if (middle := found.get(element.id)) else None for element in web.elementen]


def _lead(web: Spinnenweb, rows: list[Between]) -> str:
    top = rows[0]
    element = web.element(top.element)
    if element is None or top.first is None or top.second is None:
        return ""
    if not top.difference:
        return str(_("Er is geen verschil tussen de twee groepen."))
    return str(
        _(
            "Het grootste verschil: %(onderdeel)s. Werkgevers geven een %(een)s, professionals een %(ander)s.",
            onderdeel=worded(element.titel).lower(),
            een=number(top.first.median),
            ander=number(top.second.median),
        )
    )


def _row(web: Spinnenweb, row: Between, shown: list[Groep], both: bool) -> tuple[str, ...]:
    element = web.element(row.element)
    cells = [worded(element.titel) if element else row.element]
    for groep in shown:
        cells += _cells(row.first if groep is Groep.WERKGEVERS else row.second)
    return (*cells, number(row.difference)) if both else tuple(cells)


def _cells(middle: Middle | None) -> list[str]:
    if middle is None:
        return ["–", str(_("te weinig scores"))]
    if not middle.spread:
        return [number(middle.median), number(middle.low)]
    return [number(middle.median), str(_("%(van)s tot en met %(tot)s", van=middle.low, tot=middle.high))]
