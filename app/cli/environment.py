"""What commands share: the settings, the database, and errors as one Dutch line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import Database
from app.core.errors import DomainError, Unavailable
from app.settings import Settings, SettingsError, from_environ


@contextmanager
def open_database() -> Iterator[tuple[Database, Settings]]:
    """The database of this installation; every foreseeable error ends the command with one line and status 1."""
    try:
        settings = from_environ()
        database = Database(settings.database_url)
    except (SettingsError, SQLAlchemyError, OSError) as error:
        raise click.ClickException(str(error)) from error
    try:
        yield database, settings
    except (SQLAlchemyError, OSError, Unavailable) as error:
        source = error.__cause__ if isinstance(error, Unavailable) and error.__cause__ else error
        cause = str(getattr(source, "orig", None) or source).strip().splitlines()[0]
        raise click.ClickException(
            f"De database geeft een fout ({cause}). Controleer DATABASE_URL, of draai: flask db migreer"
        ) from error
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()
