"""Delivery to a real SMTP server, by the real worker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from time import monotonic, sleep
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, text

from app.core import clock, outbox
from app.core.db import Database
from app.core.mail import Mail
from app.core.outbox import DEAD, SENT, WAITING, Claim, OutboxMessage
from app.core.smtp import DeliveryError, MailServer, MailUrlError, parse_mail_url, send
from app.core.worker import Chore, SmtpTransport, Transport, ViewerTransport, last_heartbeat, run_worker
from tests.support.postgres import free_port

SENDER = "loket@voorbeeld.example"


class Mailbox:
    """A mail server that refuses what ``refuse`` says and keeps the rest."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse: dict[str, str] = {}
        self.at_data = ""
        self.at_quit = "221 Bye"

    async def handle_QUIT(self, server: Any, _session: Any, _envelope: Any) -> str:
        if not self.at_quit:
            server.transport.abort()
        return self.at_quit or "221 Bye"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.at_data:
            return self.at_data
        message = message_from_bytes(envelope.content, policy=SMTP)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, MailServer]]:
    """A running server and how to reach it."""
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, parse_mail_url(f"smtp://127.0.0.1:{port}", SENDER)
    controller.stop()


def message(to: str = "robin@bakkerij.example", subject: str = "Één vraag") -> Mail:
    return Mail(to, subject, "Goedendag,\n\nCafé.\n", "<p>Café</p>", "loket@regio.example", "ontvangst")


def put(db: Database, *mails: Mail) -> None:
    with clock.pinned(datetime.now(UTC)), db.transaction() as session:
        for mail in mails or (message(),):
            outbox.enqueue(session, mail, reference="WL-AAAA-AA", now=clock.now())


def rows(db: Database) -> list[OutboxMessage]:
    with db.reading() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def claim(**changes: Any) -> Claim:
    mail = message(**changes)
    return Claim(1, "t", "<1@loket>", mail.to, mail.reply_to, mail.subject, mail.text, mail.html, 1, clock.now())


@contextmanager
def working(db: Database, transport: Transport, **options: Any) -> Iterator[threading.Event]:
    """A worker in a thread, on the real clock, stopped and waited for afterwards."""
    stop = threading.Event()
    thread = threading.Thread(
        target=run_worker, args=(db, transport, stop), kwargs={"poll": 0.02, "outage_pause": 0.05, **options}
    )
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def eventually(check: Callable[[], bool]) -> None:
    end = monotonic() + 15
    while not check():
        assert monotonic() < end, "it did not happen in time"
        sleep(0.02)


def test_a_message_arrives_with_text_html_and_the_headers_that_matter(mailbox: tuple[Mailbox, MailServer]) -> None:
    box, server = mailbox
    send(server, claim())
    (got,) = box.received
    assert (got["From"], got["To"], got["Reply-To"]) == (SENDER, "robin@bakkerij.example", "loket@regio.example")
    assert (got["Subject"], got["Message-ID"], got["Auto-Submitted"]) == ("Één vraag", "<1@loket>", "auto-generated")
    plain, html = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().splitlines() == ["Goedendag,", "", "Café."]
    assert html.get_content().strip() == "<p>Café</p>"
    assert box.recipients == ["robin@bakkerij.example"]


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("550 no such user", True), ("553 bad name", True), ("450 busy", False), ("421 later", False)],
)
def test_a_refused_recipient_is_permanent_only_with_a_5xx(
    mailbox: tuple[Mailbox, MailServer], answer: str, permanent: bool
) -> None:
    box, server = mailbox
    box.refuse["robin@bakkerij.example"] = answer
    with pytest.raises(DeliveryError) as caught:
        send(server, claim())
    assert caught.value.permanent is permanent
    assert str(caught.value).startswith(f"SMTP {answer[:3]}")


@pytest.mark.parametrize(("answer", "permanent"), [("554 spam", True), ("451 try again", False)])
def test_a_refused_message_is_permanent_only_with_a_5xx(
    mailbox: tuple[Mailbox, MailServer], answer: str, permanent: bool
) -> None:
    box, server = mailbox
    box.at_data = answer
    with pytest.raises(DeliveryError) as caught:
        send(server, claim())
    assert caught.value.permanent is permanent


@pytest.mark.parametrize("goodbye", ["421 closing", ""], ids=["refuses", "hangs up"])
def test_a_message_that_was_taken_is_delivered_however_the_goodbye_goes(
    mailbox: tuple[Mailbox, MailServer], goodbye: str
) -> None:
    box, server = mailbox
    box.at_quit = goodbye
    send(server, claim())
    assert len(box.received) == 1


def test_a_server_that_is_away_is_temporary() -> None:
    with pytest.raises(DeliveryError) as caught:
        send(parse_mail_url(f"smtp://127.0.0.1:{free_port()}", SENDER), claim())
    assert caught.value.permanent is False


def test_the_reason_of_a_failure_holds_no_address(mailbox: tuple[Mailbox, MailServer]) -> None:
    box, server = mailbox
    box.refuse["robin@bakkerij.example"] = "550 <robin@bakkerij.example> unknown"
    with pytest.raises(DeliveryError, match=r"\[adres\] unknown"):
        send(server, claim())


