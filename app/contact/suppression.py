"""Hiding small numbers in a table so that nobody can work them out again. Pure.

A table has parts and, as its last column, their sum; its last row is the sum of the rows above when ``total`` is true.
A number from 1 to 4 is hidden. A hidden number can still be worked out when it is alone in a sum, or more generally
when it is a bridge in the graph of rows and columns that hidden cells join; then the smallest number that can help is
hidden with it, rather not a zero.
Several hidden numbers whose sum is shown and below 5 are too small together as well.
"""

from __future__ import annotations

from collections.abc import Sequence

SMALL = 5
Cell = tuple[int, int]
Table = Sequence[Sequence[int]]


def hidden_cells(table: Table, *, total: bool, also: frozenset[Cell] = frozenset()) -> frozenset[Cell]:
    """The cells (row, column) not to show. also: cells that are hidden already, elsewhere.

    The row of totals is the same in every table of a report, so what is hidden besides the small numbers is chosen
    there first, from that row alone; the rows above are hidden to protect it, never the other way round.
    """
    hidden = {(r, c) for r, row in enumerate(table) for c, value in enumerate(row) if 0 < value < SMALL} | also
    last = len(table) - 1
    if total:
        only_total = hidden_cells([table[last]], total=False, also=frozenset((0, c) for r, c in hidden if r == last))
        hidden |= {(last, c) for _row, c in only_total}
    while True:
        choices = {cell for spot in _exposed(table, hidden, total) for cell in _beside(table, hidden, spot, total)}
        if not choices:
            return frozenset(hidden)
        hidden.add(min(choices, key=lambda cell: (table[cell[0]][cell[1]] == 0, table[cell[0]][cell[1]], cell)))


def _exposed(table: Table, hidden: set[Cell], total: bool) -> list[Cell]:
    """Hidden cells that can be worked out, or that are too small together with the others in their sum."""
    found = [cell for cell in sorted(hidden) if _is_bridge(cell, hidden, total)]
    for line in _sums(table, total):
        *parts, margin = line
        covered = [cell for cell in parts if cell in hidden]
        if covered and margin not in hidden and sum(table[r][c] for r, c in covered) < SMALL:
            found.append(covered[0])
    return found


def _sums(table: Table, total: bool) -> list[list[Cell]]:
    rows = [[(r, c) for c in range(len(row))] for r, row in enumerate(table)]
    columns = [[(r, c) for r in range(len(table))] for c in range(len(table[0]))] if total and table else []
    return rows + columns


def _is_bridge(cell: Cell, hidden: set[Cell], total: bool) -> bool:
    """Whether without this cell its row and its column are not joined any more by other hidden cells."""
    joined: dict[str, set[str]] = {}
    for row, column in hidden - {cell}:
        ends = (f"r{row}", f"c{column}" if total else "c")
        joined.setdefault(ends[0], set()).add(ends[1])
        joined.setdefault(ends[1], set()).add(ends[0])
    start, goal = f"r{cell[0]}", f"c{cell[1]}" if total else "c"
    seen, todo = {start}, [start]
    while todo:
        for step in joined.get(todo.pop(), set()) - seen:
            seen.add(step)
            todo.append(step)
    return goal not in seen


def _beside(table: Table, hidden: set[Cell], spot: Cell, total: bool) -> list[Cell]:
    """Shown cells in the row or column of ``spot`` that may be hidden with it: never one of the totals."""
    row, column = spot
    last = len(table) - 1
    cells = [(row, c) for c in range(len(table[row]))]
    cells += [(r, column) for r in range(len(table))] if total else []
    return [cell for cell in cells if cell not in hidden and not (total and cell[0] == last)]
