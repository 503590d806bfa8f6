"""Forms that look like the work of a robot wait here for a person. Nothing is thrown away without one.

Letting one through makes it a normal request: routed, confirmed by mail and announced, with the promise counted from
that moment. Throwing away needs a reason, can be undone until the term is over, and stands in the audit log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.accounts.permissions import Actor, can_lead
from app.contact.intake import Submitted, find_submitted, submit_contactverzoek
from app.contact.links import Desk
from app.contact.quarantine_models import Lot, Quarantaine, Verdenking
from app.contact.references import new_reference
from app.contact.request_facts import RequestFacts, clean_facts, fingerprint
from app.core import audit
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from app.core.text import clean_line, mask_bsn

LONGEST_REASON = 500
DECIDED = "Een collega heeft hier al over besloten."


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One form as the coördinator reads it. ``reden`` and ``door`` only when it was thrown away."""

    id: int
    referentie: str
    verdenking: Verdenking
    facts: RequestFacts
    ontvangen_op: datetime
    reden: str | None = None
    door: str | None = None
    besloten_op: datetime | None = None


def receive_suspect(
    session: Session, *, desk: Desk, facts: RequestFacts, verdenking: Verdenking, now: datetime
) -> Submitted | str:
    """Keep a suspect form for a person; its number. A form that is a request already stays that request."""
    facts, masked = clean_facts(desk, facts)
    stored = find_submitted(session, facts, masked, now)
    if stored is not None:
        return stored
    key, words = fingerprint(facts), fingerprint(replace(facts, key=""))
    for _attempt in range(3):
        known = session.scalar(select(Quarantaine.referentie).where(Quarantaine.sleutel == key))
        known = known or session.scalar(
            select(Quarantaine.referentie)
            .where(Quarantaine.inhoud == words, Quarantaine.lot == Lot.WACHT)
            .order_by(Quarantaine.id)
            .limit(1)
        )
        if known is not None:
            return known
        held = Quarantaine(
            referentie=new_reference(),
            sleutel=key,
            inhoud=words,
            email=facts.email,
            gegevens=asdict(facts),
            verdenking=verdenking,
            ontvangen_op=now,
        )
        try:
            with session.begin_nested():
                session.add(held)
        except IntegrityError:  # the same form, or the same number, stored at this very moment
            continue
        return held.referentie
    raise Conflict("Wij konden uw vraag niet opslaan. Verstuur het formulier nog een keer.")


def list_held(session: Session, actor: Actor, lot: Lot = Lot.WACHT) -> tuple[HeldRow, ...]:
    """What waits, oldest first; or what was thrown away, newest first. Coördinatoren only."""
    _require(actor)
    order = (Quarantaine.id,) if lot is Lot.WACHT else (Quarantaine.besloten_op.desc(), Quarantaine.id)
    rows = session.scalars(
        select(Quarantaine)
        .options(joinedload(Quarantaine.besloten_door))
        .where(Quarantaine.lot == lot)
        .order_by(*order)
    )
    return tuple(
        HeldRow(
            row.id,
            row.referentie,
            Verdenking(row.verdenking),
            RequestFacts(**row.gegevens),
            row.ontvangen_op,
            row.reden,
            row.besloten_door.naam if row.besloten_door else None,
            row.besloten_op,
        )
        for row in rows
        if row.gegevens
    )


def count_held(session: Session) -> int:
    """How many wait for a person."""
    return session.scalar(select(func.count()).where(Quarantaine.lot == Lot.WACHT)) or 0


def let_through(session: Session, *, desk: Desk, actor: Actor, number: int, now: datetime) -> Submitted:
    """A person sent this after all, also when it was thrown away before: from now on it is a request."""
    held = _find(session, actor, number)
    if held.lot == Lot.DOORGELATEN:
        raise Conflict(DECIDED)
    facts = RequestFacts(**held.gegevens)
    stored = submit_contactverzoek(session, desk=desk, facts=facts, now=now, referentie=held.referentie)
    held.gegevens, held.email, held.reden = {}, "", None
    _decide(session, held, Lot.DOORGELATEN, actor, now)
    return stored


def throw_away(session: Session, *, actor: Actor, number: int, reason: str, now: datetime) -> None:
    """No person sent this. It stays readable for the term, so that a mistake can be undone."""
    held = _find(session, actor, number)
    if held.lot != Lot.WACHT:
        raise Conflict(DECIDED)
    reason, _masked = mask_bsn(clean_line(reason))
    if not reason or len(reason) > LONGEST_REASON:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_REASON} tekens waarom dit weg kan.")
    held.reden = reason
    _decide(session, held, Lot.WEGGEGOOID, actor, now)


def forget_addresses(session: Session, emails: Collection[str]) -> None:
    """What was decided about forms from these addresses goes. What still waits for a person stays: it is a question."""
    session.execute(delete(Quarantaine).where(Quarantaine.email.in_(emails), Quarantaine.lot != Lot.WACHT))


def list_forms_of(session: Session, emails: Collection[str]) -> list[dict[str, Any]]:
    """Forms from these addresses that are no request (yet), oldest first, as plain JSON values with what was typed."""
    rows = session.scalars(
        select(Quarantaine)
        .where(Quarantaine.email.in_(emails), Quarantaine.lot != Lot.DOORGELATEN)
        .order_by(Quarantaine.id)
    )
    return [
        {
            "referentie": row.referentie,
            "ontvangen_op": row.ontvangen_op.isoformat(),
            "verdenking": row.verdenking,
            "stand": row.lot,
            "reden": row.reden,
            **{name: value for name, value in row.gegevens.items() if name not in ("key", "spoed")},
        }
        for row in rows
    ]


def _find(session: Session, actor: Actor, number: int) -> Quarantaine:
    _require(actor)
    held = session.scalar(select(Quarantaine).where(Quarantaine.id == number).with_for_update())
    if held is None:
        raise NotFound("Dit formulier is er niet meer.")
    return held


def _decide(session: Session, held: Quarantaine, lot: Lot, actor: Actor, now: datetime) -> None:
    held.lot, held.besloten_op, held.besloten_door_id = lot, now, actor.id
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action=f"quarantaine-{lot.value}",
        object_type="quarantaine",
        object_id=held.referentie,
        verdenking=held.verdenking,
    )


def _require(actor: Actor) -> None:
    if not can_lead(actor):
        raise NotAllowed("Dit is voor de coördinator.")
