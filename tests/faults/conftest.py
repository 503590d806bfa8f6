"""A site of real processes per database, shared by the tests of one module."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.web.forms.guard import LEAST
from tests.faults.checks import FIGURES
from tests.faults.postgres import PostgresServer
from tests.faults.proxy import FaultyProxy
from tests.faults.site import Site, migrated, migrated_copy
from tests.faults.visitor import Ledger, Visitor


@pytest.fixture(autouse=True)
def tuesday() -> datetime:
    """The processes live by the real clock, and so do these tests."""
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all sites of this run keep the search index, so that it is made once."""
    return tmp_path_factory.mktemp("storing")


@pytest.fixture(scope="module")
def sqlite_site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, data_dir: Path) -> Iterator[Site]:
    """Nothing is started yet."""
    folder = tmp_path_factory.mktemp("sqlite-site")
    site = Site(folder, data_dir, migrated_copy(sqlite_template, folder))
    yield site
    site.stop()


@pytest.fixture(scope="module")
def pg() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own, migrated."""
    server = PostgresServer()
    server.start()
    migrated(server.url)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def proxy(pg: PostgresServer) -> Iterator[FaultyProxy]:
    """The line between the site and PostgreSQL."""
    made = FaultyProxy(pg.port)
    yield made
    made.close()


@pytest.fixture(scope="module")
def postgres_site(
    tmp_path_factory: pytest.TempPathFactory, pg: PostgresServer, proxy: FaultyProxy, data_dir: Path
) -> Iterator[Site]:
    """Reaches PostgreSQL over the proxy. Nothing is started yet."""
    site = Site(tmp_path_factory.mktemp("pg-site"), data_dir, pg.url_at(proxy.port), look=pg.url)
    yield site
    site.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A whole site that works, on each database; what a test broke is made whole again."""
    name = "sqlite_site" if request.param == "sqlite" else "postgres_site"
    found: Site = request.getfixturevalue(name)
    if found.web is None:
        found.start_web()
        found.start_worker()
    found.mail.mode = "accept"
    found.mail.start()
    yield found
    found.mail.mode = "accept"
    found.mail.stop()


@pytest.fixture
def guarded(
    request: pytest.FixtureRequest, tmp_path: Path, data_dir: Path, sqlite_template: Path, ledger: Ledger
) -> Iterator[tuple[Site, Visitor]]:
    """A site with the limits on, and a werkgever who took time to fill in the form."""
    if request.param == "sqlite":
        url = migrated_copy(sqlite_template, tmp_path)
    else:
        server: PostgresServer = request.getfixturevalue("pg")
        url = migrated(server.create("wacht"))
    site = Site(tmp_path, data_dir, url, guard=True)
    try:
        site.start_web()
        site.start_worker()
        site.mail.start()
        visitor = site.visitor(ledger)
        visitor.opens_the_form()
        threading.Event().wait(LEAST + 1)
        yield site, visitor
    finally:
        site.stop()


@pytest.fixture
def ledger() -> Ledger:
    """What was confirmed in this test."""
    return Ledger()


@pytest.fixture
def visitor(site: Site, ledger: Ledger) -> Visitor:
    """A werkgever with the form open."""
    made = site.visitor(ledger)
    made.opens_the_form()
    return made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each fault cost, for the report."""
    for line in FIGURES:
        terminalreporter.write_line(line)
