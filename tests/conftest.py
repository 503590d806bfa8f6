"""What every test may use: a pinned clock, both databases, the content, the application and an audited client."""

from __future__ import annotations

import itertools
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text

from app import create_app
from app.core import clock
from app.core.db import Database, normalise_url
from app.core.migrate import upgrade
from app.kennisbank.store import ContentStore, open_store
from app.settings import ROOT, Settings
from tests.support import postgres
from tests.support.client import AuditedClient

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=clock.AMSTERDAM)
"""A quiet working day; tests that need another day pin it themselves."""
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[datetime]:
    """The clock stands still, so the suite passes in any year."""
    with clock.pinned(TUESDAY):
        yield TUESDAY


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may call out: a connection to another machine fails the test."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "::1", "localhost", "local"):
            raise AssertionError(f"a test tried to reach {host}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "sjabloon.sqlite3"
    db = Database(f"sqlite:///{path}")
    upgrade(db)
    db.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[Callable[[], str]]:
    """Gives the address of a fresh, migrated PostgreSQL database each time it is called."""
    with postgres.server() as address:
        admin = create_engine(normalise_url(f"{address}/postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE sjabloon"))
        db = Database(f"{address}/sjabloon")
        upgrade(db)
        db.dispose()

        def fresh() -> str:
            name = f"test_{next(_numbers)}"
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE sjabloon"))
            return f"{address}/{name}"

        yield fresh
        admin.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty, migrated database; the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_template'), tmp_path / 'test.sqlite3')}"
    return str(request.getfixturevalue("postgres_template")())


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A database to work with, on both kinds."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def sqlite_db(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """A database where the kind does not matter: quicker."""
    database = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'test.sqlite3')}")
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> ContentStore:
    """The real content of this project."""
    return open_store(ROOT / "content", tmp_path_factory.mktemp("data"), TUESDAY.date())


@pytest.fixture
def settings(tmp_path: Path, sqlite_db: Database) -> Settings:
    """Settings of a test installation."""
    return Settings(
        environment="test",
        secret_key="geheim-voor-de-test-en-lang-genoeg",
        data_dir=tmp_path,
        database_url=str(sqlite_db.engine.url),
        content_dir=ROOT / "content",
        base_url="http://localhost",
        mail_from="loket@voorbeeld.nl",
    )


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Compiled templates, shared by all applications of this run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("sjablonen")))


@pytest.fixture
def app(settings: Settings, content: ContentStore, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application on SQLite and the real content."""
    application = create_app(settings, content)
    application.jinja_env.bytecode_cache = compiled
    application.testing = True
    application.test_client_class = AuditedClient
    yield application
    application.extensions["loket"].db.dispose()


@pytest.fixture
def client(app: Flask) -> AuditedClient:
    """A visitor."""
    made = app.test_client()
    assert isinstance(made, AuditedClient)
    return made
