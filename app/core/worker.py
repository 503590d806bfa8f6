"""The worker: delivers the outbox and does the small chores, once a second, until it is told to stop.

It survives a database or mail server that is away: it waits and goes on. It logs message numbers, never addresses.
When to do what goes by the time that passed, and moments by the database's clock: a wrong clock here changes nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from sqlalchemy import String
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import outbox
from app.core.db import Base, Database, UtcDateTime
from app.core.db import now as database_now
from app.core.errors import Unavailable
from app.core.smtp import DeliveryError, MailServer, send

log = logging.getLogger(__name__)
POLL = 1.0
OUTAGE_PAUSE = 5.0
HEARTBEAT = timedelta(seconds=15)


class Heartbeat(Base):
    """When a worker last said that it works."""

    __tablename__ = "heartbeat"

    naam: Mapped[str] = mapped_column(String(40), primary_key=True)
    gezien_op: Mapped[datetime] = mapped_column(UtcDateTime)


class Transport(Protocol):
    """Takes one message away; raises DeliveryError."""

    def deliver(self, claimed: outbox.Claim) -> None:
        """Deliver or raise."""


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Really sends."""

    server: MailServer

    def deliver(self, claimed: outbox.Claim) -> None:
        """Over SMTP."""
        send(self.server, claimed)


@dataclass(frozen=True, slots=True)
class ViewerTransport:
    """Without mail server: the message stays in the outbox table, where the viewer of the development site shows it."""

    def deliver(self, claimed: outbox.Claim) -> None:
        """Nothing leaves."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do now and then, in one transaction of its own."""

    naam: str
    every: timedelta
    run: Callable[[Session, datetime], object]


def last_heartbeat(session: Session, naam: str = "worker") -> datetime | None:
    """When the worker was last seen, or None when it never ran."""
    found = session.get(Heartbeat, naam)
    return found.gezien_op if found else None


def run_worker(
    db: Database,
    transport: Transport,
    stop: threading.Event,
    *,
    chores: Sequence[Chore] = (),
    poll: float = POLL,
    outage_pause: float = OUTAGE_PAUSE,
) -> None:
    """Work until ``stop`` is set. A message in hand is finished first."""
    due = {chore.naam: monotonic() for chore in chores}
    beat_at = monotonic()
    log.info("worker started")
    while not stop.is_set():
        try:
            if monotonic() >= beat_at:
                _beat(db)
                beat_at = monotonic() + HEARTBEAT.total_seconds()
            chore = min(chores, key=lambda chore: due[chore.naam], default=None)
            if chore is not None and monotonic() >= due[chore.naam]:  # one a round, so that forms get in between
                due[chore.naam] = monotonic() + chore.every.total_seconds()
                _do(db, chore)
            while not stop.is_set() and monotonic() < beat_at and deliver_one(db, transport, stop):
                pass
            pause = poll
        except (Unavailable, SQLAlchemyError) as error:
            log.warning("database unavailable (%s), waiting", type(error.__cause__ or error).__name__)
            pause = outage_pause
        stop.wait(pause)
    log.info("worker stopped")


def deliver_one(db: Database, transport: Transport, stop: threading.Event) -> bool:
    """Deliver one message that is due; False when there is none."""
    claimed = outbox.claim(db)
    if claimed is None:
        return False
    try:
        transport.deliver(claimed)
    except DeliveryError as error:
        _failed(db, claimed, stop, reason=str(error), permanent=error.permanent)
    except Exception as error:  # one message that trips over a mistake of ours must not hold up the others
        log.exception("message %d cannot be delivered", claimed.id)
        _failed(db, claimed, stop, reason=type(error).__name__, permanent=False)
    else:
        _record(db, stop, lambda: outbox.mark_sent(db, claimed))
        log.info("message %d delivered at attempt %d", claimed.id, claimed.attempts)
    return True


def _failed(db: Database, claimed: outbox.Claim, stop: threading.Event, *, reason: str, permanent: bool) -> None:
    _record(db, stop, lambda: outbox.mark_failed(db, claimed, error=reason, permanent=permanent))
    log.warning("message %d attempt %d failed (permanent=%s)", claimed.id, claimed.attempts, permanent)


def _record(db: Database, stop: threading.Event, write: Callable[[], bool]) -> None:
    """Write the result down, trying as long as the lease holds: a delivered message must not go out twice."""
    until = monotonic() + outbox.LEASE.total_seconds() / 2
    while True:
        try:
            write()
            return
        except Unavailable:
            if monotonic() > until or stop.wait(POLL):
                raise


def _beat(db: Database) -> None:
    with db.transaction() as session:
        session.merge(Heartbeat(naam="worker", gezien_op=database_now(session)))


def _do(db: Database, chore: Chore) -> None:
    try:
        with db.transaction() as session:
            chore.run(session, database_now(session))
    except Unavailable:
        raise
    except Exception:  # one chore that fails stops no other; the log has it whole
        log.exception("chore %s failed", chore.naam)
