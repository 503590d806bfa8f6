"""The database: one engine per process, one way to write (``transaction``) and one to read (``reading``).

SQLite: WAL, synchronous FULL, foreign keys, a busy timeout, and BEGIN IMMEDIATE for every write, so that two writers
queue instead of failing. The pool keeps connections open: closing the last one would empty the WAL at every request.
PostgreSQL: short connect, lock, statement and answer timeouts, and after silence nobody asks for two seconds, so that
a database that hangs takes no other page along. ``now`` is the database's clock, the only one the outbox goes by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Result,
    Table,
    create_engine,
    event,
    exc,
    select,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from app.core import clock
from app.core.errors import NOT_STORED, Unavailable
from app.core.turns import Turns

BUSY_TIMEOUT_MS = 3000
ANSWER_WITHIN = 6.0
"""Seconds; a little more than the statement timeout, so the server itself speaks first when it can."""
SILENCE = 2.0
"""Seconds in which a database that did not answer at all is left alone; every use fails at once meanwhile."""


class Base(DeclarativeBase):
    """Base of all models; constraints get predictable names so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. SQLite forgets the zone; this type puts it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("store aware datetimes only")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DatabaseClock(FunctionElement[datetime]):
    """The moment by the database's clock, as an SQL expression."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(DatabaseClock, "sqlite")
def _sqlite_clock(_element: DatabaseClock, _compiler: Any, **_options: Any) -> str:
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"


@compiles(DatabaseClock, "postgresql")
def _postgresql_clock(_element: DatabaseClock, _compiler: Any, **_options: Any) -> str:
    return "clock_timestamp()"


def now(session: Session) -> datetime:
    """The moment by the database's clock, or the one that ``clock.pinned`` says.

    All web servers and workers share it, so a machine with a wrong clock neither delays nor repeats mail. With SQLite
    it is the clock of the one machine.
    """
    return clock.pinned_moment() or session.scalars(select(DatabaseClock())).one()


class Patience:
    """Waits for an answer of PostgreSQL and then hangs up: a server that hangs must not hold our threads.

    within: seconds, or None to wait for ever (a migration).
    """

    def __init__(self, connection: Any) -> None:
        self.within: float | None = ANSWER_WITHIN
        self._connection = connection
        self._wait = connection.wait

    def __call__(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """In the place of the driver's own ``wait``, which has no end unless it is given one."""
        within = self.within if timeout is None else timeout
        began = monotonic()
        try:
            return self._wait(gen, interval, within)
        except Exception:  # whatever it was, it is raised again
            if within is not None and monotonic() - began >= within:
                self._connection.pgconn.finish()
            raise


def normalise_url(url: str) -> str:
    """Use psycopg 3 for any PostgreSQL address."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def build_engines(url: str) -> tuple[Engine, Engine]:
    """An engine to write and one to read, with the same connections. Errors never quote what was stored.

    They connect lazily: building them never touches the database.
    """
    url = normalise_url(url)
    if make_url(url).get_backend_name() == "sqlite":
        database = make_url(url).database
        if database and database != ":memory:":
            with suppress(OSError):  # connecting says what is wrong; the site starts without a database
                Path(database).parent.mkdir(parents=True, exist_ok=True)
        timeout = {"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000}
        writer = create_engine(url, hide_parameters=True, connect_args=timeout)
        event.listen(writer, "connect", _prepare_sqlite)
        reader = create_engine(url, hide_parameters=True, pool=writer.pool)
        # A listener for "begin" would do as well, but then every statement asks whether somebody listens to it.
        writer.dialect.do_begin = _begin("BEGIN IMMEDIATE")  # type: ignore[method-assign,assignment]  # on purpose: see above
        reader.dialect.do_begin = _begin("BEGIN")  # type: ignore[method-assign,assignment]  # on purpose: see above
        return writer, reader
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=5,
        pool_timeout=3,
        connect_args={
            "connect_timeout": 3,
            "options": "-c lock_timeout=3000 -c statement_timeout=5000 -c timezone=UTC",
        },
    )
    event.listen(engine, "do_connect", _connect_patiently)
    return engine, engine


def _connect_patiently(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    connection = dialect.dbapi.connect(*arguments, **options)
    connection.wait = Patience(connection)
    return connection


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",  # what a savepoint would take back
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(statement: str) -> Callable[[Any], None]:
    def begin(connection: Any) -> None:
        connection.cursor().execute(statement)

    return begin


class Database:
    """The engine with its two doors. Thread-safe; sessions are not shared between threads."""

    def __init__(self, url: str) -> None:
        self.engine, self.reader = build_engines(url)
        self._new_writer = sessionmaker(self.engine, expire_on_commit=False)
        self._new_reader = sessionmaker(self.reader, expire_on_commit=False)
        self.turns = Turns(self.engine, BUSY_TIMEOUT_MS / 1000) if self.engine.dialect.name == "sqlite" else None
        self._silent_until = 0.0

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything or nothing: commit at the end, roll back on any error.

        Raises ``Unavailable`` (a Dutch sentence) when the database cannot be reached, is locked or is full.
        """
        turn = self.turns.alone() if self.turns else nullcontext()
        with self._translated(), turn, self._new_writer() as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As ``transaction``, for who needs statements and no objects. With SQLite it may share its commit with others.

        Only afterwards it is stored: tell nobody so inside it.
        """
        with self._translated(), self.turns.together() if self.turns else self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; what is changed in it is never stored."""
        with self._translated(), self._new_reader() as session:
            yield session

    def dispose(self) -> None:
        """Close all connections, for instance after a fork."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Errors of the database as ``Unavailable``; after silence the next ones at once, without asking."""
        began = monotonic()
        if began < self._silent_until:
            raise Unavailable(NOT_STORED)
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError) as error:
            if not _is_outage(error):
                raise
            if self.engine.dialect.name == "postgresql" and _is_silence(error, monotonic() - began):
                self._silent_until = monotonic() + SILENCE
            raise Unavailable(NOT_STORED) from error


def _is_outage(error: Exception) -> bool:
    """Whether the database is away, locked, full or damaged, as opposed to a mistake of ours."""
    if type(error) is exc.DatabaseError:  # SQLite: "database disk image is malformed", "file is not a database"
        return True
    return isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError | exc.InternalError)


def _is_silence(error: Exception, seconds: float) -> bool:
    """Whether nobody answered for a while: no connection came, or the one there was had to be given up."""
    lost = isinstance(error, exc.TimeoutError) or getattr(error, "connection_invalidated", False)
    never = getattr(error, "statement", None) is None
    return seconds > 1 and (lost or never)


Executor = Session | Connection
"""What runs statements inside a transaction. A connection asks less of each statement than a session does."""


def connection_of(executor: Executor) -> Connection:
    """The connection of this transaction."""
    return executor if isinstance(executor, Connection) else executor.connection()


@contextmanager
def objects(executor: Executor) -> Iterator[Session]:
    """For who needs objects after all: what changes in this session is written at the end, in the same transaction."""
    if isinstance(executor, Session):
        yield executor
        executor.flush()
        return
    with Session(executor, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
        yield session
        session.commit()  # of the savepoint: the transaction goes on


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that make no objects."""
    return cast(Table, model.__table__)


def changed_rows(result: Result[Any]) -> int:
    """How many rows an UPDATE, INSERT or DELETE touched."""
    return cast(CursorResult[Any], result).rowcount
