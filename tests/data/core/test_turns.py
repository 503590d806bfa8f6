"""Threads that share a commit: all is stored or said not to be, whatever goes wrong for one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event, text

from app.core import turns
from app.core.db import Database
from app.core.errors import Unavailable
from app.core.turns import MOST, PATIENCE, Turns

NEW = text("INSERT INTO dagsleutel (dag, sleutel) VALUES (:dag, 'x')")


def stored(db: Database) -> list[int]:
    with db.reading() as session:
        return [int(str(day)[-2:]) for day in session.scalars(text("SELECT dag FROM dagsleutel ORDER BY dag"))]


def writes(db: Database, day: int, and_then: Callable[[Connection], object] = lambda _connection: None) -> int:
    with db.writing() as connection:
        connection.execute(NEW, {"dag": f"2026-11-{day:02}"})
        and_then(connection)
    return day


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + 10
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.002)


def queue_of(db: Database) -> Turns:
    assert db.turns is not None
    return db.turns


@contextmanager
def commits(db: Database) -> Iterator[list[int]]:
    """The commits that are made meanwhile."""
    seen: list[int] = []

    def note_down(_connection: Connection) -> None:
        seen.append(1)

    event.listen(db.engine, "commit", note_down)
    try:
        yield seen
    finally:
        event.remove(db.engine, "commit", note_down)


class Queue:
    """Writers that stand in line, in no order, behind the first one, who waits inside until ``go``."""

    def __init__(self, db: Database, pool: ThreadPoolExecutor) -> None:
        self._db, self._pool = db, pool
        self._inside, self._go = threading.Event(), threading.Event()
        self.first = pool.submit(writes, db, 1, self._waits)
        assert self._inside.wait(10)

    def _waits(self, _connection: Connection) -> None:
        self._inside.set()
        assert self._go.wait(10)

    def joins(self, work: Callable[..., int], *arguments: object) -> Future[int]:
        waiting = queue_of(self._db).waiting
        future = self._pool.submit(work, self._db, *arguments)
        until(lambda: queue_of(self._db).waiting == waiting + 1)
        return future

    def go(self) -> None:
        self._go.set()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(24) as made:
        yield made


@pytest.fixture
def queue(sqlite_db: Database, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """On a busy machine too, nobody in it gives up waiting for the next one to commit."""
    monkeypatch.setattr(turns, "PATIENCE", 10)
    return Queue(sqlite_db, pool)


@pytest.fixture
def hasty(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """Those in it commit themselves when the next one takes too long."""
    monkeypatch.setattr(turns, "PATIENCE", PATIENCE)
    return queue


def test_who_waits_shares_the_commit(sqlite_db: Database, queue: Queue) -> None:
    others = [queue.joins(writes, day) for day in range(2, 21)]
    with commits(sqlite_db) as seen:
        queue.go()
        assert [queue.first.result(), *(other.result() for other in others)] == list(range(1, 21))
    assert len(seen) == -(-20 // MOST), "at most eight in one transaction, and never one by one"
    assert stored(sqlite_db) == list(range(1, 21))


def test_nobody_hears_that_it_is_stored_before_it_is(sqlite_db: Database, hasty: Queue) -> None:
    inside, go = threading.Event(), threading.Event()

    def waits(_connection: Connection) -> None:
        inside.set()
        assert go.wait(10)

    second = hasty.joins(writes, 2, waits)
    hasty.go()
    assert inside.wait(10)
    time.sleep(3 * PATIENCE)
    assert not hasty.first.done()
    assert stored(sqlite_db) == []
    go.set()
    assert (hasty.first.result(), second.result()) == (1, 2)
    assert stored(sqlite_db) == [1, 2]


def test_who_fails_takes_back_only_its_own(sqlite_db: Database, queue: Queue) -> None:
    def fails(_connection: Connection) -> None:
        raise RuntimeError("een fout in één van de drie")

    second, third = queue.joins(writes, 2, fails), queue.joins(writes, 3)
    queue.go()
    assert (queue.first.result(), third.result()) == (1, 3)
    with pytest.raises(RuntimeError, match="een fout"):
        second.result()
    assert stored(sqlite_db) == [1, 3]


def test_the_last_one_fails_and_the_others_are_stored(sqlite_db: Database, queue: Queue) -> None:
    def fails(_connection: Connection) -> None:
        raise RuntimeError

    second = queue.joins(writes, 2, fails)
    queue.go()
    assert queue.first.result() == 1
    assert isinstance(second.exception(), RuntimeError)
    assert stored(sqlite_db) == [1]


def test_a_commit_that_fails_is_told_to_everybody(sqlite_db: Database, queue: Queue) -> None:
    def breaks_a_rule_at_the_end(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("INSERT INTO territorium (gemeente, medewerker_id) VALUES ('arnhem', 999)")

    others = [queue.joins(writes, 2, breaks_a_rule_at_the_end), queue.joins(writes, 3)]
    queue.go()
    for future in (queue.first, *others):
        with pytest.raises(Unavailable, match="Probeer het over een paar minuten opnieuw"):
            future.result()
    assert stored(sqlite_db) == []
    assert writes(sqlite_db, 4) == 4
    assert stored(sqlite_db) == [4]


def test_when_sqlite_takes_everything_back_everybody_hears_so(sqlite_db: Database, queue: Queue) -> None:
    """As it may do when the disk is full: who comes after that is in a new transaction."""

    after: list[Future[int]] = []

    def loses_it_all(connection: Connection) -> None:
        after.append(queue.joins(writes, 3))
        connection.exec_driver_sql("ROLLBACK")
        raise OSError

    second = queue.joins(writes, 2, loses_it_all)
    queue.go()
    for future in (queue.first, second):
        with pytest.raises(Unavailable):
            future.result()
    assert after[0].result() == 3
    assert stored(sqlite_db) == [3]


def test_who_wants_to_be_alone_stores_first_what_was_open(sqlite_db: Database, queue: Queue) -> None:
    def alone(db: Database) -> int:
        with db.transaction() as session:
            return int(session.scalar(text("SELECT count(*) FROM dagsleutel")) or 0)

    other = queue.joins(alone)
    queue.go()
    assert (queue.first.result(), other.result()) == (1, 1)


def test_when_the_next_one_gave_up_waiting_it_is_stored_all_the_same(sqlite_db: Database, hasty: Queue) -> None:
    queue_of(sqlite_db).waiting += 1
    hasty.go()
    assert hasty.first.result(10) == 1
    assert stored(sqlite_db) == [1]
