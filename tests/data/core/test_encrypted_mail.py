"""Mail to another machine: encrypted, and only to the server that ``MAIL_URL`` names; else it waits."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select

from app.cli.diagnose import GOOD, WRONG, look
from app.core import clock, outbox
from app.core.db import Database
from app.core.mail import Mail
from app.core.outbox import WAITING, Claim, OutboxMessage
from app.core.smtp import NOT_SAFE, DeliveryError, parse_mail_url, send
from app.core.worker import SmtpTransport, deliver_one
from app.settings import Settings
from tests.support.certificates import Authority, Certificate
from tests.support.postgres import free_port

HOST = "mail.loket.example"
START = Callable[..., str]
"""Starts a server; gives what follows the scheme in ``MAIL_URL``."""


class Box:
    """Keeps how each message came in; and every password that was offered."""

    def __init__(self) -> None:
        self.came: list[str | None] = []
        self.passwords: list[bytes] = []
        self.hides = "nothing"

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, offers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [offer for offer in offers if self.hides not in offer]

    async def handle_DATA(self, server: Any, _session: Any, _envelope: Any) -> str:
        encrypted = server.transport.get_extra_info("ssl_object")
        self.came.append(encrypted and encrypted.version())
        return "250 OK"

    def signs_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """Takes everybody."""
        self.passwords.append(data.password)
        return AuthResult(success=True)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The authority that this machine knows."""
    made = Authority(tmp_path, "ons")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of a name server: every name of the example is here."""
    real = socket.getaddrinfo

    def found(host: Any, *arguments: Any, **options: Any) -> Any:
        here = isinstance(host, str) and host.endswith(".loket.example")
        return real("127.0.0.1" if here else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.fixture
def start(box: Box) -> Iterator[START]:
    """Starts real mail servers and stops them afterwards."""
    running: list[Controller] = []

    def run(certificate: Certificate | None = None, *, host: str = HOST, at_once: bool = False, **options: Any) -> str:
        if certificate:
            options["ssl_context" if at_once else "tls_context"] = certificate.context()
        running.append(Controller(box, hostname="127.0.0.1", port=free_port(), **options))
        running[-1].start()
        return f"{host}:{running[-1].port}"

    yield run
    for controller in running:
        controller.stop()


def claim() -> Claim:
    return Claim(
        1, "t", "<1@loket>", "robin@bakkerij.example", "l@regio.example", "Vraag", "Dag", "<p>Dag</p>", 1, clock.now()
    )


def deliver(url: str) -> None:
    send(parse_mail_url(url, "loket@loket.example"), claim())


def refused(url: str) -> str:
    """Why it was not sent; it is tried again later."""
    with pytest.raises(DeliveryError) as caught:
        deliver(url)
    assert caught.value.permanent is False
    return str(caught.value)


def test_mail_goes_out_encrypted_from_the_first_byte(ours: Authority, start: START, box: Box) -> None:
    deliver("smtps://" + start(ours.issue(HOST), at_once=True))
    assert box.came in (["TLSv1.2"], ["TLSv1.3"])


def test_mail_goes_out_encrypted_after_starttls(ours: Authority, start: START, box: Box) -> None:
    deliver("smtp://loket:geheim@" + start(ours.issue(HOST), authenticator=box.signs_in, require_starttls=True))
    assert box.came in (["TLSv1.2"], ["TLSv1.3"])
    assert box.passwords == [b"geheim"]


@pytest.mark.parametrize("user", ["", "loket:geheim@"])
def test_when_the_offer_of_encryption_was_taken_out_nobody_gets_mail_or_password(
    ours: Authority, start: START, box: Box, user: str
) -> None:
    box.hides = "STARTTLS"
    address = start(ours.issue(HOST), authenticator=box.signs_in, auth_require_tls=False)
    assert refused(f"smtp://{user}{address}") == f"{NOT_SAFE}: de server biedt geen versleuteling aan."
    assert (box.came, box.passwords) == ([], [])


def test_to_this_machine_itself_mail_needs_no_encryption(start: START, box: Box, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "vreemd").issue("eigen-naam-van-de-machine")
    deliver("smtp://" + start(stranger, host="127.0.0.1"))
    assert box.came == [None]


@pytest.mark.parametrize("at_once", [True, False], ids=["smtps", "starttls"])
def test_a_server_that_is_not_to_be_trusted_gets_neither_mail_nor_password(
    ours: Authority, start: START, box: Box, tmp_path: Path, at_once: bool
) -> None:
    scheme = "smtps" if at_once else "smtp"
    for certificate, reason in (
        (Authority(tmp_path, "vreemd").issue(HOST), "unable to get local issuer certificate"),
        (ours.issue("elders.loket.example"), "Hostname mismatch, certificate is not valid for 'mail.loket.example'."),
        (ours.issue(HOST, until=datetime.now(UTC) - timedelta(days=1)), "certificate has expired"),
    ):
        address = start(certificate, at_once=at_once, authenticator=box.signs_in)
        said = refused(f"{scheme}://loket:geheim@{address}")
        assert said == f"{NOT_SAFE}: het certificaat is niet goed ({reason.rstrip('.')})."
    assert (box.came, box.passwords) == ([], [])


def test_a_server_with_old_encryption_only_gets_no_mail(ours: Authority, start: START, box: Box) -> None:
    certificate = ours.issue(HOST)
    old = certificate.context()
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    address = start(tls_context=old)
    assert refused(f"smtp://{address}").startswith(f"{NOT_SAFE}: versleutelen lukt niet (")
    assert box.came == []


def test_a_server_that_knows_no_passwords_does_not_make_us_give_up(ours: Authority, start: START, box: Box) -> None:
    box.hides = "AUTH"
    address = start(ours.issue(HOST))
    assert refused(f"smtp://loket:geheim@{address}") == "De mailserver laat ons niet inloggen."


def test_the_command_that_looks_around_says_whether_mail_goes_encrypted(
    ours: Authority, start: START, settings: Settings, tmp_path: Path
) -> None:
    def found(url: str) -> tuple[str, str]:
        seen = look(replace(settings, mail_url=url))
        return next((finding.state, finding.text) for finding in seen if finding.about == "mailserver")

    right, wrong, here = (
        start(ours.issue(HOST)),
        start(Authority(tmp_path, "vreemd").issue(HOST)),
        start(host="127.0.0.1"),
    )
    assert found(f"smtp://{right}") == (GOOD, f"{right} antwoordt, versleuteld")
    reason = f"{NOT_SAFE}: het certificaat is niet goed (unable to get local issuer certificate)"
    assert found(f"smtp://{wrong}") == (WRONG, f"{wrong} werkt niet ({reason}). Kijk MAIL_URL na.")
    assert found(f"smtp://{here}") == (GOOD, f"{here} antwoordt, op deze machine, niet versleuteld")


def test_mail_waits_for_a_server_that_is_not_to_be_trusted_and_goes_when_it_is(
    db: Database, ours: Authority, start: START, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = Mail("robin@bakkerij.example", "Vraag", "Dag", "<p>Dag</p>", "loket@regio.example", "ontvangst")
    with db.transaction() as session:
        outbox.enqueue(session, mail, reference="WL-AAAA-AA", now=clock.now())
    transport = SmtpTransport(parse_mail_url("smtp://" + start(ours.issue(HOST)), "loket@loket.example"))
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path, "vreemd").file))
    assert deliver_one(db, transport, threading.Event())
    with db.reading() as session:
        row = session.scalars(select(OutboxMessage)).one()
    assert (row.status, row.attempts, box.came) == (WAITING, 1, [])
    assert (row.last_error or "").startswith(f"{NOT_SAFE}: het certificaat is niet goed (")
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
    with clock.pinned(clock.now() + timedelta(hours=1)):
        assert deliver_one(db, transport, threading.Event())
    assert len(box.came) == 1
