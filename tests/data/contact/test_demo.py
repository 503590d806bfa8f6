"""The demo data and the commands of who runs the site."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.accounts.models import Medewerker
from app.accounts.sign_in import check_sign_in
from app.cli.accounts import medewerker
from app.cli.db import db as db_group
from app.cli.demo import demo
from app.contact.demo import DEMO_PASSWORD, PEOPLE, STORIES, demo_logins, load_demo
from app.contact.dossier_models import Checkin
from app.contact.models import Contactverzoek, Territorium
from app.contact.states import Status
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError
from app.core.worker import last_heartbeat
from app.settings import ROOT, Settings

COMMANDS = click.Group("flask", commands=[db_group, demo, medewerker])


def quiet(_text: str) -> None:
    """For who does not want a report."""


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command of an installation with an own, empty folder."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in ("DATABASE_URL", "LOKET_OMGEVING", "MAIL_URL", "CONTENT_DIR"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, **options: str) -> Result:
        return CliRunner().invoke(COMMANDS, list(arguments), **options)

    return run


def test_the_demo_fills_an_empty_database_once(sqlite_db: Database, settings: Settings) -> None:
    reports: list[str] = []
    assert load_demo(sqlite_db, settings, report=reports.append) is True
    assert reports == [f"Demogegevens geladen: {len(PEOPLE)} medewerkers, {len(STORIES)} verzoeken."]
    assert load_demo(sqlite_db, settings, report=reports.append) is True
    with sqlite_db.reading() as session:
        requests = session.scalars(select(Contactverzoek)).all()
        states = Counter(request.status for request in requests)
        covered = set(session.scalars(select(Territorium.gemeente)))
        bakery = {r.eigenaar_id for r in requests if r.organisatie == "Bakkerij Voorbeeld"}
    assert len(requests) == len(STORIES) >= 12
    assert set(states) == set(Status)
    assert len(covered) == 10
    assert len(bakery) == 1
    with sqlite_db.reading() as session:
        assert [row.taken for row in session.scalars(select(Checkin).order_by(Checkin.id))] == ["goed", "kan-beter"]


def test_every_demo_person_can_sign_in_and_is_clearly_made_up(sqlite_db: Database, settings: Settings) -> None:
    load_demo(sqlite_db, settings, report=quiet)
    with sqlite_db.reading() as session:
        people = session.scalars(select(Medewerker)).all()
        requests = session.scalars(select(Contactverzoek)).all()
    assert all(person.demo and person.email.endswith(".example") for person in people)
    assert all(request.contact_email.endswith(".example") for request in requests if request.kanaal is None)
    assert [request.contact_email for request in requests if request.kanaal == "telefoon"] == [""]
    roles = Counter(role for _name, _email, role in demo_logins())
    assert roles == {"coördinator": 2, "loketmedewerker": 1, "accountmanager": 6, "beheerder": 1, "gast": 1}
    for _name, email, _role in demo_logins()[:2]:
        found = check_sign_in(
            sqlite_db, email=email, password=DEMO_PASSWORD, address="::1", secret_key="x", now=clock.now()
        )
        assert found is not None


def test_production_refuses_the_demo(sqlite_db: Database, settings: Settings) -> None:
    with pytest.raises(DomainError, match="niet in productie"):
        load_demo(sqlite_db, replace(settings, environment="productie"), report=quiet)
    with sqlite_db.reading() as session:
        assert session.scalars(select(Medewerker)).all() == []


def test_without_migration_a_command_says_what_to_do(installation: Callable[..., Result]) -> None:
    result = installation("demo", "laad")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "flask db migreer" in result.output
    assert installation("db", "stand").exit_code == 1


def test_the_commands_bring_a_new_installation_to_life(installation: Callable[..., Result]) -> None:
    assert "bijgewerkt" in installation("db", "migreer").output
    assert installation("db", "migreer").output == "De database was al bij.\n"
    assert installation("db", "stand").exit_code == 0
    made = installation(
        "medewerker", "nieuw", "--naam", "Noor", "--email", "noor@loket.example", "--rol", "accountmanager",
        "--gemeente", "arnhem", input="een-lang-wachtwoord\neen-lang-wachtwoord\n",
    )  # fmt: skip
    assert (made.exit_code, "Noor kan inloggen" in made.output) == (0, True)
    assert "een-lang-wachtwoord" not in made.output
    refused = installation("demo", "laad")
    assert (refused.exit_code, "niet leeg" in refused.output) == (1, True)
    changed = installation("medewerker", "wachtwoord", "noor@loket.example", input="een-ander-lang-woord\n" * 2)
    assert (changed.exit_code, "gewijzigd" in changed.output) == (0, True)


def test_an_account_for_an_unknown_gemeente_is_refused_whole(installation: Callable[..., Result]) -> None:
    installation("db", "migreer")
    arguments = ("medewerker", "nieuw", "--naam", "Noor", "--email", "noor@loket.example", "--rol", "accountmanager")
    wrong = installation(*arguments, "--gemeente", "nergens", input="een-lang-wachtwoord\n" * 2)
    assert (wrong.exit_code, "Geen gemeente van deze regio: nergens" in wrong.output) == (1, True)
    right = installation(*arguments, "--gemeente", "arnhem", input="een-lang-wachtwoord\n" * 2)
    assert right.exit_code == 0


def test_wrong_settings_end_a_command_with_all_problems(
    installation: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOKET_OMGEVING", "productie")
    result = installation("db", "migreer")
    assert result.exit_code == 1
    assert "SECRET_KEY" in result.output and "MAIL_URL" in result.output


def test_the_worker_runs_as_a_process_and_stops_cleanly_when_asked(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "LOKET_OMGEVING": "test", "MAIL_URL": ""}
    environment.pop("DATABASE_URL", None)
    database = Database(f"sqlite:///{tmp_path / 'loket.sqlite3'}")
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            assert any("database unavailable" in line for line in process.stderr)
            assert CliRunner().invoke(COMMANDS, ["db", "migreer"], env=environment).exit_code == 0
            end = monotonic() + 20
            while True:
                with database.reading() as session:
                    if last_heartbeat(session):
                        break
                assert monotonic() < end
                sleep(0.1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            assert "worker stopped" in process.stderr.read()
        finally:
            process.kill()
            database.dispose()
