"""Whoever has every page of figures of three months next to each other finds no number from 1 to 4."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.contact.figures import HELPED, PARTS, SHOWN, STATES, Asked, Figures, Names, Place, Row, report
from app.contact.suppression import SMALL

NAMES = Names({"aastad": "Aastad", "beedorp": "Beedorp"}, {"bouw": "Bouw", "zorg": "Zorg"}, {"proef": "Proefplaatsing"})
MONTHS = (date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1))
Cell = tuple[date, str, str, str]

PLACES = st.builds(
    Place,
    st.sampled_from(["aastad", "beedorp", None]),
    st.sampled_from(["bouw", "zorg", None]),
    st.sampled_from([frozenset(), frozenset({"proef"})]),
)
ANSWERS = st.one_of(
    st.tuples(st.none(), st.none()), st.tuples(st.sampled_from(["ja", "deels", "nee"]), st.integers(1, 5))
)
REQUESTS = st.builds(
    lambda place, subject, outcome, state, answer: Asked(place, subject, outcome, state, *answer),
    PLACES,
    st.sampled_from(["Personeel", "Subsidie"]),
    st.sampled_from(PARTS),
    st.sampled_from(STATES),
    ANSWERS,
)


@st.composite
def months(draw: st.DrawFn) -> list[tuple[list[Asked], list[Place]]]:
    """What happened in three months; the same request several times, so that there are numbers of all sizes."""
    found = []
    for _month in MONTHS:
        kinds = draw(st.lists(st.tuples(REQUESTS, st.integers(1, 9)), max_size=6))
        starts = draw(st.lists(st.tuples(PLACES, st.integers(1, 7)), max_size=3))
        found.append(
            ([asked for asked, times in kinds for _ in range(times)], [p for p, times in starts for _ in range(times)])
        )
    return found


def truth(month: date, asked: list[Asked], starts: list[Place]) -> dict[Cell, int]:
    """Every number of the report, counted without hiding; "cijfers" is the sum of the grades."""
    counts: dict[Cell, int] = {}

    def add(kind: str, name: str, **numbers: int) -> None:
        for column, number in numbers.items():
            counts[(month, kind, name, column)] = counts.get((month, kind, name, column), 0) + number

    for request in asked:
        rows = [("totaal", "Totaal"), ("onderwerp", request.onderwerp), *NAMES.rows(request.place)]
        for kind, name in rows:
            parts = {request.outcome: 1, request.state: 1, request.helped or "geen": 1}
            add(kind, name, aantal=1, beoordeeld=request.grade is not None, cijfers=request.grade or 0, **parts)
    for place in starts:
        for kind, name in [("totaal", "Totaal"), *NAMES.rows(place)]:
            add(kind, name, plaatsingen=1)
    return counts


def rows_of(figures: Figures) -> list[tuple[str, Row]]:
    return [("totaal", figures.totaal), *((group.soort, row) for group in figures.groups for row in group.rows)]


def everything_that_adds_up(figures: Figures) -> list[list[Cell]]:
    """All sums a reader can write down; the last of each is the sum of the others."""
    month, rows = figures.maand, rows_of(figures)
    sums = [
        [(month, kind, row.naam, column) for column in (*parts, "aantal")]
        for kind, row in rows
        for parts in (PARTS, STATES, HELPED)
    ]
    columns = ("aantal", *PARTS, *STATES, *HELPED, "plaatsingen", "cijfers")
    for kind, column in product(("gemeente", "sector", "onderwerp"), columns):
        if (kind, column) != ("onderwerp", "plaatsingen"):
            named = [(month, kind, row.naam, column) for k, row in rows if k == kind]
            sums.append([*named, (month, "totaal", "Totaal", column)])
    return sums


def printed(figures: Figures) -> set[Cell]:
    """What stands on the page; a mean with its number of grades gives the sum of the grades."""
    found: set[Cell] = set()
    for kind, row in rows_of(figures):
        numbers = {name: getattr(row, name) for name in SHOWN if name != "tevreden"}
        found |= {(figures.maand, kind, row.naam, name) for name, value in numbers.items() if value is not None}
        if row.tevreden is not None or (row.ja, row.deels, row.nee) == (0, 0, 0):
            found.add((figures.maand, kind, row.naam, "cijfers"))
    return found


def solved(sums: list[list[Cell]], known: set[Cell]) -> set[Cell]:
    """Numbers that are not printed and still have one solution."""
    unknown = sorted({cell for line in sums for cell in line} - known)
    place = {cell: number for number, cell in enumerate(unknown)}
    matrix: list[dict[int, Fraction]] = []
    for line in sums:
        row: dict[int, Fraction] = {}
        for cell in line:
            if cell in place:
                row[place[cell]] = row.get(place[cell], Fraction(0)) + (-1 if cell is line[-1] else 1)
        matrix.append({column: value for column, value in row.items() if value})
    done: dict[int, dict[int, Fraction]] = {}
    for row in matrix:
        for column, pivot in done.items():
            if column in row:
                row = less(row, row[column], pivot)
        if not row:
            continue
        lead = min(row)
        row = {column: value / row[lead] for column, value in row.items()}
        for column, pivot in list(done.items()):
            if lead in pivot:
                done[column] = less(pivot, pivot[lead], row)
        done[lead] = row
    return {unknown[column] for column, row in done.items() if len(row) == 1}


def less(row: dict[int, Fraction], factor: Fraction, other: dict[int, Fraction]) -> dict[int, Fraction]:
    result = {c: row.get(c, Fraction(0)) - factor * other.get(c, Fraction(0)) for c in row.keys() | other.keys()}
    return {column: value for column, value in result.items() if value}


@given(months())
@settings(max_examples=60, deadline=None)
def test_no_small_number_follows_from_all_tables_of_adjacent_months(
    happened: list[tuple[list[Asked], list[Place]]],
) -> None:
    pages = [report(month, asked, starts, NAMES) for month, (asked, starts) in zip(MONTHS, happened, strict=True)]
    real: dict[Cell, int] = {}
    for month, (asked, starts) in zip(MONTHS, happened, strict=True):
        real |= truth(month, asked, starts)
    known = {cell for page in pages for cell in printed(page)}
    small = {cell for cell, value in real.items() if 0 < value < SMALL and cell[3] not in ("cijfers", "beoordeeld")}
    few_grades = {
        (*cell[:3], "cijfers") for cell, value in real.items() if cell[3] == "beoordeeld" and 0 < value < SMALL
    }
    assert not known & (small | few_grades), "printed as it is"
    found = solved([line for page in pages for line in everything_that_adds_up(page)], known)
    assert not found & (small | few_grades), "worked out"


def test_numbers_of_five_and_more_are_all_printed() -> None:
    request = Asked(Place("aastad", "bouw", frozenset({"proef"})), "Personeel", "op_tijd", "open", "ja", 4)
    other = Asked(Place("beedorp", "zorg", frozenset()), "Subsidie", "te_laat", "dicht", None, None)
    place = Place("aastad", "bouw", frozenset({"proef"}))
    page = report(MONTHS[0], [request] * 5 + [other] * 6, [place] * 7, NAMES)
    assert page.totaal == Row("Totaal", 11, 5, 6, 0, 0, 5, 5, 0, 0, 4.0, 7)
    groups = {group.soort: group.rows for group in page.groups}
    assert groups["gemeente"][0] == Row("Aastad", 5, 5, 0, 0, 0, 5, 5, 0, 0, 4.0, 7)
    assert groups["regeling"] == (Row("Proefplaatsing", 5, 5, 0, 0, 0, 5, 5, 0, 0, 4.0, 7),)
    assert groups["onderwerp"][1] == Row("Subsidie", 6, 0, 6, 0, 0, 0, 0, 0, 0, None, None)


def test_a_small_number_of_placements_takes_another_along_in_both_tables() -> None:
    starts = [Place("aastad", "bouw", frozenset())] * 6 + [Place("beedorp", "zorg", frozenset())] * 2
    page = report(MONTHS[0], [], starts, NAMES)
    assert page.totaal.plaatsingen == 8
    for group in page.groups:
        assert all(row.plaatsingen is None for row in group.rows), group.soort


def test_a_mean_of_few_grades_does_not_follow_from_the_other_means() -> None:
    here = Place("aastad", "bouw", frozenset())

    def some(subject: str, times: int, helped: str | None, grade: int | None) -> list[Asked]:
        return [Asked(here, subject, PARTS[0], STATES[0], helped, grade)] * times

    asked = some("Personeel", 5, None, None) + some("Personeel", 2, "deels", 1) + some("Subsidie", 5, "ja", 2)
    figures = report(MONTHS[0], asked, [], NAMES)
    means = {row.naam: row.tevreden for kind, row in rows_of(figures) if kind == "onderwerp"}
    assert means == {"Personeel": None, "Subsidie": None}
    alone = report(MONTHS[0], some("Personeel", 5, "ja", 1) + some("Subsidie", 5, "ja", 3), [], NAMES)
    assert {row.naam: row.tevreden for kind, row in rows_of(alone) if kind == "onderwerp"} == {
        "Personeel": 1.0,
        "Subsidie": 3.0,
    }
