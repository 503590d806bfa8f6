"""Two web instances and two workers on one database: one is killed under load, and nothing is lost."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from app.accounts.permissions import Rol
from app.contact.models import Contactverzoek
from app.core import outbox
from app.core.db import Database
from app.core.outbox import OutboxMessage
from tests.support.actors import values_of
from tests.support.browserless import WebVisitor
from tests.support.factories import PASSWORD, medewerker
from tests.support.page import Page
from tests.support.personas import BAKKERIJ
from tests.support.postgres import free_port
from tests.support.processes import environment, mail_worker, web

REFERENCE = re.compile(r"WL-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}")
CLIENTS = 4
BEFORE, IN_ALL = 8, 30
"""Requests that are in before an instance is killed, and altogether."""


class Post:
    """Counts every message by its Message-ID."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        lines = envelope.content.decode("utf-8", "replace").splitlines()
        self.seen[next(line for line in lines if line.lower().startswith("message-id:"))] += 1
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, str]]:
    """A real mail server and its address."""
    box = Post()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def shared(postgres_template: Any) -> Iterator[Database]:
    """The one database of all machines."""
    database = Database(postgres_template())
    yield database
    database.dispose()


def test_an_instance_dies_under_load_and_nothing_is_lost(
    shared: Database, post: tuple[Post, str], tmp_path: Path
) -> None:
    box, mail_url = post
    medewerker(shared, Rol.COORDINATOR, Rol.ACCOUNTMANAGER, email="aida@loket.example", password=PASSWORD)
    ports = [free_port(), free_port()]
    url = shared.engine.url.render_as_string(hide_password=False)
    with ExitStack() as running:
        processes = []
        for number, port in enumerate(ports):
            folder = tmp_path / f"machine-{number}"
            folder.mkdir()
            settings = environment(url, folder, MAIL_URL=mail_url)
            processes.append(running.enter_context(web(port, settings, folder / "web.log")))
            running.enter_context(mail_worker(settings, folder / "worker.log"))
        colleague = WebVisitor(f"http://127.0.0.1:{ports[0]}")
        colleague.opens("/werkplek")
        assert colleague.sends(email="aida@loket.example", wachtwoord=PASSWORD) == 200
        acknowledged = _load(ports, lambda: processes[0].kill())
        survivor = WebVisitor(f"http://127.0.0.1:{ports[1]}")
        survivor.session.cookies.update(colleague.session.cookies)
        assert survivor.opens("/werkplek") == 200
        assert "/inloggen" not in survivor.address
        until = time.monotonic() + 60
        while time.monotonic() < until and _undelivered(shared):
            time.sleep(0.2)
    with shared.reading() as session:
        stored = set(session.scalars(select(Contactverzoek.referentie)))
        messages = session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
    assert len(acknowledged) == IN_ALL
    assert acknowledged == stored
    assert _undelivered(shared) == 0
    assert len(box.seen) == messages
    assert set(box.seen.values()) == {1}


def _load(ports: list[int], kill: Any) -> set[str]:
    """Ask questions from several browsers, which go to the other instance when one is gone; what was confirmed."""
    acknowledged: set[str] = set()
    numbers = itertools.count()
    lock = threading.Lock()
    enough = threading.Event()

    def browse() -> None:
        while (number := next(numbers)) < IN_ALL:
            reference = _ask(ports, number)
            with lock:
                acknowledged.add(reference)
                if len(acknowledged) >= BEFORE:
                    enough.set()

    threads = [threading.Thread(target=browse) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    kill()
    for thread in threads:
        thread.join(120)
    return acknowledged


def _ask(ports: list[int], number: int) -> str:
    """One question: the form of one instance, sent to the other; again with the same key until it is confirmed."""
    order = itertools.cycle(ports if number % 2 else ports[::-1])
    until = time.monotonic() + 60
    session, values = requests.Session(), None
    while time.monotonic() < until:
        base = f"http://127.0.0.1:{next(order)}"
        try:
            if values is None:
                page = Page(session.get(f"{base}/contact", timeout=20).text)
                form = next(f for f in page.all("form") if "vraag" in values_of(page, f))
                email = f"werkgever{number}@voorbeeld.example"
                values = values_of(page, form) | BAKKERIJ.answers() | {"email": email, "kvk_nummer": ""}
                values |= {"onderwerp": "personeel", "vraag": f"Vraag nummer {number}"}
                continue
            answer = session.post(f"{base}/contact", data=values, timeout=20)
        except requests.RequestException:
            continue
        found = REFERENCE.search(answer.text)
        if answer.status_code == 200 and found:
            return found[0]
    raise AssertionError(f"question {number} was never confirmed")


def _undelivered(db: Database) -> int:
    with db.reading() as session:
        return len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.status != outbox.SENT)).all())
