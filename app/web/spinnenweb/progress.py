"""A groep over time: one table for werkgevers and one for professionals, with the first and the last web."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _

from app.core.clock import AMSTERDAM
from app.spinnenweb.comparison import Reason, compare
from app.spinnenweb.definition import Spinnenweb
from app.spinnenweb.models import Groep
from app.spinnenweb.queries import Sessie
from app.spinnenweb.radar import Radar
from app.spinnenweb.statistics import Told
from app.web.spinnenweb.area import group_name, number, picture, step, worded

Moment = tuple[str, Spinnenweb, Told]
"""Day in words, definition and what was told."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One groep of people. ``radar`` shows the last (first shape) and the first moment, when there are two."""

    groep: str
    names: tuple[str, ...]
    radar: Radar
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def progress(sessions: Sequence[tuple[Sessie, Spinnenweb]]) -> list[Progress]:
    """Oldest first in, one for each groep of which at least one result was told."""
    found = []
    for groep in Groep:
        moments = [(_day(s), web, told) for s, web in sessions if (told := s.told.get(groep))]
        if moments:
            found.append(_progress(group_name(groep), moments))
    return found


def _day(sessie: Sessie) -> str:
    return str(format_date(sessie.geopend_op.astimezone(AMSTERDAM).date(), "d MMMM y"))


def _medians(moment: Moment) -> dict[str, float | None]:
    return {name: middle.median if middle else None for name, middle in moment[2].middles.items()}


def _progress(name: str, moments: list[Moment]) -> Progress:
    first, last = moments[0], moments[-1]
    elements = {element.id: element for _when, web, _told in moments for element in web.elementen}
    order = [element.id for element in last[1].elementen]
    order += [one for one in elements if one not in order]
    then, now = _medians(first), _medians(last)
    several = len(moments) > 1
    shapes = [[now.get(e.id) for e in last[1].elementen]]
    if several:
        shapes.append([then.get(e.id) for e in last[1].elementen])
    changes = {c.element.id: c for c in compare(first[1], then, last[1], now)}
    words = {Reason.NEW: _("nieuw onderdeel"), Reason.GONE: _("onderdeel vervallen"), Reason.NO_SCORE: "–", None: "–"}
    rows = []
    for one in order:
        change = changes.get(one)
        told = "–" if change is None else step(change.step) if change.step is not None else words[change.reason]
        cells = [worded(elements[one].titel), *(number(_medians(moment).get(one)) for moment in moments)]
        rows.append((*cells, told) if several else tuple(cells))
    columns = (_("Onderdeel"), *(moment[0] for moment in moments))
    return Progress(
        groep=name,
        names=(last[0], first[0]) if several else (last[0],),
        radar=picture(last[1], *shapes),
        columns=(*columns, _("Verandering")) if several else columns,
        rows=tuple(rows),
    )
