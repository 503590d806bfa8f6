"""Mail that did not arrive, for people: nothing waits longer than a quarter of an hour without being seen.

Also the sweeper: a confirmed request about which no mail was ever written is announced after all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor, can_lead, can_manage_accounts
from app.contact import notifications
from app.contact.links import Desk
from app.contact.models import Contactverzoek
from app.contact.states import ON_US
from app.core import audit, clock, outbox
from app.core.audit import AuditEntry
from app.core.db import DatabaseClock
from app.core.db import now as database_now
from app.core.errors import NotAllowed, NotFound
from app.core.outbox import DEAD, WAITING, OutboxMessage

SHOWN = 100
_MAIL = OutboxMessage.__table__.c
_ALL_WELL = select(
    DatabaseClock().label("now"),
    select(func.count()).where(_MAIL.status == DEAD).scalar_subquery().label("dead"),
    select(func.min(_MAIL.created_at)).where(_MAIL.status == WAITING).scalar_subquery().label("oldest"),
)
LOOK_BACK = timedelta(days=30)
"""Shorter than sent mail is kept, else old requests would seem never to have been announced."""


@dataclass(frozen=True, slots=True)
class UndeliveredMail:
    """A message that was given up, or that waits longer than a quarter of an hour (``wacht``)."""

    id: int
    aan: str
    onderwerp: str
    kenmerk: str
    gemaakt_op: datetime
    fout: str
    wacht: bool
    pogingen: int


@dataclass(frozen=True, slots=True)
class MailTrouble:
    """For the inbox. aantal: messages in the whole house, 0 for who may not see them; eigen: own requests touched."""

    aantal: int
    eigen: tuple[str, ...]


def list_undelivered(session: Session, actor: Actor) -> tuple[UndeliveredMail, ...]:
    """At most a hundred messages that did not arrive, newest first."""
    _require(actor)
    found = session.scalars(
        select(OutboxMessage)
        .where(outbox.undelivered(database_now(session)))
        .order_by(OutboxMessage.id.desc())
        .limit(SHOWN)
    )
    return tuple(
        UndeliveredMail(
            m.id, m.to, m.subject, m.reference, m.created_at, m.last_error or "", m.status == WAITING, m.attempts
        )
        for m in found
    )


def find_trouble(session: Session, actor: Actor) -> MailTrouble:
    """What this person must know: how much mail did not arrive, and which of the own requests it is about."""
    found = session.execute(_ALL_WELL).one()
    now = clock.pinned_moment() or found.now
    if not found.dead and (found.oldest is None or found.oldest > now - outbox.LATE):
        return MailTrouble(0, ())
    late = outbox.undelivered(now)
    sees_all = can_lead(actor) or can_manage_accounts(actor)
    total = session.scalar(select(func.count()).select_from(OutboxMessage).where(late)) or 0
    own = session.scalars(
        select(Contactverzoek.referentie)
        .join(OutboxMessage, OutboxMessage.reference == Contactverzoek.referentie)
        .where(late, Contactverzoek.eigenaar_id == actor.id)
        .distinct()
        .order_by(Contactverzoek.referentie)
        .limit(SHOWN)
    )
    return MailTrouble(total if sees_all else 0, tuple(own))


def send_again(session: Session, *, actor: Actor, message_id: int, now: datetime) -> None:
    """Let the worker try once more, for four days. Raises NotFound when it was not given up."""
    _require(actor)
    message = session.scalar(select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update())
    if message is None or message.status != DEAD:
        raise NotFound("Deze e-mail staat niet (meer) bij de mislukte e-mail.")
    message.status, message.attempts, message.created_at = WAITING, 0, now
    message.next_attempt_at = database_now(session)
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="mail-opnieuw",
        object_type="e-mail",
        object_id=message.reference,
        bericht=message.id,
    )


def announce_forgotten(session: Session, *, desk: Desk, now: datetime) -> int:
    """Announce requests that came in through the form and of which the outbox holds nothing; how many.

    It should never find one: request and mail are one transaction. It does after a repair by hand of the outbox.
    """
    submitted = exists().where(
        AuditEntry.object_id == Contactverzoek.referentie, AuditEntry.action == "verzoek-ingediend"
    )
    written = exists().where(OutboxMessage.reference == Contactverzoek.referentie)
    forgotten = session.scalars(
        select(Contactverzoek).where(
            Contactverzoek.status.in_(ON_US),
            Contactverzoek.ingediend_op.between(now - LOOK_BACK, now - outbox.LATE),
            submitted,
            ~written,
        )
    ).all()
    for request in forgotten:
        notifications.announce_request(session, desk, request, now)
        audit.record(
            session,
            at=now,
            actor="systeem",
            action="verzoek-alsnog-gemeld",
            object_type="contactverzoek",
            object_id=request.referentie,
        )
    return len(forgotten)


def _require(actor: Actor) -> None:
    if not can_lead(actor) and not can_manage_accounts(actor):
        raise NotAllowed("Dit is voor de coördinator en de beheerder.")
