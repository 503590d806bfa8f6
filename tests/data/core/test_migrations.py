"""Every migration goes up and down on both databases, and the newest schema is the one of the models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.core import migrate
from app.core.db import Database
from app.core.errors import Unavailable
from migrations.tables import METADATA
from tests.support.factories import medewerker, submit, werkgevers

SCRIPTS = ScriptDirectory(str(migrate.MIGRATIONS))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]
FILES = sorted((migrate.MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database without any table."""
    database = Database(f"sqlite:///{tmp_path / 'leeg.sqlite3'}")
    yield database
    database.dispose()


def test_the_newest_schema_is_the_one_of_the_models(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_every_migration_goes_down_and_up_again(db: Database) -> None:
    assert len(REVISIONS) >= 4
    for revision, below in zip(REVISIONS, [*REVISIONS[1:], None], strict=True):
        migrate.downgrade(db, below or "base")
        assert migrate.current(db) == below
        migrate.upgrade(db, revision)
        assert migrate.current(db) == revision
        migrate.downgrade(db, below or "base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM pg_proc WHERE proname LIKE 'audit_entry%'")) == 0
    migrate.upgrade(db)
    assert migrate.current(db) == migrate.head() == REVISIONS[0]


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


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_migration_has_a_dated_name_and_tells_why(file: Path) -> None:
    assert re.match(r"^\d{4}_\d{2}_\d{2}_[a-z_]{8,}$", file.stem)
    docstring = file.read_text().split('"""')[1].strip()
    title, _, why = docstring.partition("\n\n")
    assert title.endswith(".") and len(why) > 40
