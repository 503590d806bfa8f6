"""A whole journey leaves log lines that say what happened, and nothing about who."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from app.accounts.permissions import Rol
from app.contact.models import Contactverzoek
from app.core.db import Database
from app.core.outbox import OutboxMessage
from tests.support.browserless import WebVisitor
from tests.support.factories import PASSWORD, medewerker
from tests.support.postgres import free_port
from tests.support.processes import environment, mail_worker, web

PERSONAL = {
    "organisatie": "Kaasmakerij Zonneschijn",
    "naam": "Wilhelmina Proefpersoon",
    "email": "wilhelmina@zonneschijn.example",
    "telefoon": "026 555 01 99",
    "postcode": "6811 AB",
    "kvk_nummer": "00000099",
    "vraag": "Mijn collega Theofilus is vaak ziek.",
}
TOKEN = re.compile(r"/contact/(?:volg|vraag)[^\s\"]*")


class Refuser:
    """Refuses the werkgever, with the address in its words; takes the rest."""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if "zonneschijn" in address:
            return f"550 <{address}> unknown, says {PERSONAL['naam']}"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def refusing() -> Iterator[str]:
    """A mail server that knows some people."""
    controller = Controller(Refuser(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_the_log_of_a_whole_journey_names_nobody(sqlite_db: Database, refusing: str, tmp_path: Path) -> None:
    medewerker(sqlite_db, Rol.COORDINATOR, Rol.ACCOUNTMANAGER, email="aida@loket.example", password=PASSWORD)
    settings = environment(str(sqlite_db.engine.url), tmp_path, MAIL_URL=refusing, LOG_VORM="json")
    port, log = free_port(), tmp_path / "alles.log"
    base = f"http://127.0.0.1:{port}"
    with web(port, settings, log), mail_worker(settings, log):
        employer = WebVisitor(base)
        employer.opens("/zoeken?q=Theofilus")
        employer.opens("/contact")
        assert employer.sends(**PERSONAL | {"email": "geen-adres"}, onderwerp="personeel") == 422
        assert employer.sends(**PERSONAL, onderwerp="personeel") == 200
        with sqlite_db.reading() as session:
            mails = session.scalars(select(OutboxMessage.text)).all()
            reference = session.scalars(select(Contactverzoek.referentie)).one()
        link = next(found[0] for text in mails if (found := TOKEN.search(text)))
        assert employer.opens(link) == 200
        colleague = WebVisitor(base)
        colleague.opens("/werkplek")
        assert colleague.sends(email="aida@loket.example", wachtwoord="Wilhelmina's verkeerde wachtwoord") == 401
        assert colleague.sends(email="aida@loket.example", wachtwoord=PASSWORD) == 200
        assert colleague.opens(f"/werkplek/verzoeken/{reference}") == 200
        assert colleague.sends(notitie="Theofilus heeft jicht.") == 200
        assert colleague.opens("/werkplek?q=Zonneschijn") == 200
        _wait_for(log, '"status": 200')
        _wait_for(log, "permanent=True")
    said = log.read_text(encoding="utf-8")
    forbidden = [*PERSONAL.values(), "Theofilus", "jicht", "wilhelmina", "zonneschijn", "aida", PASSWORD, reference]
    forbidden += [link.rsplit("/", 1)[-1], "remote_addr"]
    assert [word for word in forbidden if word.casefold() in said.casefold()] == []
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    asked = {(line["methode"], line["adres"]) for line in lines if "adres" in line}
    assert {("POST", "/contact"), ("POST", "/inloggen"), ("GET", "/werkplek/verzoeken/<referentie>")} <= asked


def _wait_for(log: Path, text: str) -> None:
    until = time.monotonic() + 30
    while text not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < until, log.read_text(encoding="utf-8")
        time.sleep(0.2)
