"""Results as CSV and JSON. They are made of what the screens show, so they can never tell more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from app.core.spreadsheet import csv_text
from app.spinnenweb.definition import Spinnenweb
from app.spinnenweb.filled import Filled
from app.spinnenweb.queries import Sessie
from app.spinnenweb.statistics import Told

Row = dict[str, Any]


def person_rows(filled: Filled) -> list[Row]:
    """One row per element; an empty score is "geen mening"."""
    return [
        {
            "web": filled.web.name,
            "datum": filled.day.isoformat(),
            "onderdeel": element.id,
            "titel": element.titel.nl,
            "score": filled.scores[element.id],
        }
        for element in filled.web.elementen
    ]


def group_rows(sessions: Iterable[tuple[Sessie, Spinnenweb]]) -> list[Row]:
    """One row per session, groep and element; empty where too few people scored."""
    return [
        row
        for sessie, web in sessions
        for groep, told in sessie.told.items()
        for row in _told_rows(sessie, web, groep.value, told)
    ]


def _told_rows(sessie: Sessie, web: Spinnenweb, groep: str, told: Told | None) -> Iterable[Row]:
    for element in web.elementen:
        middle = told.middles.get(element.id) if told else None
        yield {
            "naam": sessie.naam,
            "datum": sessie.geopend_op.date().isoformat(),
            "web": web.name,
            "onderdeel": element.id,
            "titel": element.titel.nl,
            "groep": groep,
            "mensen_minstens": told.at_least if told else None,
            "mediaan": middle.median if middle else None,
            "helft_van": middle.low if middle else None,
            "helft_tot": middle.high if middle else None,
            "spreiding": middle.spread if middle else None,
        }


def as_csv(rows: Sequence[Row]) -> str:
    """For a Dutch spreadsheet: semicolons, decimal comma, with a byte order mark. Text never becomes a formula."""
    head = list(rows[0]) if rows else []
    return "\ufeff" + csv_text([head, *(list(row.values()) for row in rows)])


def as_json(rows: Sequence[Row]) -> str:
    """The same rows."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1)
