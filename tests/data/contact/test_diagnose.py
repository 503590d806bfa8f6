"""``flask diagnose`` names what is wrong and what to do, and is content when all is well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from flask import Flask
from sqlalchemy import delete, update

from app.accounts.permissions import Rol
from app.cli.diagnose import CARE, GOOD, WRONG, look
from app.core import clock, outbox
from app.core.db import Database
from app.core.outbox import OutboxMessage
from app.core.worker import Heartbeat
from app.settings import Settings
from tests.support.factories import medewerker, submit
from tests.support.postgres import free_port


@pytest.fixture
def mail_url() -> Iterator[str]:
    """A real mail server."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def healthy(db: Database, settings: Settings, mail_url: str) -> Settings:
    """An installation where everything is as it should be."""
    medewerker(db, Rol.COORDINATOR, Rol.BEHEERDER)
    medewerker(db)
    with db.transaction() as session:
        session.add(Heartbeat(naam="worker", gezien_op=clock.now()))
    url = db.engine.url.render_as_string(hide_password=False)
    return replace(settings, database_url=url, mail_url=mail_url)


def _states(settings: Settings) -> dict[str, tuple[str, str]]:
    return {finding.about: (finding.state, finding.text) for finding in look(settings)}


def test_a_healthy_installation_has_only_good_lines(healthy: Settings) -> None:
    assert {state for state, _text in _states(healthy).values()} == {GOOD}


def test_a_silent_worker_is_wrong(healthy: Settings, db: Database) -> None:
    with db.transaction() as session:
        session.execute(update(Heartbeat).values(gezien_op=clock.now() - timedelta(hours=3)))
    state, text = _states(healthy)["worker"]
    assert state == WRONG
    assert text == "De worker is 3 uur niet gezien. Start: flask worker"
    with db.transaction() as session:
        session.execute(delete(Heartbeat))
    assert _states(healthy)["worker"][0] == WRONG


def test_waiting_work_and_dead_mail_ask_for_care(healthy: Settings, db: Database) -> None:
    submit(db, gemeente=None, plaats="Verweg")
    with db.transaction() as session:
        session.execute(update(OutboxMessage).values(status=outbox.DEAD))
    found = _states(healthy)
    assert found["verzoeken"] == (CARE, "0 te laat, 1 bij het loket. Vertel het de coördinator.")
    assert found["e-mail"][0] == CARE


def test_an_empty_database_or_none_at_all_is_wrong(settings: Settings, tmp_path: Path) -> None:
    empty = replace(settings, database_url=f"sqlite:///{tmp_path / 'leeg.sqlite3'}")
    assert "Draai: flask db migreer" in _states(empty)["database"][1]
    nowhere = replace(settings, database_url=f"postgresql://niemand@127.0.0.1:{free_port()}/weg")
    state, text = _states(nowhere)["database"]
    assert state == WRONG
    assert "antwoordt niet" in text


def test_a_mail_server_that_is_away_is_wrong(settings: Settings) -> None:
    state, text = _states(replace(settings, mail_url=f"smtp://127.0.0.1:{free_port()}"))["mailserver"]
    assert state == WRONG
    assert "Kijk MAIL_URL na" in text


def test_an_example_desk_is_wrong_in_production(settings: Settings) -> None:
    assert _states(replace(settings, environment="productie"))["inhoud"][0] == WRONG


def test_the_command_stops_with_one_when_something_is_wrong(app: Flask, settings: Settings, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'leeg.sqlite3'}", "DATA_DIR": str(tmp_path)}
    result = app.test_cli_runner().invoke(args=["diagnose"], env={**os.environ, **environment})
    assert result.exit_code == 1
    assert "FOUT    database" in result.output
    assert "Begin bij de eerste regel met FOUT" in result.output
