"""What is hidden stays hidden: no sum, no difference and no combination of tables gives a small number back."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.contact.suppression import SMALL, hidden_cells, pinned, worked_out

Cell = tuple[str, int, int]
Report = tuple[dict[Cell, int], list[list[Cell]]]


def add_table(report: Report, name: str, rows: list[list[int]], *, total: str | None = "totaal") -> None:
    """Rows with parts and their sum as last column; ``total`` names the shared row of totals, which must be there."""
    values, sums = report
    for r, row in enumerate(rows):
        for c, number in enumerate([*row, sum(row)]):
            values[(name, r, c)] = number
        sums.append([(name, r, c) for c in range(len(row) + 1)])
    if total:
        sums += [[*((name, r, c) for r in range(len(rows))), (total, 0, c)] for c in range(len(rows[0]) + 1)]


def report_of(*tables: list[list[int]]) -> Report:
    """Tables that share one row of totals. Every table must add up to the same."""
    report: Report = ({}, [])
    add_table(report, "totaal", [[sum(column) for column in zip(*tables[0], strict=True)]], total=None)
    for number, rows in enumerate(tables):
        add_table(report, f"tabel{number}", rows)
    return report


def solved(report: Report, hidden: frozenset[Cell]) -> set[Cell]:
    """What somebody finds who writes down every sum: hidden numbers with one solution (Gauss, in fractions)."""
    cells = sorted(hidden)
    matrix = []
    for line in report[1]:
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


def small(report: Report) -> set[Cell]:
    """The numbers that must never be known."""
    return {cell for cell, value in report[0].items() if 0 < value < SMALL}


def test_the_check_itself_sees_a_number_that_can_be_worked_out() -> None:
    report = report_of([[9, 3], [8, 7]])
    assert solved(report, frozenset({("tabel0", 0, 1)})) == {("tabel0", 0, 1)}
    assert worked_out(report[1], {("tabel0", 0, 1)}) == {("tabel0", 0, 1)}


def test_a_small_number_never_stands_alone() -> None:
    report = report_of([[20, 3], [30, 9], [12, 8]])
    hidden = hidden_cells(*report)
    assert ("tabel0", 0, 1) in hidden
    assert len(hidden) >= 4
    assert not solved(report, hidden) & small(report)


def test_tables_without_small_numbers_are_shown_whole() -> None:
    assert hidden_cells(*report_of([[20, 5], [0, 9]], [[15, 9], [5, 5]])) == frozenset()


def test_small_numbers_that_are_small_together_take_a_bigger_one_along() -> None:
    report: Report = ({}, [])
    add_table(report, "rij", [[1, 2, 30]], total=None)
    assert hidden_cells(*report) == {("rij", 0, 0), ("rij", 0, 1), ("rij", 0, 2)}


def test_a_number_that_can_only_be_zero_and_its_neighbour_are_seen() -> None:
    values = {"a": 3, "b": 0, "som": 3}
    assert pinned({**values, "a": 0, "som": 0}, [["a", "b", "som"]], {"a", "b"}) == {"a", "b"}
    assert pinned(values, [["a", "b", "som"]], {"a", "b"}) == frozenset()


def test_three_tables_together_give_nothing_away_that_each_alone_hides() -> None:
    """Each table pairs the columns differently: apart every pair is safe, together three equations have one answer."""
    tables = [
        [[6, 6, 0, 20], [0, 0, 6, 20]],
        [[6, 0, 6, 20], [0, 6, 0, 20]],
        [[0, 6, 6, 20], [6, 0, 0, 20]],
    ]
    report = report_of(*tables)
    hidden = frozenset(
        {("totaal", 0, c) for c in range(3)}
        | {(f"tabel{t}", r, c) for t, r, c in product(range(3), range(2), range(3)) if tables[t][r][c]}
    )
    assert solved(report, hidden) == worked_out(report[1], hidden) != set()


SPLIT = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=5)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Two or three tables of the same requests, divided in different ways."""
    first = draw(SPLIT)
    totals = [sum(column) for column in zip(*first, strict=True)]
    tables = [first]
    for _table in range(draw(st.integers(0, 2))):
        count = draw(st.integers(1, 4))
        columns = []
        for number in totals:
            cuts = sorted(draw(st.lists(st.integers(0, number), min_size=count - 1, max_size=count - 1)))
            columns.append([b - a for a, b in zip([0, *cuts], [*cuts, number], strict=True)])
        tables.append([list(row) for row in zip(*columns, strict=True)])
    return report_of(*tables)


@given(reports())
@settings(max_examples=150, deadline=None)
def test_nothing_hidden_can_be_worked_out_from_all_tables_together(report: Report) -> None:
    hidden, secret = hidden_cells(*report), small(report)
    assert secret <= hidden
    assert not solved(report, hidden) & secret
    assert not pinned(*report, hidden) & secret
    for *parts, total in report[1]:
        covered = [cell for cell in parts if cell in hidden]
        assert not secret & set(covered) or total in hidden or sum(report[0][cell] for cell in covered) >= SMALL


@given(reports(), st.data())
@settings(max_examples=80, deadline=None)
def test_the_quick_elimination_finds_what_the_slow_one_finds(report: Report, data: st.DataObject) -> None:
    hidden = frozenset(data.draw(st.sets(st.sampled_from(sorted(report[0])))))
    assert worked_out(report[1], hidden) == solved(report, hidden)


@given(st.lists(SPLIT.filter(lambda rows: len(rows) == 3), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_quarter_hides_its_own_sums_because_its_months_were_shown_before(months: list[list[list[int]]]) -> None:
    values: dict[Cell, int] = {}
    sums: list[list[Cell]] = []
    hidden: frozenset[Cell] = frozenset()
    for number, rows in enumerate(months):  # every month as it was shown, without knowing the next
        report: Report = ({}, [])
        add_table(report, f"totaal{number}", [[sum(column) for column in zip(*rows, strict=True)]], total=None)
        add_table(report, f"maand{number}", rows, total=f"totaal{number}")
        hidden |= hidden_cells(*report)
        values |= report[0]
        sums += report[1]
    shown = frozenset(values) - hidden
    quarter = [[sum(numbers) for numbers in zip(*rows, strict=True)] for rows in zip(*months, strict=True)]
    add_table((values, sums), "kwartaal", quarter, total=None)
    for r, c in product(range(3), range(4)):
        sums.append([*((f"maand{number}", r, c) for number in range(3)), ("kwartaal", r, c)])
    everything = hidden_cells(values, sums, keep=shown, start=hidden)
    assert hidden <= everything and not everything & shown
    assert not solved((values, sums), everything) & small((values, sums))
