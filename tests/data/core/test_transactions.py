"""One writer at a time, steps that go back alone, and reading that writes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Dagsleutel
from app.core import db as core_db
from app.core.db import Database
from app.core.driver import savepoint
from app.core.errors import Unavailable

NEW = text("INSERT INTO dagsleutel (dag, sleutel) VALUES (:dag, 'x')")
ALL = text("SELECT count(*) FROM dagsleutel")


def count(db: Database) -> int:
    with db.reading() as session:
        return int(session.scalar(ALL) or 0)


def test_a_step_that_fails_goes_back_and_the_rest_is_kept(db: Database) -> None:
    with db.transaction() as session:
        connection = session.connection()
        connection.execute(NEW, {"dag": "2026-11-01"})
        for _again in range(2):
            with pytest.raises(IntegrityError), savepoint(connection):
                connection.execute(NEW, {"dag": "2026-11-02"})
                connection.execute(NEW, {"dag": "2026-11-01"})
        with savepoint(connection):
            connection.execute(NEW, {"dag": "2026-11-03"})
    with db.reading() as session:
        assert [str(day) for day in session.scalars(text("SELECT dag FROM dagsleutel ORDER BY dag"))] == [
            "2026-11-01",
            "2026-11-03",
        ]


def test_a_step_around_a_step_that_failed_goes_back_whole(db: Database) -> None:
    with db.transaction() as session:
        connection = session.connection()
        with pytest.raises(RuntimeError), savepoint(connection):
            connection.execute(NEW, {"dag": "2026-11-01"})
            with pytest.raises(IntegrityError), savepoint(connection):
                connection.execute(NEW, {"dag": "2026-11-01"})
            raise RuntimeError
        connection.execute(NEW, {"dag": "2026-11-02"})
    assert count(db) == 1


def test_an_error_takes_everything_back(db: Database) -> None:
    with pytest.raises(RuntimeError), db.transaction() as session:
        session.execute(NEW, {"dag": "2026-11-01"})
        raise RuntimeError
    assert count(db) == 0


def test_writers_of_one_process_wait_for_each_other(db: Database) -> None:
    """Each reads what it changes, so two that do it at once would lose one."""
    with db.transaction() as session:
        session.execute(text("INSERT INTO dagsleutel (dag, sleutel) VALUES ('2026-11-01', '0')"))

    def adds_one(_n: int) -> None:
        with db.transaction() as session:
            old = session.scalars(select(Dagsleutel.sleutel).with_for_update()).one()
            time.sleep(0.002)
            session.execute(text("UPDATE dagsleutel SET sleutel = :new"), {"new": str(int(old) + 1)})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(adds_one, range(40)))
    with db.reading() as session:
        assert session.scalar(text("SELECT sleutel FROM dagsleutel")) == "40"


def test_who_gets_no_turn_in_time_hears_it_in_dutch(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_db, "BUSY_TIMEOUT_MS", 100)
    db = Database(f"sqlite:///{tmp_path / 'loket.sqlite3'}")
    inside, done = threading.Event(), threading.Event()

    def holds() -> None:
        with db.transaction() as session:
            session.execute(text("SELECT 1"))
            inside.set()
            done.wait(10)

    holder = threading.Thread(target=holds)
    holder.start()
    try:
        assert inside.wait(10)
        with pytest.raises(Unavailable, match="Probeer het over een paar minuten opnieuw"), db.transaction():
            pass
        with db.reading() as session:
            assert session.scalar(text("SELECT 1")) == 1, "reading asks no turn"
    finally:
        done.set()
        holder.join()
        db.dispose()


def test_reading_holds_nobody_up_and_sees_one_moment(sqlite_db: Database) -> None:
    with sqlite_db.reading() as reader:
        before = reader.scalar(ALL)
        with sqlite_db.transaction() as writer:
            writer.execute(NEW, {"dag": "2026-11-01"})
        assert reader.scalar(ALL) == before
    assert count(sqlite_db) == 1


@pytest.mark.postgres
def test_a_line_that_breaks_inside_a_step_is_an_outage(postgres_template: Callable[[], str]) -> None:
    db = Database(postgres_template())
    try:
        with pytest.raises(Unavailable), db.transaction() as session, savepoint(session.connection()):
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert count(db) == 0, "the next one gets a new line"
    finally:
        db.dispose()
