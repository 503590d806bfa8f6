"""Reminders about the promise: halfway, on its last day, and when it was missed. Each at most once per promise.

Halfway and on the last day the owner gets it (the desk's mailbox for the desk queue). An owner who does not work any
more before the promise ends cannot keep it, so then the standing vervanger gets it, or the desk. When the promise is
missed the vervanger and the coördinatoren get it too, and the werkgever is told honestly. Nothing is sent on days the
desk does not work.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.accounts.services import WERKDAGEN
from app.contact import notifications
from app.contact.links import Desk
from app.contact.models import Contactverzoek, Herinnering
from app.contact.promise import local_day
from app.contact.staffing import deputies_on
from app.contact.states import ON_US
from app.core.workdays import add_workdays, is_workday, workdays_between


class Moment(StrEnum):
    """When a reminder is due."""

    HALVERWEGE = "halverwege"
    VANDAAG = "vandaag"
    GEMIST = "gemist"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that should go out now."""

    referentie: str
    organisatie: str
    moment: Moment
    beloofd_op: date
    eigenaar: str | None


def moment_for(beloofd_op: date, promised_workdays: int, today: date) -> Moment | None:
    """Which reminder belongs to ``today``. A promise of one working day has no halfway."""
    if today > beloofd_op:
        return Moment.GEMIST
    if today == beloofd_op:
        return Moment.VANDAAG
    halfway = promised_workdays // 2
    return Moment.HALVERWEGE if workdays_between(today, beloofd_op) <= halfway else None


def due_reminders(session: Session, *, desk: Desk, now: datetime) -> tuple[Due, ...]:
    """What ``send_reminders`` would send, without sending; the oldest promise first."""
    return tuple(
        Due(r.referentie, r.organisatie, moment, r.beloofd_op, r.eigenaar.naam if r.eigenaar else None)
        for r, moment in _due(session, desk, now)
    )


def send_reminders(session: Session, *, desk: Desk, now: datetime) -> int:
    """Write the reminders that are due to the outbox and remember them; how many requests."""
    due = _due(session, desk, now)
    if not due:
        return 0
    today = local_day(now)
    coordinators, away = _coordinators(session), deputies_on(session, today)
    for request, moment in due:
        session.add(Herinnering(verzoek_id=request.id, soort=moment, beloofd_op=request.beloofd_op, verstuurd_op=now))
        owner = request.eigenaar
        stand_in = _stand_in(owner, away, desk)
        if moment is not Moment.GEMIST:
            if owner is None or works_before(owner.werkdagen, today, request.beloofd_op):
                notifications.remind(session, desk, request, "herinnering", now, to=None)
            else:
                notifications.remind(session, desk, request, "herinnering", now, to=stand_in, namens=owner.naam)
            continue
        first = owner.email if owner else desk.region.loket.email
        deputy = {stand_in} if owner is not None and owner.vervanger_id else set()
        for address in sorted({first, *deputy, *coordinators}):
            notifications.remind(session, desk, request, "te-laat", now, to=address)
        notifications.tell_missed(session, desk, request, now)
    return len(due)


def works_before(werkdagen: Sequence[str], today: date, last: date) -> bool:
    """Whether somebody with these working days ("ma" to "vr") still works from today up to and including ``last``."""
    days = (today + timedelta(days=n) for n in range((last - today).days + 1))
    return any(is_workday(day) and WERKDAGEN[day.weekday()] in werkdagen for day in days)


def _stand_in(owner: Medewerker | None, away: Collection[int], desk: Desk) -> str:
    """The address of the standing vervanger while that person is there, else the desk's mailbox."""
    deputy = owner.vervanger if owner else None
    if deputy is None or not deputy.actief or deputy.id in away:
        return desk.region.loket.email
    return deputy.email


def _due(session: Session, desk: Desk, now: datetime) -> list[tuple[Contactverzoek, Moment]]:
    """Requests that wait on us and need a reminder today. Reads the index of open requests only."""
    today = local_day(now)
    if not is_workday(today):
        return []
    promise = desk.region.belofte
    horizon = add_workdays(today, max(promise.werkdagen, promise.spoed))
    open_requests = session.scalars(
        select(Contactverzoek)
        .options(joinedload(Contactverzoek.eigenaar).joinedload(Medewerker.vervanger))
        .where(Contactverzoek.status.in_(ON_US), Contactverzoek.beloofd_op <= horizon)
        .order_by(Contactverzoek.beloofd_op, Contactverzoek.id)
    ).all()
    found = []
    for request in open_requests:
        moment = moment_for(request.beloofd_op, promise.spoed if request.spoed else promise.werkdagen, today)
        if moment is not None:
            found.append((request, moment))
    sent = _already_sent(session, [request.id for request, _moment in found])
    return [(r, m) for r, m in found if (r.id, m.value, r.beloofd_op) not in sent]


def _already_sent(session: Session, requests: list[int]) -> set[tuple[int, str, date]]:
    rows = session.execute(
        select(Herinnering.verzoek_id, Herinnering.soort, Herinnering.beloofd_op).where(
            Herinnering.verzoek_id.in_(requests)
        )
    )
    return {(row.verzoek_id, row.soort, row.beloofd_op) for row in rows}


def _coordinators(session: Session) -> list[str]:
    people = session.scalars(select(Medewerker).where(Medewerker.actief.is_(True)))
    return [person.email for person in people if Rol.COORDINATOR in person.rollen]
