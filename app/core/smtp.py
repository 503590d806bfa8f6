"""Delivers one message over SMTP, and says whether a failure is worth another try.

To another machine nothing goes in the open, and only to a server whose certificate is right: who takes the offer of
encryption out of the conversation, or answers in the place of the server, gets no mail. It waits.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any
from urllib.parse import unquote, urlsplit

from app.core.outbox import Claim

TIMEOUT = 20.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""This machine itself: what is said to it crosses no network."""
NOT_SAFE = "Geen veilige verbinding met de mailserver"
"""How every reason begins that has to do with encryption."""
_ADDRESS = re.compile(r"\S+@\S+")


class MailUrlError(ValueError):
    """MAIL_URL cannot be read; the message is a Dutch sentence."""


class DeliveryError(Exception):
    """The message was not delivered. ``permanent``: trying again would fail again. The text holds no addresses."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(_ADDRESS.sub("[adres]", " ".join(reason.split()))[:300])
        self.permanent = permanent


class _Whole(EmailPolicy):
    """Leaves List- headers on one line: a long address in it would be written in a way mail programs do not read."""

    def fold(self, name: str, value: Any) -> str:
        """One header as text."""
        return f"{name}: {value}{self.linesep}" if name.startswith("List-") else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as bytes."""
        return self.fold(name, value).encode() if name.startswith("List-") else super().fold_binary(name, value)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes. ``tls``: encrypted from the first byte (smtps)."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    tls: bool
    sender: str

    @property
    def starttls(self) -> bool:
        """Whether encryption starts after a first word in the open. Nothing else crosses the network in the open."""
        return not self.tls and self.host not in LOOPBACK


def parse_mail_url(url: str, sender: str) -> MailServer:
    """Read ``smtp://user:password@host:587`` or ``smtps://host:465``. Raises MailUrlError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MailUrlError("MAIL_URL klopt niet: de poort is geen getal van 1 tot 65535.") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise MailUrlError("MAIL_URL klopt niet: gebruik smtp://gebruiker:wachtwoord@server:poort.")
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
        sender=sender,
    )


def send(server: MailServer, claimed: Claim) -> None:
    """Deliver, or raise DeliveryError.

    Permanent are only refusals of this recipient or this message (5xx on RCPT or DATA) and messages that cannot be
    written at all. Everything else, a refused password or sender included, may be repaired: it is tried again.
    """
    try:
        message = build_message(server.sender, claimed)
        connection = _connect(server)
        try:
            connection.send_message(message, from_addr=server.sender, to_addrs=[claimed.to])
            with suppress(smtplib.SMTPException, OSError):  # the message was taken, however the goodbye goes
                connection.quit()
        finally:
            connection.close()
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()), (450, b""))
        raise DeliveryError(_reply(code, text), permanent=500 <= code < 600) from error
    except smtplib.SMTPDataError as error:
        raise DeliveryError(
            _reply(error.smtp_code, error.smtp_error), permanent=500 <= error.smtp_code < 600
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryError("De mailserver kan dit adres niet aan.", permanent=True) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(_reply(error.smtp_code, error.smtp_error), permanent=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryError(f"{type(error).__name__}: {error}", permanent=False) from error
    except ValueError as error:
        raise DeliveryError("Dit bericht kan niet als e-mail worden geschreven.", permanent=True) from error


def check(server: MailServer) -> None:
    """Connect, encrypt and sign in without sending. Raises DeliveryError."""
    connection = _connect(server)
    connection.close()


def build_message(sender: str, claimed: Claim) -> EmailMessage:
    """The e-mail with text and HTML; a repeated delivery carries the same Message-ID and date."""
    message = EmailMessage(policy=_Whole(linesep="\r\n"))
    message["From"] = sender
    message["To"] = claimed.to
    message["Reply-To"] = claimed.reply_to
    message["Subject"] = claimed.subject
    message["Message-ID"] = claimed.message_id
    message["Date"] = claimed.created_at
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "nl"
    for name, value in claimed.headers.items():
        message[name] = value
    message.set_content(claimed.text)
    message.add_alternative(claimed.html, subtype="html")
    return message


def _connect(server: MailServer) -> smtplib.SMTP:
    """Connected, encrypted and signed in. Raises DeliveryError, never permanent: no message is to blame for it."""
    try:
        return _open(server)
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message.rstrip(".")
        raise DeliveryError(f"{NOT_SAFE}: het certificaat is niet goed ({why}).", permanent=False) from error
    except ssl.SSLError as error:
        raise DeliveryError(f"{NOT_SAFE}: versleutelen lukt niet ({error}).", permanent=False) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(_reply(error.smtp_code, error.smtp_error), permanent=False) from error
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryError("De mailserver laat ons niet inloggen.", permanent=False) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise DeliveryError(f"{type(error).__name__}: {error}", permanent=False) from error


def _open(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        connection.ehlo()
        if server.starttls:
            if not connection.has_extn("starttls"):
                raise DeliveryError(f"{NOT_SAFE}: de server biedt geen versleuteling aan.", permanent=False)
            connection.starttls(context=context)
            connection.ehlo()
        if server.user is not None:
            connection.login(server.user, server.password or "")
    except BaseException:
        connection.close()
        raise
    return connection


def _reply(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"SMTP {code} {words}"
