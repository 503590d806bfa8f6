"""SQLite has one writer at a time: the threads of a process queue here, which costs less than asking again and again.

Who writes ``together`` shares a transaction with whoever waits: each has a savepoint of its own, and one commit, with
one sync of the disk, stores them all. Nobody hears that it is stored before that commit. A thread that fails takes its
own writes back and leaves those of the others; when SQLite took everything back, everybody hears so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from threading import Event, Lock
from typing import Any

from sqlalchemy import Connection, Engine

from app.core.driver import savepoint
from app.core.errors import NOT_STORED, Unavailable

MOST = 8
"""Threads in one transaction: it must not keep other processes waiting."""
PATIENCE = 0.05
"""Seconds that a thread waits for the next one to commit before it does so itself."""


class _Shared:
    """One transaction of several threads."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.members = 0
        self.over = Event()
        self.stored = False
        self.error: BaseException | None = None

    @property
    def alive(self) -> bool:
        """Whether SQLite still has it; it takes a whole transaction back when for instance the disk is full."""
        if self.connection.invalidated:
            return False
        raw: Any = self.connection.connection.dbapi_connection
        return bool(raw.in_transaction)

    def commit(self) -> None:
        """Store it, and tell every member how that went."""
        try:
            self.connection.commit()
            self.stored = True
        except Exception as error:
            self.error = error
            self.connection.invalidate()  # it is still in its transaction
        finally:
            self._end()

    def roll_back(self, error: BaseException) -> None:
        """Nothing of it is stored."""
        self.error = error
        self._end()

    def _end(self) -> None:
        try:
            with suppress(Exception):  # a broken connection is thrown away
                self.connection.close()
        finally:
            self.over.set()


class Turns:
    """The queue of one process for the writers of one database. patience: seconds that somebody waits for a turn."""

    def __init__(self, engine: Engine, patience: float) -> None:
        self._engine = engine
        self._patience = patience
        self._turn = Lock()
        self._counting = Lock()
        self.waiting = 0
        self._open: _Shared | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The turn for who has a transaction of their own. Raises ``Unavailable`` when it does not come in time."""
        self._take()
        try:
            self._commit()
            yield
        finally:
            self._turn.release()

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """A transaction, shared or not; what is written in it is stored when this ends without an error.

        Raises ``Unavailable`` when the turn does not come in time or the commit fails.
        """
        self._take()
        try:
            shared = self._open or self._begin()
            try:
                with savepoint(shared.connection) if shared.members else nullcontext():
                    yield shared.connection
                shared.members += 1
            except BaseException as error:
                if not shared.members or not shared.alive:
                    self._open = None
                    shared.roll_back(error)
                raise
            finally:
                if not self.waiting or shared.members == MOST:
                    self._commit()
        finally:
            self._turn.release()
        self._hear(shared)

    def _take(self) -> None:
        if self._turn.acquire(blocking=False):
            return
        with self._counting:
            self.waiting += 1
        try:
            came = self._turn.acquire(timeout=self._patience)
        finally:
            with self._counting:
                self.waiting -= 1
        if not came:
            raise Unavailable(NOT_STORED)

    def _begin(self) -> _Shared:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self._open = _Shared(connection)
        return self._open

    def _commit(self) -> None:
        """Store what the threads before this one wrote; the turn is ours."""
        shared, self._open = self._open, None
        if shared is not None:
            shared.commit()

    def _hear(self, shared: _Shared) -> None:
        """Wait until it is committed; when the thread that would do so gave up, do it here."""
        if not shared.over.wait(PATIENCE):
            with self._turn:
                if self._open is shared:
                    self._commit()
        if not shared.stored:
            raise Unavailable(NOT_STORED) from shared.error
