"""E-mail about a hand-over. Like all mail it carries names and links, never what somebody wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.contact import notifications
from app.contact.links import Desk
from app.contact.models import Contactverzoek, Werkgever, WerkgeverEmail
from app.contact.states import OPEN
from app.contact.team_models import Overdracht
from app.core import mail, outbox
from app.core.outbox import OutboxMessage

AGAIN = timedelta(minutes=10)


def ask(session: Session, desk: Desk, handover: Overdracht, by: str, now: datetime) -> None:
    """To the colleague: will you take over this werkgever?"""
    _send(session, desk, handover, "overdracht-vraag", now, to=_get(session, handover.naar_id).email, door=by)


def accepted(session: Session, desk: Desk, handover: Overdracht, now: datetime) -> None:
    """To who proposed it: done."""
    _to_proposer(session, desk, handover, "overdracht-bevestigd", now)


def declined(session: Session, desk: Desk, handover: Overdracht, now: datetime) -> None:
    """To who proposed it: the colleague cannot take it, everything stayed as it was."""
    _to_proposer(session, desk, handover, "overdracht-geweigerd", now)


def objected(session: Session, desk: Desk, handover: Overdracht, now: datetime) -> None:
    """To every coördinator, or else to the desk: the werkgever does not agree, please call."""
    people = session.scalars(select(Medewerker).where(Medewerker.actief.is_(True)).order_by(Medewerker.id))
    addresses = [p.email for p in people if Rol.COORDINATOR in p.rollen] or [desk.region.loket.email]
    for address in addresses:
        _send(session, desk, handover, "overdracht-bezwaar", now, to=address)


def received(session: Session, desk: Desk, handover: Overdracht, count: int, by: str, now: datetime) -> None:
    """To a colleague who gets ``count`` werkgevers of somebody who leaves; ``handover`` is one of them."""
    to = _get(session, handover.naar_id).email
    _send(session, desk, handover, "overdracht-ontvangen", now, to=to, aantal=count, door=by)


def tell_werkgever(session: Session, desk: Desk, handover: Overdracht, now: datetime) -> bool:
    """To the werkgever: who it is from now on, and the link to object. False without any address."""
    addresses = addresses_of(session, handover.werkgever_id)
    for address in addresses:
        _send(
            session,
            desk,
            handover,
            "overdracht",
            now,
            to=address,
            link=desk.links.handover(handover.id),
            telefoon=_get(session, handover.naar_id).telefoon or desk.region.loket.telefoon,
        )
    return bool(addresses)


def tell_again(session: Session, desk: Desk, handover: Overdracht, now: datetime) -> None:
    """The same with a fresh link, because the old one expired; at most once in ten minutes."""
    lately = select(OutboxMessage.id).where(
        OutboxMessage.reference == reference_of(handover.id),
        OutboxMessage.kind == "overdracht",
        OutboxMessage.created_at > now - AGAIN,
    )
    if session.scalar(lately.limit(1)) is None:
        tell_werkgever(session, desk, handover, now)


def tell_werkgever_of_desk(
    session: Session, desk: Desk, werkgever: Werkgever, before: Medewerker, now: datetime
) -> None:
    """To the werkgever: ``before`` has stopped, the desk answers from now on, and how to ask for somebody."""
    for address in addresses_of(session, werkgever.id):
        composed = mail.compose(
            "overdracht-loket",
            to=address,
            reply_to=desk.region.loket.email,
            referentie=desk_reference(werkgever.id),
            site=desk.region.site,
            loket=desk.region.loket,
            van=before.naam,
        )
        outbox.enqueue(session, composed, reference=desk_reference(werkgever.id), now=now)


def addresses_of(session: Session, werkgever_id: int) -> tuple[str, ...]:
    """Everybody of the werkgever with an open request, else who asked last, else the address confirmed last."""
    found = session.execute(
        select(Contactverzoek.contact_email, Contactverzoek.status)
        .where(Contactverzoek.werkgever_id == werkgever_id, Contactverzoek.contact_email.contains("@"))
        .order_by(Contactverzoek.ingediend_op.desc(), Contactverzoek.id.desc())
    ).all()
    waiting = [email for email, status in found if status in OPEN]
    asked = waiting or [email for email, _status in found[:1]]
    if asked:
        return tuple(dict.fromkeys(asked))
    confirmed = session.scalars(
        select(WerkgeverEmail.email)
        .where(WerkgeverEmail.werkgever_id == werkgever_id)
        .order_by(WerkgeverEmail.bevestigd_op.desc(), WerkgeverEmail.id.desc())
    )
    return tuple(confirmed.all()[:1])


def reference_of(handover_id: int) -> str:
    """What mail about a hand-over is filed under."""
    return f"OV-{handover_id}"


def desk_reference(werkgever_id: int) -> str:
    """What mail about a werkgever of the desk is filed under."""
    return f"WG-{werkgever_id}"


def new_contact(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """To the werkgever of one request: somebody else answers."""
    notifications.tell_new_contact(session, desk, request, now)


def _to_proposer(session: Session, desk: Desk, handover: Overdracht, message: str, now: datetime) -> None:
    _send(session, desk, handover, message, now, to=_get(session, handover.door_id).email)


def _get(session: Session, medewerker_id: int) -> Medewerker:
    return session.get_one(Medewerker, medewerker_id)


def _send(
    session: Session, desk: Desk, handover: Overdracht, message: str, now: datetime, *, to: str, **context: Any
) -> None:
    before = _get(session, handover.van_id) if handover.van_id else None
    composed = mail.compose(
        message,
        **{
            "to": to,
            "reply_to": desk.region.loket.email,
            "referentie": reference_of(handover.id),
            "site": desk.region.site,
            "loket": desk.region.loket,
            "van": before.naam if before else None,
            "naar": _get(session, handover.naar_id).naam,
            "link": desk.links.handover_page(handover.id),
            **context,
        },
    )
    outbox.enqueue(session, composed, reference=reference_of(handover.id), now=now)
