"""The small steps that verbs are made of: find and lock a request, say something in it, move it, give it away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol
from app.contact.models import Bericht, Contactverzoek
from app.contact.states import CLOSED, Soort, Status
from app.core import audit
from app.core.errors import NotFound

GONE = "Dit verzoek bestaat niet (meer)."


def find(session: Session, referentie: str) -> Contactverzoek:
    """The request; raises NotFound, also when it was made anonymous."""
    found = session.scalar(select(Contactverzoek).where(Contactverzoek.referentie == referentie))
    if found is None or found.geanonimiseerd_op is not None:
        raise NotFound(GONE)
    return found


def lock(session: Session, referentie: str) -> Contactverzoek:
    """The request, locked until the end of the transaction: who comes second sees what the first one did."""
    found = session.scalar(
        select(Contactverzoek)
        .where(Contactverzoek.referentie == referentie)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or found.geanonimiseerd_op is not None:
        raise NotFound(GONE)
    return found


def say(
    request: Contactverzoek, soort: Soort, text: str, *, now: datetime, key: str | None = None, by: Actor | None = None
) -> None:
    """Add a message to the conversation."""
    request.berichten.append(
        Bericht(soort=soort, tekst=text, sleutel=key, medewerker_id=by.id if by else None, geschreven_op=now)
    )


def touch(request: Contactverzoek, now: datetime) -> None:
    """Make the version grow: who had the request open learns that it changed."""
    request.versie += 1
    request.gewijzigd_op = now


def move(session: Session, request: Contactverzoek, status: Status, *, actor: str, now: datetime) -> None:
    """Change the status, in the audit log too."""
    if request.status == status:
        return
    audit.record(
        session,
        at=now,
        actor=actor,
        action="status-gewijzigd",
        object_type="contactverzoek",
        object_id=request.referentie,
        van=request.status,
        naar=status,
    )
    request.status = status
    request.afgesloten_op = now if status in CLOSED else None


def give(
    session: Session,
    request: Contactverzoek,
    colleague: Medewerker | None,
    *,
    actor: str,
    now: datetime,
    why: str,
    for_absent: int | None = None,
) -> None:
    """Change the owner (None: the desk queue), in the audit log too.

    for_absent: the colleague answers only while this medewerker is away. Otherwise a werkgever that has no vaste
    accountmanager yet gets this one.
    """
    audit.record(
        session,
        at=now,
        actor=actor,
        action="eigenaar-gewijzigd",
        object_type="contactverzoek",
        object_id=request.referentie,
        van=request.eigenaar_id,
        naar=colleague.id if colleague else None,
        reden=why,
    )
    request.eigenaar = colleague
    request.eigenaar_id = colleague.id if colleague else None
    request.waarneming_voor_id = for_absent
    werkgever = request.werkgever
    unattached = werkgever.accountmanager_id is None and for_absent is None
    if colleague is not None and unattached and Rol.ACCOUNTMANAGER in colleague.rollen:
        werkgever.accountmanager_id = colleague.id
