"""Migrating is safe to repeat, to do twice at once, and never touches a database of a newer program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import inspect, text

from app.core import migrate
from app.core.db import Database
from app.core.errors import Unavailable
from tests.support.factories import medewerker, request_of, submit, werkgevers


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database without any table."""
    database = Database(f"sqlite:///{tmp_path / 'leeg.sqlite3'}")
    yield database
    database.dispose()


def test_nothing_stays_behind_after_going_all_the_way_down(db: Database) -> None:
    migrate.downgrade(db, "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM pg_proc WHERE proname LIKE 'audit_entry%'")) == 0


def test_migrating_a_database_that_is_up_to_date_keeps_what_is_in_it(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    submit(db)
    migrate.upgrade(db)
    assert len(werkgevers(db)) == 1


def test_foreign_keys_are_watched_again_after_a_migration(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_two_starts_at_the_same_moment_migrate_one_after_the_other(db: Database) -> None:
    migrate.downgrade(db, "base")
    failures: list[BaseException] = []

    def start() -> None:
        other = Database(db.engine.url.render_as_string(hide_password=False))
        try:
            migrate.upgrade(other)
        except BaseException as error:
            failures.append(error)
        finally:
            other.dispose()

    threads = [Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert migrate.current(db) == migrate.head()


def test_a_database_of_a_newer_program_is_left_alone(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20991231_1'"))
    with pytest.raises(Unavailable, match="andere versie"):
        migrate.upgrade(empty)


def test_the_table_that_is_rebuilt_for_absence_keeps_its_rows_and_what_hangs_on_them(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    migrate.downgrade(db, "20261122_4")
    migrate.upgrade(db)
    with db.reading() as session:
        request = request_of(session, ref)
        assert (len(request.berichten), request.waarneming_voor_id) == (1, None)
        assert request.werkgever.naam == "Bakkerij Voorbeeld"
