"""Statements that go to the driver as they are: the same values come back, and the same errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Dagsleutel, Medewerker
from app.core.audit import AuditEntry
from app.core.db import Database, objects
from app.core.driver import run, savepoint
from app.core.errors import Unavailable
from app.core.outbox import OutboxMessage
from app.core.prepared import Prepared, adding

ADD_DAY = adding(Dagsleutel, "dag", "sleutel")
ADD_ENTRY = adding(AuditEntry, "at", "actor", "action", "object_type", "object_id", "details", returning="id")
ENTRY = AuditEntry.__table__.c
BY_ID = Prepared(
    select(ENTRY.at, ENTRY.details, ENTRY.actor).where(ENTRY.id == bindparam("id"), ENTRY.action == "proef")
)
MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_values_come_back_as_they_went_in(db: Database) -> None:
    entry = {"at": MOMENT, "actor": "Zoë", "action": "proef", "object_type": "x", "object_id": "1"}
    with db.writing() as connection:
        number = ADD_ENTRY.one(connection, entry | {"details": {"a": [1, None]}}).id
        (row,) = BY_ID.rows(connection, {"id": number})
    assert (row.at, row.details, row.actor) == (MOMENT, {"a": [1, None]}, "Zoë")
    assert row.at.tzinfo is not None
    with db.reading() as session:
        assert BY_ID.rows(session.connection(), {"id": number + 1}) == []
        kept = session.get_one(AuditEntry, number)
        assert (kept.at, kept.details) == (MOMENT, {"a": [1, None]})


def test_what_is_not_given_gets_the_default_of_the_model(db: Database) -> None:
    names = ("message_id", "kind", "reference", "to", "reply_to", "subject", "text", "html", "headers")
    add = adding(OutboxMessage, *names, "created_at", "next_attempt_at")
    mail = dict.fromkeys(names, "x") | {"headers": None, "created_at": MOMENT, "next_attempt_at": MOMENT}
    with db.writing() as connection:
        add.write(connection, mail, mail | {"message_id": "y"})
    with db.reading() as session:
        found = session.scalars(select(OutboxMessage)).all()
        assert [(message.status, message.attempts) for message in found] == [("wacht", 0)] * 2


def test_a_value_that_is_missing_is_a_mistake_of_ours(db: Database) -> None:
    with pytest.raises(KeyError, match="sleutel"), db.writing() as connection:
        ADD_DAY.write(connection, {"dag": date(2026, 11, 1)})


def test_a_rule_of_the_database_is_the_usual_error_and_a_step_can_go_back(db: Database) -> None:
    with db.writing() as connection:
        for day in (1, 2):
            ADD_DAY.write(connection, {"dag": date(2026, 11, day), "sleutel": "x"})
        with pytest.raises(IntegrityError) as refused, savepoint(connection):
            ADD_DAY.write(connection, {"dag": date(2026, 11, 1), "sleutel": "geheim"})
        assert "geheim" not in str(refused.value), "an error never quotes what was stored"
        ADD_DAY.write(connection, {"dag": date(2026, 11, 3), "sleutel": "x"})
    with db.reading() as session:
        assert [day.day for day in session.scalars(select(Dagsleutel.dag).order_by(Dagsleutel.dag))] == [1, 2, 3]


def test_a_value_that_the_driver_cannot_store_is_no_broken_line(sqlite_db: Database) -> None:
    with sqlite_db.writing() as connection:
        ADD_DAY.write(connection, {"dag": date(2026, 11, 1), "sleutel": "x"})
        with pytest.raises(OverflowError), savepoint(connection):
            ADD_DAY.write(connection, {"dag": date(2026, 11, 2), "sleutel": 2**70})
        ADD_DAY.write(connection, {"dag": date(2026, 11, 3), "sleutel": "x"})
    with sqlite_db.reading() as session:
        assert [day.day for day in session.scalars(select(Dagsleutel.dag).order_by(Dagsleutel.dag))] == [1, 3]


def test_objects_are_stored_in_the_same_transaction_or_not_at_all(db: Database) -> None:
    with pytest.raises(RuntimeError), db.writing() as connection:
        with objects(connection) as session:
            session.add(Dagsleutel(dag=date(2026, 11, 1), sleutel="x"))
        raise RuntimeError
    with db.writing() as connection:
        ADD_DAY.write(connection, {"dag": date(2026, 11, 2), "sleutel": "x"})
        with pytest.raises(IntegrityError), objects(connection) as session:
            session.add(Dagsleutel(dag=date(2026, 11, 2), sleutel="x"))
        with objects(connection) as session:
            session.get_one(Dagsleutel, date(2026, 11, 2)).sleutel = "y"
    with db.reading() as session:
        assert session.execute(select(Dagsleutel.dag, Dagsleutel.sleutel)).all() == [(date(2026, 11, 2), "y")]


def test_the_log_holds_the_words_and_never_the_values(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "loket.opdrachten"), db.writing() as connection:
        ADD_DAY.write(connection, {"dag": date(2026, 11, 1), "sleutel": "geheim"})
    assert "INSERT INTO dagsleutel" in caplog.text
    assert "geheim" not in caplog.text


def test_a_locked_database_is_an_outage(sqlite_db: Database) -> None:
    elsewhere = sqlite_db.engine.raw_connection()
    elsewhere.cursor().execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unavailable), sqlite_db.reading() as session:
            connection = session.connection()
            run(connection, "PRAGMA busy_timeout = 20")
            ADD_DAY.write(connection, {"dag": date(2026, 11, 1), "sleutel": "x"})
    finally:
        elsewhere.rollback()
        elsewhere.close()


@pytest.mark.postgres
def test_a_line_that_breaks_is_an_outage_and_the_next_one_gets_a_new_line(postgres_template: Callable[[], str]) -> None:
    db = Database(postgres_template())
    try:
        with pytest.raises(Unavailable), db.writing() as connection:
            ADD_DAY.write(connection, {"dag": date(2026, 11, 1), "sleutel": "x"})
            run(connection, "SELECT pg_terminate_backend(pg_backend_pid())")
        with db.writing() as connection:
            assert connection.execute(text("SELECT count(*) FROM dagsleutel")).scalar_one() == 0
            assert connection.execute(select(Medewerker.id)).all() == []
    finally:
        db.dispose()
