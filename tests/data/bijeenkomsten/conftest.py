"""A meeting with few places on both databases, and new databases for tests that begin again many times."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.db import Database
from tests.data.bijeenkomsten.desk import Desk, a_meeting


@pytest.fixture
def table(db: Database) -> Desk:
    """A meeting with two places, on both databases."""
    return Desk(db, a_meeting())


@pytest.fixture
def fresh(tmp_path: Path, sqlite_template: Path) -> Callable[[], Database]:
    """Makes a new SQLite database each time, for tests that begin again many times."""
    numbers = itertools.count(1)

    def make() -> Database:
        target = tmp_path / f"{next(numbers)}.sqlite3"
        target.write_bytes(sqlite_template.read_bytes())
        return Database(f"sqlite:///{target}")

    return make
