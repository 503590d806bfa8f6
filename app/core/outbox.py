"""The transactional outbox: mail is a row in the same transaction as the change, and a worker delivers it.

A row is claimed with a lease and a token. Whoever holds a valid lease is the only one that sends; when the worker
dies, the lease runs out and another takes over. A message keeps its Message-ID, so a duplicate is recognisable.
Leases and pauses go by the database's clock (``core.db.now``). A moment further ahead than we ever plan was written
before that clock was set back, so it counts as passed.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import JSON, ColumnElement, Index, String, Text, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base, Database, DatabaseClock, Executor, UtcDateTime, changed_rows, connection_of, table_of
from app.core.db import now as database_now
from app.core.mail import Mail
from app.core.prepared import Prepared, adding

WAITING, SENT, DEAD = "wacht", "verzonden", "mislukt"
LEASE = timedelta(minutes=5)
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=15)
GIVE_UP = timedelta(days=4)
LEAST_ATTEMPTS = 50
"""Nothing is given up before this many tries (about ten hours), also when the worker itself was away for days."""
SLACK = timedelta(minutes=2)
LATE = timedelta(minutes=15)
"""A message that waits longer is shown to people, whatever the reason."""


class OutboxMessage(Base):
    """One message to deliver. ``status`` is wacht, verzonden or mislukt; mislukt stays visible to people."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "status", "next_attempt_at"),
        Index("ix_outbox_message_created", "status", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(60))
    reference: Mapped[str] = mapped_column(String(40), index=True)
    to: Mapped[str] = mapped_column(String(254))
    reply_to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, str] | None] = mapped_column(JSON, default=None)
    status: Mapped[str] = mapped_column(String(12), default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_token: Mapped[str | None] = mapped_column(String(40), default=None)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    last_error: Mapped[str | None] = mapped_column(String(300), default=None)


@dataclass(frozen=True, slots=True)
class Claim:
    """A message this worker may send until its lease ends."""

    id: int
    token: str
    message_id: str
    to: str
    reply_to: str
    subject: str
    text: str
    html: str
    attempts: int
    created_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


_GIVEN = ("message_id", "kind", "reference", "to", "reply_to", "subject", "text", "html", "headers", "created_at")
_WRITE = Prepared(insert(table_of(OutboxMessage)).values(next_attempt_at=DatabaseClock()), _GIVEN)
_WRITE_AT = adding(OutboxMessage, *_GIVEN, "next_attempt_at")


def enqueue(session: Executor, *mails: Mail, reference: str, now: datetime) -> None:
    """Write ``mails`` to the outbox in the caller's transaction; they may leave at once.

    reference: what they are about. now: the date that they bear.
    """
    moment = int(now.timestamp() * 1000)  # first, so that new messages stand together in the index
    rows = [
        {
            "message_id": f"<{moment:x}.{secrets.token_urlsafe(18)}@werkgeversloket>",
            "kind": mail.kind,
            "reference": reference,
            "to": mail.to,
            "reply_to": mail.reply_to,
            "subject": mail.subject[:250],
            "text": mail.text,
            "html": mail.html,
            "headers": dict(mail.headers) or None,
            "created_at": now,
        }
        for mail in mails
    ]
    if rows:
        pinned, connection = clock.pinned_moment(), connection_of(session)
        if pinned is None:
            _WRITE.write(connection, *rows)
        else:
            _WRITE_AT.write(connection, *(row | {"next_attempt_at": pinned} for row in rows))


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions: waiting, its pause is over, and nobody has it in hand."""
    next_attempt, lease = OutboxMessage.next_attempt_at, OutboxMessage.lease_until
    return (
        OutboxMessage.status == WAITING,
        or_(next_attempt <= now, next_attempt > now + LONGEST_RETRY * 1.25 + SLACK),
        or_(lease.is_(None), lease < now, lease > now + LEASE + SLACK),
    )


def claim(db: Database) -> Claim | None:
    """Take the oldest message that is due and free, or None. Two workers never get the same one."""
    due = select(OutboxMessage).order_by(OutboxMessage.next_attempt_at, OutboxMessage.id).limit(1)
    with db.reading() as session:  # an idle worker takes no write lock
        if session.scalars(due.where(*_is_due(database_now(session)))).first() is None:
            return None
    with db.transaction() as session:
        now = database_now(session)
        message = session.scalars(due.where(*_is_due(now)).with_for_update(skip_locked=True)).first()
        if message is None:
            return None
        message.lease_token = secrets.token_hex(16)
        message.lease_until = now + LEASE
        message.attempts += 1
        return Claim(
            message.id,
            message.lease_token,
            message.message_id,
            message.to,
            message.reply_to,
            message.subject,
            message.text,
            message.html,
            message.attempts,
            message.created_at,
            message.headers or {},
        )


def mark_sent(db: Database, claimed: Claim) -> bool:
    """Record delivery; False when the lease was lost meanwhile (somebody else sends it too)."""
    with db.transaction() as session:
        return _finish(session, claimed, status=SENT, sent_at=database_now(session), last_error=None)


def mark_failed(db: Database, claimed: Claim, *, error: str, permanent: bool) -> bool:
    """Record a failure: try again later with growing, jittered pauses, or give up after four days or for good."""
    with db.transaction() as session:
        now = database_now(session)
        tired = claimed.attempts >= LEAST_ATTEMPTS and now - claimed.created_at > GIVE_UP
        if permanent or tired:
            return _finish(session, claimed, status=DEAD, last_error=error[:300])
        pause = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(claimed.attempts - 1, 10))
        jittered = pause * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries, no secret
        return _finish(session, claimed, status=WAITING, next_attempt_at=now + jittered, last_error=error[:300])


def _finish(session: Session, claimed: Claim, **values: object) -> bool:
    result = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.id, OutboxMessage.lease_token == claimed.token)
        .values(lease_token=None, lease_until=None, **values)
    )
    return bool(changed_rows(result))


def sweep(session: Session) -> int:
    """Give up what workers kept dying on, so that it does not wait for ever unseen; how many messages."""
    now = database_now(session)
    result = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.status == WAITING,
            OutboxMessage.attempts >= LEAST_ATTEMPTS,
            OutboxMessage.created_at < now - GIVE_UP - timedelta(days=1),
            or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until < now),
        )
        .values(status=DEAD, last_error=func.coalesce(OutboxMessage.last_error, "De worker viel telkens om."))
    )
    return changed_rows(result)


def undelivered(now: datetime) -> ColumnElement[bool]:
    """Condition: given up, or still waiting a quarter of an hour after it was written."""
    waits = and_(OutboxMessage.status == WAITING, OutboxMessage.created_at <= now - LATE)
    return or_(OutboxMessage.status == DEAD, waits)


def purge_sent(session: Session, *, before: datetime) -> None:
    """Throw away what was delivered before that moment: mail is not an archive, and the links in it have expired."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.status == SENT, OutboxMessage.next_attempt_at < before))


@dataclass(frozen=True, slots=True)
class OutboxState:
    """For the health page: how many wait, since when, and how many could not be delivered."""

    waiting: int
    oldest: datetime | None
    dead: int


def state(session: Session) -> OutboxState:
    """Counts for people who watch the system."""
    waiting, oldest = session.execute(
        select(func.count(), func.min(OutboxMessage.created_at)).where(OutboxMessage.status == WAITING)
    ).one()
    dead = session.scalar(select(func.count()).where(OutboxMessage.status == DEAD)) or 0
    return OutboxState(waiting, oldest, dead)
