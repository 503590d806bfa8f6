"""Public figures: what is counted in which quarter, what is hidden, and that nobody can be found in them."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.quarters import ANSWER_SUM, make_quarters, quarter_figures
from app.contact.dossier_models import Beoordeling
from app.contact.quarter import REQUEST_SUM, count_requests, mean_grade
from app.contact.suppression import SMALL, hidden_cells
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.redactie.feedback import store_feedback
from app.redactie.models import Zoekvraag
from app.redactie.public_figures import (
    AFTER,
    Quarter,
    example,
    finished_quarter,
    list_quarters,
    most_searched,
    name_of,
    named,
    next_quarter,
    quarter_of,
    store_quarter,
)
from app.redactie.readings import Readings, count_readings, purge_readings, store_readings
from tests.support.factories import REGION, request_of, submit

SUMMER = date(2026, 7, 1)
LATER = datetime(2026, 10, 15, 12, tzinfo=UTC)
_numbers = itertools.count(1)


def ask(db: Database, count: int, *, at: datetime, answered: datetime | None = None, grade: int | None = None) -> None:
    """Requests that came in at one moment."""
    for _time in range(count):
        number = next(_numbers)
        ref = submit(
            db, now=at, kvk_nummer=None, email=f"w{number}@bedrijf.example", vraag=f"Vraag {number}"
        ).referentie
        with db.transaction() as session:
            request = request_of(session, ref)
            request.eerste_antwoord_op = answered
            if grade is not None:
                session.add(Beoordeling(verzoek_id=request.id, geholpen="ja", tevreden=grade, gegeven_op=at))


def searched(db: Database, words: str, *counts: int, taal: str = "nl") -> None:
    """How often something was searched for in the weeks of July."""
    with db.transaction() as session:
        for number, count in enumerate(counts):
            week = date(2026, 7, 6) + timedelta(weeks=number)
            session.add(Zoekvraag(week=week, taal=taal, vraag=words, gezocht=count, leeg=0, geopend=0))


@pytest.mark.parametrize(("day", "first", "name"), [
    (date(2026, 1, 1), date(2026, 1, 1), "2026-K1"), (date(2026, 3, 31), date(2026, 1, 1), "2026-K1"),
    (date(2026, 9, 30), date(2026, 7, 1), "2026-K3"), (date(2026, 12, 31), date(2026, 10, 1), "2026-K4"),
])  # fmt: skip
def test_a_day_belongs_to_one_quarter(day: date, first: date, name: str) -> None:
    assert (quarter_of(day), name_of(first), named(name)) == (first, name, first)


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_quarters_follow_each_other_and_are_made_two_weeks_after_their_end(day: date) -> None:
    first = quarter_of(day)
    assert first <= day < next_quarter(first) == quarter_of(next_quarter(first))
    made = finished_quarter(day)
    assert next_quarter(made) + AFTER <= day < next_quarter(next_quarter(made)) + AFTER


@pytest.mark.parametrize("name", ["", "2026-K0", "2026-K5", "2026K1", "1999-K1", "2026-K1 ", "2026-k1"])
def test_another_name_is_no_quarter(name: str) -> None:
    assert named(name) is None


def test_every_request_of_the_quarter_is_counted_once_by_its_first_promise(db: Database) -> None:
    start = datetime(2026, 7, 1, 0, 0, tzinfo=AMSTERDAM)  # a Wednesday; two working days
    ask(db, 1, at=start - timedelta(minutes=1), answered=start)
    ask(db, 2, at=start, answered=datetime(2026, 7, 3, 23, 59, tzinfo=AMSTERDAM))
    ask(db, 3, at=start, answered=datetime(2026, 7, 4, 0, 0, tzinfo=AMSTERDAM))
    ask(db, 4, at=datetime(2026, 9, 30, 23, 59, tzinfo=AMSTERDAM))
    ask(db, 1, at=datetime(2026, 10, 1, 0, 0, tzinfo=AMSTERDAM))
    with db.reading() as session:
        found = count_requests(session, REGION, SUMMER, next_quarter(SUMMER))
    assert found == {"op_tijd": 2, "later": 3, "niet": 4, "vragen": 9}


def test_a_mean_needs_ten_grades(sqlite_db: Database) -> None:
    at = datetime(2026, 8, 3, 10, tzinfo=AMSTERDAM)
    ask(sqlite_db, 9, at=at, grade=4)
    with sqlite_db.reading() as session:
        assert mean_grade(session, SUMMER, next_quarter(SUMMER)) is None
    ask(sqlite_db, 1, at=at, grade=5)
    with sqlite_db.reading() as session:
        assert mean_grade(session, SUMMER, next_quarter(SUMMER)) == 4.1


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5))
def test_no_small_number_is_shown_or_follows_from_what_is_shown(counts: list[int]) -> None:
    parts = dict(zip((*REQUEST_SUM[:-1], *ANSWER_SUM[:-1]), counts, strict=True))
    numbers = parts | {"vragen": sum(counts[:3]), "antwoorden": sum(counts[3:])}
    hidden = hidden_cells(numbers, [REQUEST_SUM, ANSWER_SUM])
    for line in (REQUEST_SUM, ANSWER_SUM):
        small = [name for name in line if 0 < numbers[name] < SMALL]
        assert set(small) <= hidden
        if any(name in hidden for name in line):
            assert sum(name in hidden for name in line) > 1, "one unknown in a sum is known"


def test_names_and_rare_words_are_no_words_of_the_figures(sqlite_db: Database, content: ContentStore) -> None:
    searched(sqlite_db, "loonkostensubsidie", 4, 4)
    searched(sqlite_db, "jansen", 40, 40)
    searched(sqlite_db, "ziek jansen", 40, 40)
    searched(sqlite_db, "jobcoach", 2, 2)
    searched(sqlite_db, "proefplaatsing", 50)
    searched(sqlite_db, "no-riskpolis 2026", 9, 9)
    searched(sqlite_db, "scheme", 5, 4, taal="en")
    with sqlite_db.reading() as session:
        found = most_searched(session, content.edition.whole, SUMMER)
    assert found == (("scheme", "en", 9), ("loonkostensubsidie", "nl", 8))


def test_figures_are_made_once_and_never_change(sqlite_db: Database, content: ContentStore) -> None:
    catalogue, july = content.edition.whole, datetime(2026, 7, 6, 9, tzinfo=AMSTERDAM)
    ask(sqlite_db, 12, at=july, answered=july)
    with sqlite_db.transaction() as session:
        for number in range(6):
            store_feedback(
                session, pagina="/regelingen/jobcoach", taal="nl", antwoord="ja", reden=None, tekst="",
                key=f"sleutel-{number}", day=date(2026, 8, 1),
            )  # fmt: skip
        store_readings(
            session,
            {(date(2026, 7, 6), "/regelingen/jobcoach"): 7, (date(2026, 7, 6), "/begrippen/wia"): 4,
             (date(2026, 7, 6), "/regelingen/weg"): 9, (date(2025, 12, 29), "/begrippen/uwv"): 99},
        )  # fmt: skip

    def made(now: datetime) -> list[Quarter]:
        with sqlite_db.transaction() as session:
            make_quarters(session, catalogue=catalogue, now=now, real=True)
            return list_quarters(session, examples=False)

    assert made(LATER - timedelta(days=2)) == [], "the promises of the last day run still"
    [quarter] = made(LATER)
    title = catalogue.pages["regelingen"]["jobcoach"].meta.titel
    assert quarter.naam == "2026-K3" and quarter.laatste == date(2026, 9, 30)
    assert quarter.getallen == {
        "op_tijd": 12, "later": 0, "niet": 0, "vragen": 12, "ja": 6, "nee": 0, "antwoorden": 6,
    }  # fmt: skip
    assert quarter.gelezen == (("/regelingen/jobcoach", title, 7),) and quarter.tevreden is None
    ask(sqlite_db, 1, at=july, answered=july)
    assert made(LATER + timedelta(days=1)) == [quarter]
    with sqlite_db.reading() as session:
        assert quarter_figures(session, catalogue=catalogue, first=date(2025, 1, 1)) is None


def test_an_example_says_so_and_makes_room_for_real_figures(sqlite_db: Database, content: ContentStore) -> None:
    catalogue = content.edition.whole
    for real in (True, False):
        with sqlite_db.transaction() as session:
            make_quarters(session, catalogue=catalogue, now=LATER, real=real)
            shown = list_quarters(session, examples=True)
            assert list_quarters(session, examples=False) == []
        assert [quarter.voorbeeld for quarter in shown] == ([] if real else [True])
    genuine = Quarter(SUMMER, {"vragen": 9}, None, (), ())
    with sqlite_db.transaction() as session:
        store_quarter(session, genuine, now=LATER)
        assert list_quarters(session, examples=True) == [genuine]
        for other in (Quarter(SUMMER, {"vragen": 10}, None, (), ()), example(catalogue, SUMMER)):
            store_quarter(session, other, now=LATER)
            assert list_quarters(session, examples=True) == [genuine], "what was shown stays"


def test_readings_are_counted_per_page_and_week(db: Database) -> None:
    readings = Readings()
    for path in ("/regelingen/jobcoach", "/en/regelingen/jobcoach", "/regelingen/jobcoach/", "/begrippen/wia"):
        readings.note(path, date(2026, 11, 24))
    for path in (
        "/",
        "/contact",
        "/regelingen",
        "/regelingen/A",
        "/regelingen/a/b",
        f"/regelingen/{'a' * 81}",
        "/volg/x",
    ):
        readings.note(path, date(2026, 11, 24))
    readings.note("/begrippen/wia", date(2026, 11, 30))
    taken = readings.take()
    assert readings.take() == {}
    monday, next_monday = date(2026, 11, 23), date(2026, 11, 30)
    for _time in range(2):
        with db.transaction() as session:
            store_readings(session, taken)
    with db.reading() as session:
        assert count_readings(session, monday, next_monday) == {"/regelingen/jobcoach": 6, "/begrippen/wia": 2}
        assert count_readings(session, monday, date(2027, 1, 1)) == {"/regelingen/jobcoach": 6, "/begrippen/wia": 4}
    with db.transaction() as session:
        purge_readings(session, today=date(2027, 6, 28))
        assert count_readings(session, monday, date(2027, 1, 1)) == {"/begrippen/wia": 2}


def test_a_quarter_of_a_pinned_clock_is_that_of_amsterdam(sqlite_db: Database, content: ContentStore) -> None:
    midnight = datetime(2026, 10, 15, 0, 0, tzinfo=AMSTERDAM)
    with clock.pinned(midnight - timedelta(minutes=1)):
        assert finished_quarter(clock.today()) == date(2026, 4, 1)
    with clock.pinned(midnight):
        assert finished_quarter(clock.today()) == SUMMER
