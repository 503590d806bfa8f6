"""The only place that writes files for a spreadsheet, so that no text of people ever becomes a formula there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS_A_FORMULA = ("=", "+", "-", "@")


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """For a Dutch spreadsheet: semicolons, decimal comma, Windows line ends. None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    text = str(value)
    risky = text.lstrip()[:1] in _STARTS_A_FORMULA or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if risky and not isinstance(value, int) else text