@pytest.mark.parametrize("subject", ["Hallo\nBcc: iemand@anders.example", "Hallo\r\n\r\nNep"])
def test_a_header_cannot_be_smuggled_into_a_message(mailbox: tuple[Mailbox, MailServer], subject: str) -> None:
    box, server = mailbox
    with pytest.raises(DeliveryError) as caught:
        send(server, claim(subject=subject))
    assert caught.value.permanent is True
    assert box.received == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 587, None, None, False)),
        ("smtps://mail.example", ("mail.example", 465, None, None, True)),
        ("smtp://jan%40x:p%3Aw@mail.example:2525", ("mail.example", 2525, "jan@x", "p:w", False)),
    ],
)
def test_a_mail_address_in_the_settings_is_read(url: str, expected: tuple[Any, ...]) -> None:
    server = parse_mail_url(url, SENDER)
    assert (server.host, server.port, server.user, server.password, server.tls) == expected


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "smtp://mail.example:zes", "smtp://h:70000"])
def test_a_wrong_mail_address_in_the_settings_is_explained(url: str) -> None:
    with pytest.raises(MailUrlError, match="MAIL_URL klopt niet"):
        parse_mail_url(url, SENDER)


def test_a_password_is_never_shown() -> None:
    assert "geheim" not in repr(parse_mail_url("smtp://jan:geheim@mail.example", SENDER))


def test_the_worker_delivers_everything_once_and_says_that_it_lives(
    db: Database, mailbox: tuple[Mailbox, MailServer]
) -> None:
    box, server = mailbox
    put(db, *(message(to=f"mens{n}@bakkerij.example") for n in range(5)))
    with working(db, SmtpTransport(server)), working(db, SmtpTransport(server)):
        eventually(lambda: all(row.status == SENT for row in rows(db)))
    assert sorted(box.recipients) == [f"mens{n}@bakkerij.example" for n in range(5)]
    assert {str(m["Message-ID"]) for m in box.received} == {row.message_id for row in rows(db)}
    with db.reading() as session:
        assert last_heartbeat(session) is not None


def test_one_refused_message_does_not_hold_up_the_others(
    db: Database, mailbox: tuple[Mailbox, MailServer], caplog: pytest.LogCaptureFixture
) -> None:
    box, server = mailbox
    box.refuse = {"fout@bakkerij.example": "550 unknown fout@bakkerij.example", "vol@bakkerij.example": "452 full"}
    put(db, message(to="fout@bakkerij.example"), message(to="vol@bakkerij.example"), message())
    with caplog.at_level(logging.INFO), working(db, SmtpTransport(server)):
        eventually(lambda: [r.status for r in rows(db)] == [DEAD, WAITING, SENT] and rows(db)[1].attempts == 1)
    assert rows(db)[0].last_error == "SMTP 550 unknown [adres]"
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("app.")]
    assert "message 3 delivered at attempt 1" in ours
    assert not any("@" in line for line in ours)


def test_mail_waits_for_a_server_that_comes_back(sqlite_db: Database) -> None:
    port = free_port()
    put(sqlite_db)
    box = Mailbox()
    with working(sqlite_db, SmtpTransport(parse_mail_url(f"smtp://127.0.0.1:{port}", SENDER))):
        eventually(lambda: rows(sqlite_db)[0].attempts == 1)
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        with sqlite_db.transaction() as session:
            session.scalars(select(OutboxMessage)).one().next_attempt_at = clock.now() - timedelta(days=3)
        try:
            eventually(lambda: rows(sqlite_db)[0].status == SENT)
        finally:
            controller.stop()
    assert len(box.received) == 1


def test_without_a_mail_server_messages_count_as_delivered_to_the_viewer(sqlite_db: Database) -> None:
    put(sqlite_db)
    with working(sqlite_db, ViewerTransport()):
        eventually(lambda: rows(sqlite_db)[0].status == SENT)
    assert rows(sqlite_db)[0].text.startswith("Goedendag")


def test_the_worker_survives_a_database_that_is_away_for_a_while(sqlite_db: Database) -> None:
    put(sqlite_db)
    with sqlite_db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox_message RENAME TO weg"))
    with working(sqlite_db, ViewerTransport()):
        sleep(0.3)
        with sqlite_db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE weg RENAME TO outbox_message"))
        eventually(lambda: rows(sqlite_db)[0].status == SENT)


class Broken:
    """A transport with a mistake in it: it trips over the first message."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def deliver(self, claimed: Claim) -> None:
        """Fail once."""
        self.seen.append(claimed.id)
        if len(self.seen) == 1:
            raise ZeroDivisionError


def test_a_mistake_in_the_program_costs_one_attempt_and_not_the_worker(sqlite_db: Database) -> None:
    put(sqlite_db, message(), message())
    with working(sqlite_db, Broken()):
        eventually(lambda: [r.status for r in rows(sqlite_db)] == [WAITING, SENT])
    assert rows(sqlite_db)[0].last_error == "ZeroDivisionError"


def test_chores_are_done_in_their_own_transaction_and_a_failing_one_stops_nothing(sqlite_db: Database) -> None:
    done: list[str] = []

    def fail(*_arguments: object) -> None:
        done.append("mislukt")
        raise ZeroDivisionError

    chores = (
        Chore("mislukt", timedelta(hours=1), fail),
        Chore("goed", timedelta(0), lambda _session, _now: done.append("goed")),
    )
    with working(sqlite_db, ViewerTransport(), chores=chores):
        eventually(lambda: done.count("goed") >= 3)
    assert done.count("mislukt") == 1
