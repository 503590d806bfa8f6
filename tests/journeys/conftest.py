"""The whole house for a journey: site, both databases, colleagues, a worker and a real mail server."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app import create_app
from app.core.db import Database
from app.core.smtp import parse_mail_url
from app.core.worker import SmtpTransport, run_worker
from app.kennisbank.store import ContentStore
from app.settings import Settings
from tests.support.client import AuditedClient
from tests.support.personas import Team, hire_team
from tests.support.postgres import free_port


@dataclass
class Post:
    """The mailboxes of everybody: what the mail server took in, oldest first."""

    received: list[EmailMessage] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=SMTP)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 OK"

    def voor(self, address: str) -> EmailMessage:
        """The next message for this address; waits for the worker."""
        number = self.unread.get(address, 0)
        until = time.monotonic() + 20
        while len(found := [m for m in self.received if m["To"] == address]) <= number:
            assert time.monotonic() < until, f"no mail for {address}: {[m['Subject'] for m in self.received]}"
            time.sleep(0.02)
        self.unread[address] = number + 1
        return found[number]


def text_of(message: EmailMessage) -> str:
    """The plain text of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(message: EmailMessage) -> str:
    """The address of this site in a message."""
    return next(word for word in text_of(message).split() if word.startswith("http://localhost/"))


@pytest.fixture
def app(settings: Settings, content: ContentStore, database_url: str) -> Iterator[Flask]:
    """The application, on both databases."""
    application = create_app(replace(settings, database_url=database_url), content)
    application.testing = True
    application.test_client_class = AuditedClient
    yield application
    application.extensions["loket"].db.dispose()


@pytest.fixture
def team(app: Flask, content: ContentStore) -> Team:
    """A colleague for every role, and accountmanagers in Arnhem and Zevenaar."""
    return hire_team(app.extensions["loket"].db, content.catalogue.region)


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """A mail server that takes everything, and the worker that delivers to it, on the pinned clock."""
    db: Database = app.extensions["loket"].db
    box, port, stop = Post(), free_port(), threading.Event()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    transport = SmtpTransport(parse_mail_url(f"smtp://127.0.0.1:{port}", "loket@voorbeeld.nl"))
    context = contextvars.copy_context()
    worker = threading.Thread(target=lambda: context.run(run_worker, db, transport, stop, poll=0.02))
    worker.start()
    yield box
    stop.set()
    worker.join(20)
    server.stop()
    assert not worker.is_alive()
