"""PostgreSQL on another machine: encrypted, and only with the server that ``DATABASE_URL`` names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app import create_app
from app.cli.diagnose import WRONG, look
from app.core import backup, clock
from app.core.db import Database
from app.core.errors import NOT_STORED, Unavailable
from app.core.migrate import upgrade
from app.kennisbank.store import ContentStore
from app.settings import Settings
from tests.support import postgres
from tests.support.actors import Werkgever
from tests.support.certificates import Authority
from tests.support.client import AuditedClient
from tests.support.personas import BAKKERIJ

pytestmark = pytest.mark.postgres
HOST = "database.loket.example"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that the site believes."""
    return Authority(tmp_path_factory.mktemp("ca"), "ons")


@pytest.fixture(scope="module")
def port(ours: Authority) -> Iterator[int]:
    """A server with a certificate for HOST that takes nobody in the open; with the tables of today."""
    with postgres.server(ours.issue(HOST)) as address:
        found = make_url(address).port
        assert found is not None
        db = Database(address_of(found, ours))
        upgrade(db)
        db.dispose()
        yield found


def address_of(port: int, authority: Authority, *, host: str = HOST, mode: str = "verify-full") -> str:
    """As in docs/beheer.md; ``hostaddr`` takes the place of a name server."""
    return f"postgresql://loket@{host}:{port}/postgres?hostaddr=127.0.0.1&sslmode={mode}&sslrootcert={authority.file}"


def said(address: str) -> str:
    """What the database answers to somebody who wants to write."""
    db = Database(address)
    try:
        with pytest.raises(Unavailable) as refused, db.transaction() as session:
            session.execute(text("SELECT 1"))
        assert str(refused.value) == NOT_STORED
        return str(refused.value.__cause__)
    finally:
        db.dispose()


def test_the_site_and_its_backup_speak_encrypted_with_the_database(port: int, ours: Authority, tmp_path: Path) -> None:
    address = address_of(port, ours)
    db = Database(address)
    with db.transaction() as session:
        asked = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        encrypted, version = session.execute(text(asked)).one()
    file, overview = backup.make(db, tmp_path / "data", tmp_path / "kopie", now=clock.now())
    db.dispose()
    assert encrypted and version in ("TLSv1.2", "TLSv1.3")
    with backup.rehearsal_place(address) as (place, folder):
        assert "verify-full" in place
        assert backup.restore(file, place, folder) == overview


def test_a_connection_in_the_open_is_refused_by_the_database(port: int, ours: Authority) -> None:
    assert "no pg_hba.conf entry" in said(address_of(port, ours, mode="disable"))


def test_a_database_with_a_certificate_of_a_stranger_gets_nothing(port: int, tmp_path: Path) -> None:
    assert "certificate verify failed" in said(address_of(port, Authority(tmp_path, "vreemd")))


def test_a_database_with_the_certificate_of_another_host_gets_nothing(port: int, ours: Authority) -> None:
    answer = said(address_of(port, ours, host="elders.loket.example"))
    assert 'does not match host name "elders.loket.example"' in answer


def test_a_database_whose_certificate_is_too_old_gets_nothing(ours: Authority) -> None:
    with postgres.server(ours.issue(HOST, until=datetime.now(UTC) - timedelta(days=1))) as address:
        assert "certificate verify failed" in said(address_of(make_url(address).port or 0, ours))


def test_a_database_that_is_not_to_be_trusted_leaves_the_pages_to_read(
    port: int, settings: Settings, content: ContentStore, tmp_path: Path
) -> None:
    stranger = address_of(port, Authority(tmp_path, "vreemd"))
    app = create_app(replace(settings, database_url=stranger), content)
    app.testing = True
    app.test_client_class = AuditedClient
    employer = Werkgever(app, BAKKERIJ)
    assert [employer.client.get(page).status_code for page in ("/", "/regelingen/no-riskpolis", "/contact")] == [
        200
    ] * 3
    employer.vult_in(503, vraag="Mijn lange vraag.")
    assert employer.fouten()[0].startswith("Wij hebben uw vraag niet ontvangen.")
    assert employer.ingevuld("vraag") == "Mijn lange vraag."
    app.extensions["loket"].db.dispose()


def test_the_command_that_looks_around_says_that_it_is_the_certificate(
    port: int, settings: Settings, tmp_path: Path
) -> None:
    stranger = replace(settings, database_url=address_of(port, Authority(tmp_path, "vreemd")))
    found = next(finding for finding in look(stranger) if finding.about == "database")
    assert found.state == WRONG
    assert "certificate verify failed" in found.text and "DATABASE_URL" in found.text
