"""Hiding small numbers so that nobody can work them out again, over any number of tables that add up. Pure.

A report is a set of numbers and the sums between them: the parts of a row and their total, a column and the row of
totals that several tables share, three months and their quarter. A number from 1 to 4 is hidden. A hidden number is
exposed when it follows from what is shown by adding and subtracting (Gauss elimination over all sums at once), when it
can only have one value because no number is below zero, or when the hidden numbers of a shown sum are below 5
together. Then another number is hidden with it, until nothing is exposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

SMALL = 5
_PRIME = 2**61 - 1
"""Elimination is done modulo this prime: quick, and for sums with coefficients 1 and -1 the same as with fractions."""
_ROUNDS = 50

Cell = TypeVar("Cell", bound=Hashable)
"""The name of a number. A sum is a sequence of names; the last is the sum of the others."""


def hidden_cells(
    values: Mapping[Cell, int],
    sums: Collection[Sequence[Cell]],
    *,
    keep: Collection[Cell] = (),
    start: Collection[Cell] = (),
    cost: Callable[[Cell], Any] | None = None,
) -> frozenset[Cell]:
    """The numbers not to show.

    keep, start: what was shown and what was hidden before, such as in earlier months; that stays as it was.
    cost: which numbers a reader would miss most (higher is worse); among equals the smallest number above 0 is taken.
    """
    kept = frozenset(keep)
    secret = {cell for cell, value in values.items() if 0 < value < SMALL and cell not in kept}
    hidden = secret | set(start)
    of_cell: dict[Cell, list[Sequence[Cell]]] = defaultdict(list)
    for line in sums:
        for cell in line:
            of_cell[cell].append(line)

    def rank(cell: Cell) -> tuple[Any, bool, int, str]:
        return (cost(cell) if cost else 0, values[cell] == 0, values[cell], str(cell))

    while exposed := _exposed(values, sums, hidden, secret):
        helped: set[int] = set()
        for spot in sorted(exposed, key=str):
            lines = of_cell[spot]
            if helped & {id(line) for line in lines}:
                continue
            choice = _shown(lines, hidden, kept) or _shown(
                (line for cell in hidden for line in of_cell[cell]), hidden, kept
            )
            if not choice:
                return frozenset(hidden)
            best = min(choice, key=rank)
            hidden.add(best)
            helped |= {id(line) for line in of_cell[best]}
    return frozenset(hidden)


def worked_out(sums: Iterable[Sequence[Cell]], hidden: Collection[Cell]) -> frozenset[Cell]:
    """Hidden numbers that follow from the shown ones and these sums by adding and subtracting."""
    pivots: dict[Cell, dict[Cell, int]] = {}
    used: dict[Cell, set[Cell]] = defaultdict(set)  # in which reduced lines a number still stands
    for line in sums:
        row: dict[Cell, int] = {}
        for place, cell in enumerate(line):
            if cell in hidden:
                row[cell] = (row.get(cell, 0) + (-1 if place == len(line) - 1 else 1)) % _PRIME
        for cell in [cell for cell in row if cell in pivots]:
            _subtract(row, row.get(cell, 0), pivots[cell])
        row = {cell: factor for cell, factor in row.items() if factor}
        if not row:
            continue
        lead = min(row, key=lambda cell: len(used[cell]))
        inverse = pow(row[lead], -1, _PRIME)
        row = {cell: factor * inverse % _PRIME for cell, factor in row.items()}
        for other in list(used[lead]):
            target = pivots[other]
            before = set(target)
            _subtract(target, target[lead], row)
            for cell in before ^ set(target):
                (used[cell].add if cell in target else used[cell].discard)(other)
        pivots[lead] = row
        for cell in row:
            used[cell].add(lead)
    return frozenset(lead for lead, row in pivots.items() if len(row) == 1)


def _subtract(row: dict[Cell, int], factor: int, other: Mapping[Cell, int]) -> None:
    """row -= factor * other, without leaving zeros."""
    if not factor:
        return
    for cell, value in other.items():
        left = (row.get(cell, 0) - factor * value) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def pinned(values: Mapping[Cell, int], sums: Collection[Sequence[Cell]], hidden: Collection[Cell]) -> frozenset[Cell]:
    """Hidden numbers that can have one value only, because no number is below zero."""
    low: dict[Cell, int] = {}
    high: dict[Cell, float] = {}
    for cell in {cell for line in sums for cell in line} | set(hidden):
        low[cell], high[cell] = (0, float("inf")) if cell in hidden else (values[cell], values[cell])
    lines = [line for line in sums if any(cell in hidden for cell in line)]
    changed = True
    for _round in range(_ROUNDS):
        if not changed:
            break
        changed = False
        for *parts, total in lines:
            least, most = sum(low[p] for p in parts), sum(high[p] for p in parts)
            bounds: list[tuple[Cell, float, float]] = [(total, least, most)]
            bounds += [
                (p, low[total] - sum(high[q] for q in parts if q != p), high[total] - (least - low[p])) for p in parts
            ]
            for cell, below, above in bounds:
                if below > low[cell]:
                    low[cell], changed = int(below), True
                if above < high[cell]:
                    high[cell], changed = above, True
    return frozenset(cell for cell in hidden if low[cell] == high[cell])


def _exposed(
    values: Mapping[Cell, int], sums: Collection[Sequence[Cell]], hidden: set[Cell], secret: set[Cell]
) -> set[Cell]:
    """Secret numbers that are given away now; the cheap ways first, because they are met most.

    A number that was only hidden to help may be worked out, as long as no secret follows from it.
    """
    found: set[Cell] = set()
    for *parts, total in sums:
        covered = [cell for cell in parts if cell in hidden]
        alone = len(covered) + (total in hidden) == 1
        if alone or (total not in hidden and sum(values[cell] for cell in covered) < SMALL):
            found.update(secret & {*covered, total})
    if not found:
        found = secret & worked_out(sums, hidden)
    if not found:
        certain = pinned(values, sums, hidden)
        found = secret & certain
    return found


def _shown(lines: Iterable[Sequence[Cell]], hidden: Collection[Cell], kept: Collection[Cell]) -> list[Cell]:
    return [cell for line in lines for cell in line if cell not in hidden and cell not in kept]
