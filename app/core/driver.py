"""Statements in the words of the database, given to its driver as they are. Errors are those of SQLAlchemy."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from sqlalchemy import Connection, exc

log = logging.getLogger("loket.opdrachten")
"""With DEBUG: the words of every statement that runs here, never its values."""


def run(connection: Connection, text: str, values: Any = (), *, many: bool = False) -> Any:
    """Run a statement; the cursor of the driver. The connection is in a transaction. many: ``values`` are many rows."""
    log.debug("%s", text)
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(text, values)
    except BaseException as error:
        _fail(connection, error, cursor, text)
    return cursor


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What is written in it goes when it ends in an error; the transaction around it can go on."""
    run(connection, "SAVEPOINT stap")
    try:
        yield
    except BaseException:
        if not connection.invalidated:  # the line broke: there is nothing left to go back to
            run(connection, "ROLLBACK TO SAVEPOINT stap")
            run(connection, "RELEASE SAVEPOINT stap")  # or a step around this one would only come back to here
        raise
    run(connection, "RELEASE SAVEPOINT stap")


def _fail(connection: Connection, error: BaseException, cursor: Any, text: str) -> NoReturn:
    """Raise what SQLAlchemy would have raised.

    A connection that broke, or on which nobody waited for the answer, is never used again.
    """
    dialect = connection.dialect
    driver = dialect.loaded_dbapi.Error
    fault: Any = error
    raw: Any = connection.connection.dbapi_connection
    known = isinstance(error, driver)
    lost = dialect.is_disconnect(fault, raw, cursor) if known else not isinstance(error, Exception)
    if lost:
        connection.invalidate(error)
    if not known:
        raise error
    raise exc.DBAPIError.instance(
        text, None, error, driver, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    ) from error
