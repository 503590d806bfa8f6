"""A site with database and mail server elsewhere, as docs/beheer.md sets it up: a question comes in, mail leaves."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from app.contact.models import Contactverzoek
from app.core.db import Database
from app.core.migrate import upgrade
from app.core.outbox import SENT, OutboxMessage
from tests.support import postgres
from tests.support.browserless import WebVisitor
from tests.support.certificates import Authority
from tests.support.personas import BAKKERIJ
from tests.support.postgres import free_port
from tests.support.processes import environment, mail_worker, web

ELSEWHERE = "127.0.0.2"
"""Not an address that the site takes for its own machine."""


class Post:
    """Counts what came in encrypted, and what did not."""

    def __init__(self) -> None:
        self.encrypted: list[bool] = []

    async def handle_DATA(self, server: Any, _session: Any, _envelope: Any) -> str:
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


@pytest.mark.postgres
def test_a_question_comes_in_and_its_mail_leaves_with_everything_encrypted(tmp_path: Path) -> None:
    ours, box = Authority(tmp_path, "ons"), Post()
    certificate = ours.issue(ELSEWHERE).context()
    post = Controller(box, hostname="", port=free_port(), tls_context=certificate)
    post.start()
    try:
        with postgres.server(ours.issue("database.loket.example")) as address:
            place = f"database.loket.example:{make_url(address).port}/postgres?hostaddr=127.0.0.1"
            url = f"postgresql://loket@{place}&sslmode=verify-full&sslrootcert={ours.file}"
            mail = {"MAIL_URL": f"smtp://{ELSEWHERE}:{post.port}", "SSL_CERT_FILE": str(ours.file)}
            _ask(url, tmp_path, mail)
    finally:
        post.stop()
    assert box.encrypted and all(box.encrypted)


def _ask(url: str, folder: Path, more: dict[str, str]) -> None:
    """Start the site, ask a question and wait until all of its mail is gone. more: settings."""
    db = Database(url)
    upgrade(db)
    settings, port = environment(url, folder, FORMULIERWACHT="nee", **more), free_port()
    with web(port, settings, folder / "web.log"), mail_worker(settings, folder / "worker.log"):
        employer = WebVisitor(f"http://127.0.0.1:{port}")
        employer.opens("/contact")
        assert employer.sends(**BAKKERIJ.answers(), onderwerp="personeel", vraag="Wat moet ik regelen?") == 200
        until = time.monotonic() + 60
        while time.monotonic() < until and _waiting(db):
            time.sleep(0.2)
    assert _waiting(db) == 0
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contactverzoek)) == 1
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 2
    db.dispose()


def _waiting(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).where(OutboxMessage.status != SENT)) or 0
