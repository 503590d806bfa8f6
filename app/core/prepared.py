"""Statements for the few places where every microsecond counts: worked out once, then run by the driver itself.

A ``Prepared`` is an ordinary statement of SQLAlchemy. How it is said and how its values are stored is asked once for
each kind of database. Errors are those of SQLAlchemy all the same.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, insert

from app.core.db import Base, table_of
from app.core.driver import run


class Prepared:
    """One statement with named values; made once, as a constant. Thread-safe. Raises as SQLAlchemy does."""

    def __init__(self, statement: Select[Any] | Insert, columns: Iterable[str] = ()) -> None:
        self._statement = statement
        self._columns = tuple(columns) or None
        self._said: dict[str, _Words] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """What it gives, as named tuples; the connection is in a transaction."""
        return self._words(connection).ask(connection, values)

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row of what always gives one."""
        return self._words(connection).ask(connection, values)[0]

    def write(self, connection: Connection, *rows: Mapping[str, Any]) -> None:
        """Run it for each of these, at least one; nothing comes back."""
        self._words(connection).write(connection, rows)

    def _words(self, connection: Connection) -> _Words:
        name = connection.dialect.name
        found = self._said.get(name)
        if found is None:
            found = self._said[name] = _Words(self._statement, self._columns, connection.dialect)
        return found


def adding(model: type[Base], *columns: str, returning: str | None = None) -> Prepared:
    """Adds a row with these columns; the others get the default of the model. returning: the column to give back."""
    table = table_of(model)
    statement = insert(table)
    return Prepared(statement if returning is None else statement.returning(table.c[returning]), columns)


class _Words:
    """A statement as one kind of database reads it."""

    def __init__(self, statement: Select[Any] | Insert, columns: Iterable[str] | None, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        self._text = str(compiled)
        named = {name: bind for bind, name in compiled.bind_names.items()}
        self._fixed = {name: bind.effective_value for name, bind in named.items() if not bind.required}
        self._fixed |= {column.key: column.default.arg for column in compiled.insert_prefetch}
        self._by_place = compiled.positiontup is not None
        self._values = [
            (name, named[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or compiled.params
        ]
        given = list(statement.exported_columns)
        row: Any = namedtuple("Row", " ".join(str(column.key) for column in given))  # type: ignore[misc]  # the statement names them
        self._make = row._make
        read = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in given]
        self._read = [(place, process) for place, process in enumerate(read) if process is not None]

    def ask(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        make, read = self._make, self._read
        found = run(connection, self._text, self._filled(values)).fetchall()
        if read:
            found = list(map(list, found))
            for row in found:
                for place, process in read:
                    row[place] = process(row[place])
        return list(map(make, found))

    def write(self, connection: Connection, rows: tuple[Mapping[str, Any], ...]) -> None:
        if len(rows) == 1:
            run(connection, self._text, self._filled(rows[0]))
        else:
            run(connection, self._text, [self._filled(row) for row in rows], many=True)

    def _filled(self, values: Mapping[str, Any]) -> Any:
        """The values as they are stored; one that is missing is a KeyError."""
        given = {**self._fixed, **values}
        if self._by_place:
            return [given[name] if process is None else process(given[name]) for name, process in self._values]
        return {name: given[name] if process is None else process(given[name]) for name, process in self._values}
