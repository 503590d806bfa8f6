"""Brings the database to the schema of this code. Configured here, so that no ini file is needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from app.core.db import ANSWER_WITHIN, Database
from app.core.errors import Unavailable

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"
_LOCK = 7_205_118  # any fixed number: two starts at the same time migrate one after the other


def upgrade(db: Database, revision: str = "head") -> None:
    """Migrate up to ``revision``, all or nothing. Safe to repeat and to run in two processes at once."""
    _run(db, lambda config: command.upgrade(config, revision))


def downgrade(db: Database, revision: str) -> None:
    """Migrate down to ``revision`` ("base": empty)."""
    _run(db, lambda config: command.downgrade(config, revision))


def current(db: Database) -> str | None:
    """The revision of the database; None when it is empty."""
    with db.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _run(db: Database, step: Callable[[Config], None]) -> None:
    """Run ``step`` in one transaction; on SQLite without foreign keys, because a changed table is copied there."""
    config = _config()
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not sqlite and raw is not None:
                    raw.wait.within = None
                    connection.execute(text("SET LOCAL lock_timeout = '30s'"))
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                config.attributes["connection"] = connection
                step(config)
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise Unavailable("De database klopt niet na de migratie. Er is niets veranderd.")
        except CommandError as error:
            raise Unavailable(
                "De database is van een andere versie van dit programma. Zet de nieuwste versie terug of een back-up."
            ) from error
        finally:
            if sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")
            elif raw is not None:
                raw.wait.within = ANSWER_WITHIN
