"""What is hidden stays hidden: no sum, no difference and no combination of sums gives a small number back."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.contact.suppression import SMALL, Cell, hidden_cells


def with_margins(rows: list[list[int]], *, total: bool = True) -> list[list[int]]:
    """Add the sum of every row, and a row of totals."""
    table = [[*row, sum(row)] for row in rows]
    return [*table, [sum(column) for column in zip(*table, strict=True)]] if total else table


def worked_out(table: list[list[int]], hidden: frozenset[Cell], *, total: bool) -> set[Cell]:
    """Hidden cells that follow from the shown ones by adding and subtracting (Gauss elimination)."""
    cells = sorted(hidden)
    lines = [[(r, c) for c in range(len(row))] for r, row in enumerate(table)]
    if total:
        lines += [[(r, c) for r in range(len(table))] for c in range(len(table[0]))]
    matrix = []
    for line in lines:
        signs = dict.fromkeys(line[:-1], 1) | {line[-1]: -1}
        matrix.append([Fraction(signs.get(cell, 0)) for cell in cells])
    pivots, row = [], 0
    for column in range(len(cells)):
        best = next((r for r in range(row, len(matrix)) if matrix[r][column]), None)
        if best is None:
            continue
        matrix[row], matrix[best] = matrix[best], matrix[row]
        lead = matrix[row][column]
        matrix[row] = [value / lead for value in matrix[row]]
        for other in range(len(matrix)):
            if other != row and matrix[other][column]:
                factor = matrix[other][column]
                matrix[other] = [a - factor * b for a, b in zip(matrix[other], matrix[row], strict=True)]
        pivots.append(column)
        row += 1
    return {cells[column] for index, column in enumerate(pivots) if sum(value != 0 for value in matrix[index]) == 1}


def test_the_check_itself_sees_a_number_that_can_be_worked_out() -> None:
    table = with_margins([[9, 3], [8, 7]])
    assert worked_out(table, frozenset({(0, 1)}), total=True) == {(0, 1)}


def test_a_small_number_never_stands_alone() -> None:
    table = with_margins([[20, 3], [30, 9], [12, 8]])
    hidden = hidden_cells(table, total=True)
    assert (0, 1) in hidden
    assert len(hidden) >= 4
    assert worked_out(table, hidden, total=True) == set()


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    assert hidden_cells(with_margins([[20, 5], [0, 9]]), total=True) == frozenset()


def test_small_numbers_that_are_small_together_take_a_bigger_one_along() -> None:
    assert hidden_cells([[1, 2, 30, 33]], total=False) == {(0, 0), (0, 1), (0, 2)}


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=6), st.booleans())
def test_nothing_hidden_can_be_worked_out(rows: list[list[int]], total: bool) -> None:
    table = with_margins(rows, total=total)
    hidden = hidden_cells(table, total=total)
    small = {(r, c) for r, row in enumerate(table) for c, value in enumerate(row) if 0 < value < SMALL}
    assert small <= hidden
    assert not worked_out(table, hidden, total=total) & small


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=6))
def test_the_row_of_totals_is_hidden_the_same_way_in_every_table(rows: list[list[int]]) -> None:
    table = with_margins(rows)
    last = len(table) - 1
    alone = hidden_cells([table[last]], total=False)
    assert {c for r, c in hidden_cells(table, total=True) if r == last} == {c for _r, c in alone}
