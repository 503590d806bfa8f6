"""Which statements a database gets, so that a test can count them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.core.db import Database


@contextmanager
def selects(db: Database) -> Iterator[list[str]]:
    """The SELECT statements that run meanwhile, to read and to write."""
    seen: list[str] = []
    engines = {db.engine, db.reader}

    def note_down(*args: object) -> None:
        if str(args[2]).lstrip().upper().startswith("SELECT"):
            seen.append(str(args[2]))

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note_down)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note_down)
