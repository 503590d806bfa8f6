"""A PostgreSQL that hangs: nobody waits long for it, and after silence nobody asks for a moment."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from app.core.db import SILENCE, Database
from app.core.errors import Unavailable

pytestmark = pytest.mark.postgres


@pytest.fixture
def pg(postgres_template: Callable[[], str]) -> Iterator[Database]:
    database = Database(postgres_template())
    yield database
    database.dispose()


def hang(db: Database, seconds: float) -> None:
    """A server that is busy and does not listen to its own statement timeout."""
    with db.reading() as session:
        wait = session.connection().connection.driver_connection.wait  # type: ignore[union-attr]
        wait.within = 1.2
        session.execute(text("SET LOCAL statement_timeout = 0"))
        session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})


def seconds(call: Callable[[], object]) -> float:
    began = time.monotonic()
    with pytest.raises(Unavailable):
        call()
    return time.monotonic() - began


def read(db: Database) -> None:
    with db.reading() as session:
        session.execute(text("SELECT 1"))


def test_an_answer_that_does_not_come_is_given_up_and_the_next_one_fails_at_once(pg: Database) -> None:
    assert 1 < seconds(lambda: hang(pg, 20)) < 6
    assert seconds(lambda: read(pg)) < 1
    time.sleep(SILENCE)
    read(pg)


def test_an_error_of_one_statement_stops_nobody_else(pg: Database) -> None:
    with pytest.raises(Unavailable), pg.reading() as session:
        session.execute(text("SET LOCAL statement_timeout = 1100"))
        session.execute(text("SELECT pg_sleep(20)"))
    read(pg)


def test_a_port_that_takes_calls_and_says_nothing_costs_three_seconds_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        db = Database(f"postgresql://loket@127.0.0.1:{listener.getsockname()[1]}/loket")
        assert 1.5 < seconds(lambda: read(db)) < 6
        assert seconds(lambda: read(db)) < 1
        db.dispose()
