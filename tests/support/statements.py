"""Which statements a database gets, so that a test can count them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.core.db import Database
from app.core.driver import log


@contextmanager
def selects(db: Database) -> Iterator[list[str]]:
    """The SELECT statements that run meanwhile, to read and to write."""
    seen: list[str] = []
    engines = {db.engine, db.reader}

    def note_down(*args: object) -> None:
        if str(args[2]).lstrip().upper().startswith("SELECT"):
            seen.append(str(args[2]))

    class Prepared(logging.Handler):
        """Hears what goes to the driver as it is."""

        def emit(self, record: logging.LogRecord) -> None:
            note_down(None, None, record.getMessage())

    listener, level = Prepared(), log.level
    log.addHandler(listener)
    log.setLevel(logging.DEBUG)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note_down)
    try:
        yield seen
    finally:
        log.removeHandler(listener)
        log.setLevel(level)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note_down)
