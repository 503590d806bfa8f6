"""A mail server that misbehaves on command and remembers everything it accepted."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.postgres import free_port

REFERENCE = re.compile(r"\bWL-[0-9A-Z]{4}-[0-9A-Z]{2}\b")
UNKNOWN = "onbekend"
"""Who has this in the address gets 550 when the mode is 550."""


@dataclass(frozen=True)
class Received:
    """One message that was accepted with 250, or taken in whole before the line was cut."""

    message_id: str
    to: str
    subject: str
    references: frozenset[str]


class FaultyMailServer:
    """``mode``: accept, 451, 550 (recipients with ``onbekend``), hang (no answer to RCPT) or drop (cut after DATA)."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mode = "accept"
        self.received: list[Received] = []
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen; before this the connection is refused."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.mode == "hang":
            await asyncio.sleep(120)
        if self.mode == "451":
            return "451 try again later"
        if self.mode == "550" and UNKNOWN in address:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=SMTP)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        text = f"{message['Subject']}\n{body.get_content() if body is not None else ''}"
        found = frozenset(REFERENCE.findall(text))
        for to in envelope.rcpt_tos:
            self.received.append(Received(str(message["Message-ID"]), to, str(message["Subject"]), found))
        if self.mode == "drop":
            server.transport.abort()
        return "250 OK"
