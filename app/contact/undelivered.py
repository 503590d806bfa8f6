"""Mail that did not arrive, for people: nothing waits longer than a quarter of an hour without being seen.

Also the sweeper: a confirmed request about which no mail was ever written is announced after all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, can_lead, can_manage_accounts
from app.contact import notifications
from app.contact.conversation import Conversation
from app.contact.links import Desk
from app.contact.models import Contactverzoek
from app.contact.permissions import can_manage
from app.contact.services import NOT_YOURS
from app.contact.states import ON_US
from app.contact.steps import find
from app.core import audit, clock, outbox
from app.core.audit import AuditEntry
from app.core.db import DatabaseClock
from app.core.db import now as database_now
from app.core.errors import NotAllowed, NotFound
from app.core.outbox import DEAD, WAITING, OutboxMessage
from app.core.smtp import NOT_SAFE

SHOWN = 100
_MAIL = OutboxMessage.__table__.c
_ALL_WELL = select(
    DatabaseClock().label("now"),
    select(func.count()).where(_MAIL.status == DEAD).scalar_subquery().label("dead"),
    select(func.min(_MAIL.created_at)).where(_MAIL.status == WAITING).scalar_subquery().label("oldest"),
)
LOOK_BACK = timedelta(days=30)
"""Shorter than sent mail is kept, else old requests would seem never to have been announced."""
_NO_CONNECTION = (
    "Connection",
    "Timeout",
    "timeout",
    "gaierror",
    "OSError",
    "SSL",
    "SMTPServerDisconnected",
    "SMTPConnect",
)
"""How the names of the errors begin that a mail server gives which cannot be reached."""


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
class RequestMail:
    """Undelivered mail about one request. ``voor``: the colleague it was for, None for the werkgever or the desk.

    aan_werkgever, aan_mij: whom it was for. waarom: a Dutch sentence without capital and full stop. wacht: it is
    tried again by itself.
    """

    id: int
    aan: str
    onderwerp: str
    gemaakt_op: datetime
    waarom: str
    wacht: bool
    aan_werkgever: bool
    aan_mij: bool
    voor: str | None


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


def list_undelivered_about(session: Session, actor: Actor, read: Conversation) -> tuple[RequestMail, ...]:
    """Mail about a request that did not arrive, oldest first. Who has a ``Conversation`` may read it."""
    found = session.execute(
        select(OutboxMessage, Medewerker.id, Medewerker.naam)
        .outerjoin(Medewerker, Medewerker.email == func.lower(OutboxMessage.to))
        .where(OutboxMessage.reference == read.referentie, outbox.undelivered(database_now(session)))
        .order_by(OutboxMessage.id)
        .limit(SHOWN)
    )
    return tuple(
        RequestMail(
            id=mail.id,
            aan=mail.to,
            onderwerp=mail.subject,
            gemaakt_op=mail.created_at,
            waarom=reason_in_words(mail.last_error or ""),
            wacht=mail.status == WAITING,
            aan_werkgever=mail.to == read.contact_email,
            aan_mij=mail.to != read.contact_email and person == actor.id,
            voor=None if mail.to == read.contact_email else name,
        )
        for mail, person, name in found
    )


def reason_in_words(error: str) -> str:
    """Why mail did not arrive, from what ``core.smtp`` wrote down; the codes are those of RFC 5321 and RFC 3463."""
    reply = re.match(r"SMTP (\d)(\d\d)\s*(\d\.\d+\.\d+)?", error)
    if reply is None:
        if not error:
            return "de e-mail is nog niet verstuurd"
        if error.startswith(NOT_SAFE):
            return "wij kunnen onze mailserver niet veilig bereiken. Meld dit bij de beheerder"
        if error.endswith("."):  # a sentence of ours
            return error.removesuffix(".")
        if error.startswith(_NO_CONNECTION):
            return "de mailserver was niet bereikbaar"
        return "het versturen ging mis. Meld dit bij de beheerder"
    code, detail = reply[1] + reply[2], reply[3] or ""
    if code in ("530", "534", "535", "538"):
        return "onze eigen mailserver laat ons niet toe. Meld dit bij de beheerder"
    if code in ("452", "552") or detail.endswith(".2.2"):
        return "het postvak van de ontvanger is vol"
    if reply[1] == "4":
        return "de mailserver van de ontvanger neemt nu geen e-mail aan"
    if code in ("550", "551", "553") and not detail.startswith("5.7"):
        return "dit adres bestaat niet of neemt geen e-mail aan"
    return "de mailserver van de ontvanger weigert dit bericht"


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
    _try_again(session, actor, session.get(OutboxMessage, message_id, with_for_update=True), now)


def send_again_about(session: Session, *, actor: Actor, referentie: str, message_id: int, now: datetime) -> None:
    """The same from the page of a request, by who manages it. Raises NotFound, also for mail about something else."""
    if not can_manage(actor, find(session, referentie)):
        raise NotAllowed(NOT_YOURS)
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    _try_again(session, actor, message if message and message.reference == referentie else None, now)


def _try_again(session: Session, actor: Actor, message: OutboxMessage | None, now: datetime) -> None:
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
