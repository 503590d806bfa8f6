"""``/gereed``: 503 only when requests cannot be taken; everything else that is wrong is named with 200."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.core.outbox import DEAD, OutboxMessage
from app.core.worker import Heartbeat
from app.web.ops import readiness
from tests.support.actors import Visitor, Werkgever
from tests.support.personas import Team


def ready(app: Flask, status: int = 200) -> dict[str, Any]:
    response = Visitor(app).client.get("/gereed")
    assert response.status_code == status
    found: dict[str, Any] = response.json
    return found


def beats(db: Database) -> None:
    with db.transaction() as session:
        session.merge(Heartbeat(naam="worker", gezien_op=clock.now()))


def test_all_is_well(app: Flask, loket_db: Database) -> None:
    beats(loket_db)
    found = ready(app)
    assert (found["gereed"], found["let_op"], found["database"]) == (True, [], "ok")
    assert found["inhoud"] == app.extensions["loket"].catalogue.version
    assert found["schijf_vrij_mb"] > 50
    assert (found["worker_gezien_seconden"], found["mail_wacht"], found["mail_mislukt"]) == (0, 0, 0)


def test_a_worker_that_is_away_is_named_and_the_site_goes_on(app: Flask, loket_db: Database) -> None:
    assert ready(app)["let_op"] == ["De worker werkt niet: e-mail blijft liggen."]
    beats(loket_db)
    with clock.pinned(clock.now() + timedelta(minutes=4)):
        found = ready(app)
    assert (found["gereed"], found["worker_gezien_seconden"]) == (True, 240)
    assert found["let_op"] == ["De worker werkt niet: e-mail blijft liggen."]


def test_mail_that_waits_or_was_given_up_is_named(
    app: Flask, team: Team, werkgever: Werkgever, loket_db: Database
) -> None:
    werkgever.stelt_een_vraag()
    later = clock.now() + timedelta(minutes=16)
    with clock.pinned(later):
        beats(loket_db)
        found = ready(app)
    assert (found["mail_wacht"], found["mail_oudste_seconden"]) == (2, 960)
    assert found["let_op"] == ["E-mail wacht langer dan een kwartier."]
    with loket_db.transaction() as session:
        for message in session.scalars(select(OutboxMessage)):
            message.status = DEAD
    with clock.pinned(later):
        found = ready(app)
    assert (found["mail_wacht"], found["mail_mislukt"], found["gereed"]) == (0, 2, True)
    assert found["let_op"] == ["Niet alle e-mail is aangekomen. Kijk op /beheer/e-mail."]


@pytest.mark.parametrize(("free", "able"), [(900_000_000, True), (40_000_000, False)])
def test_a_disk_that_fills_up_is_named_and_then_refused(
    app: Flask, loket_db: Database, monkeypatch: pytest.MonkeyPatch, free: int, able: bool
) -> None:
    beats(loket_db)
    real = readiness.shutil.disk_usage
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda folder: real(folder)._replace(free=free))
    found = ready(app, 200 if able else 503)
    assert (found["gereed"], found["let_op"]) == (able, ["De schijf is bijna vol."])


def test_a_full_disk_here_is_no_reason_to_refuse_when_the_database_is_elsewhere(
    app: Flask, loket_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = app.extensions["loket"]
    elsewhere = replace(parts.settings, database_url="postgresql://loket@127.0.0.1:9/loket")
    app.extensions["loket"] = replace(parts, settings=elsewhere)
    real = readiness.shutil.disk_usage
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda folder: real(folder)._replace(free=1))
    beats(loket_db)
    assert ready(app)["gereed"] is True
