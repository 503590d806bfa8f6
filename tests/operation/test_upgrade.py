"""Upgrading without standing still: the previous release works on the new schema, so both can run side by side.

``deploy/vorige-uitgave`` names the commit of the previous release. Change it when a release is made.
"""

from __future__ import annotations

import ast
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts.permissions import Rol
from app.contact.models import Bericht, Contactverzoek
from app.core import outbox
from app.core.db import Database
from app.core.migrate import MIGRATIONS
from app.core.outbox import OutboxMessage
from app.settings import ROOT
from tests.support.browserless import WebVisitor
from tests.support.factories import PASSWORD, medewerker
from tests.support.personas import BAKKERIJ
from tests.support.postgres import free_port
from tests.support.processes import environment, mail_worker, web

PREVIOUS = (ROOT / "deploy" / "vorige-uitgave").read_text(encoding="utf-8").strip()
BREAKS_THE_PREVIOUS = {"drop_table", "drop_column", "rename_table", "alter_column", "drop_constraint"}
"""What a running older release would trip over."""


@pytest.fixture(scope="module")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the previous release."""
    folder = tmp_path_factory.mktemp("vorige-uitgave")
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", PREVIOUS], capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
    return folder


def harmful(source: str) -> list[str]:
    """Steps of the upgrade of a migration that an older release does not survive."""
    upgrade = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == "upgrade")
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    found = []
    for call in calls:
        name = call.func.attr  # type: ignore[attr-defined]
        if name in BREAKS_THE_PREVIOUS:
            found.append(name)
        if name == "add_column" and "nullable=False" in ast.unparse(call) and "server_default" not in ast.unparse(call):
            found.append("add_column without a default")
    return found


def test_new_migrations_only_add(previous: Path) -> None:
    known = {path.name for path in (previous / "migrations" / "versions").glob("*.py")}
    new = [path for path in (MIGRATIONS / "versions").glob("*.py") if path.name not in known]
    assert {path.name: harmful(path.read_text(encoding="utf-8")) for path in new} == {path.name: [] for path in new}


@pytest.mark.parametrize(
    "step",
    [
        'op.drop_column("a", "b")',
        'op.alter_column("a", "b", new_column_name="c")',
        'op.add_column("a", sa.Column("b", sa.Integer(), nullable=False))',
    ],
)
def test_a_migration_that_breaks_the_previous_release_is_seen(step: str) -> None:
    assert harmful(f"def upgrade():\n    {step}\n")


def test_the_previous_release_works_on_the_new_schema(previous: Path, db: Database, tmp_path: Path) -> None:
    medewerker(db, Rol.COORDINATOR, Rol.ACCOUNTMANAGER, email="aida@loket.example", password=PASSWORD)
    url = db.engine.url.render_as_string(hide_password=False)
    settings = environment(url, tmp_path)
    port = free_port()
    log = tmp_path / "oud.log"
    with web(port, settings, log, cwd=previous), mail_worker(settings, log, cwd=previous):
        base = f"http://127.0.0.1:{port}"
        employer = WebVisitor(base)
        assert employer.opens("/contact") == 200
        typed = BAKKERIJ.answers() | {"onderwerp": "personeel", "vraag": "Werkt dit nog?"}
        assert employer.sends(**typed) == 200
        assert "ontvangen" in employer.text
        colleague = WebVisitor(base)
        assert colleague.opens("/werkplek?mand=loket") == 200
        assert colleague.sends(email="aida@loket.example", wachtwoord=PASSWORD) == 200
        with db.reading() as session:
            reference = session.scalars(select(Contactverzoek.referentie)).one()
        assert colleague.opens(f"/werkplek/verzoeken/{reference}") == 200
        assert "Werkt dit nog?" in colleague.text
        assert colleague.sends(notitie="Ja, dit werkt nog.") == 200
        until = time.monotonic() + 30
        while _waiting(db) and time.monotonic() < until:
            time.sleep(0.2)
    assert _waiting(db) == 0, log.read_text(errors="replace")
    assert "Traceback" not in log.read_text(errors="replace")
    with db.reading() as session:
        assert "Ja, dit werkt nog." in session.scalars(select(Bericht.tekst)).all()


def _waiting(db: Database) -> int:
    with db.reading() as session:
        return len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.status != outbox.SENT)).all())
