"""A file for a spreadsheet: no text of people becomes a formula, and numbers stay numbers."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.spreadsheet import csv_text

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.mark.parametrize(
    "name",
    ["=cmd|' /C calc'!A0", "+31 BV", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "  =1+1", '=HYPERLINK("x";"y")', "\n=1"],
)
def test_a_name_never_becomes_a_formula(name: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_text([[name]]), newline=""), delimiter=";")
    assert row == [f"'{name}"]


def test_numbers_and_empty_cells_stay_what_they_are() -> None:
    assert csv_text([["a", -3, 2.5, None, True]]) == "a;-3;2,5;;True\r\n"


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_is_written_every_cell_is_text_and_nothing_is_lost(cells: list[str]) -> None:
    (row,) = csv.reader(io.StringIO(csv_text([cells]), newline=""), delimiter=";")
    for cell, written in zip(cells, row, strict=True):
        assert written in (cell, f"'{cell}")
        assert not written.lstrip(" ").startswith(RISKY)
