"""Absence: a registered period with a named deputy. Nobody leaves waiting work behind, and everything comes back.

``apply_absences`` is called now and then by the worker and does both directions: what waits on us moves to the deputy
when the absence begins, and what is still open goes back when it ends. Doing it twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, can_lead, can_work_requests
from app.accounts.services import as_actor, get_medewerker
from app.contact import notifications
from app.contact.links import Desk
from app.contact.models import Afwezigheid, Contactverzoek
from app.contact.promise import local_day
from app.contact.routing import Collega, working_deputy
from app.contact.staffing import deputies_on, load_staff
from app.contact.states import ON_US, OPEN, Soort
from app.contact.steps import give, say, touch
from app.core import audit
from app.core.errors import DomainError, NotAllowed, NotFound

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One period, for the calendar; ``nu``: it is today."""

    id: int
    medewerker_id: int
    medewerker: str
    vervanger: str
    van: date
    tot: date
    nu: bool


def register_absence(
    session: Session,
    *,
    desk: Desk,
    actor: Actor,
    medewerker_id: int,
    van: date,
    tot: date,
    vervanger_id: int,
    now: datetime,
) -> int:
    """Somebody is away from ``van`` up to and including ``tot``; when that is now, waiting work moves at once.

    For oneself, or by a coördinator for everybody (sudden absence). Raises DomainError for a period that cannot be, and
    for a deputy who is away too; that also makes circles of deputies impossible.
    """
    if actor.id != medewerker_id and not can_lead(actor):
        raise NotAllowed("Alleen de coördinator kan een collega afwezig melden.")
    person, deputy = get_medewerker(session, medewerker_id), get_medewerker(session, vervanger_id)
    today = local_day(now)
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag. Controleer de datums.")
    if tot < today or tot - van > LONGEST:
        raise DomainError("Kies een periode die nog niet voorbij is en ten hoogste een jaar duurt.")
    if deputy.id == person.id:
        raise DomainError("Kies een collega als vervanger.")
    if not deputy.actief or not can_work_requests(as_actor(deputy)):
        raise DomainError(f"{deputy.naam} kan geen verzoeken behandelen. Kies een andere vervanger.")
    if _away_between(session, person.id, van, tot):
        raise DomainError(f"{person.naam} is in deze periode al afwezig gemeld. Pas die periode aan.")
    if _away_between(session, deputy.id, van, tot):
        raise DomainError(f"{deputy.naam} is in deze periode zelf afwezig. Kies een andere vervanger.")
    absence = Afwezigheid(medewerker_id=person.id, vervanger_id=deputy.id, van=van, tot=tot, aangemaakt_op=now)
    session.add(absence)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="afwezig-gemeld",
        object_type="medewerker",
        object_id=person.id,
        van=van.isoformat(),
        tot=tot.isoformat(),
        vervanger=deputy.id,
    )
    apply_absences(session, desk=desk, now=now)
    return absence.id


def end_absence(session: Session, *, desk: Desk, actor: Actor, absence_id: int, now: datetime) -> None:
    """Back earlier than planned (or never gone): the period ends yesterday and open work comes back at once."""
    absence = session.get(Afwezigheid, absence_id)
    if absence is None:
        raise NotFound("Deze afwezigheid bestaat niet (meer).")
    if actor.id != absence.medewerker_id and not can_lead(actor):
        raise NotAllowed("Alleen de coördinator kan de afwezigheid van een collega beëindigen.")
    yesterday = local_day(now) - timedelta(days=1)
    if absence.van > yesterday:
        session.delete(absence)
    else:
        absence.tot = min(absence.tot, yesterday)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="afwezigheid-beeindigd",
        object_type="medewerker",
        object_id=absence.medewerker_id,
    )
    apply_absences(session, desk=desk, now=now)


def list_absences(session: Session, *, today: date) -> tuple[AbsenceRow, ...]:
    """Everybody's periods that are not over, first day first."""
    found = session.scalars(select(Afwezigheid).where(Afwezigheid.tot >= today).order_by(Afwezigheid.van)).all()
    return tuple(
        AbsenceRow(a.id, a.medewerker_id, a.medewerker.naam, a.vervanger.naam, a.van, a.tot, a.van <= today)
        for a in found
    )


def apply_absences(session: Session, *, desk: Desk, now: datetime) -> int:
    """Move what waits on somebody who is away, give back what belongs to who is back; how many requests moved."""
    today = local_day(now)
    staff = {person.id: person for person in load_staff(session, today)}
    return _give_back(session, desk, staff, now) + _move_away(session, desk, staff, now)


def cover(session: Session, desk: Desk, request: Contactverzoek, now: datetime) -> None:
    """This request waits on us now: when its owner is away, the deputy gets it at once."""
    today = local_day(now)
    if request.eigenaar_id is None or request.eigenaar_id not in deputies_on(session, today):
        return
    staff = {person.id: person for person in load_staff(session, today)}
    _to_deputy(session, desk, request, staff, now)


def _away_between(session: Session, medewerker_id: int, van: date, tot: date) -> bool:
    overlap = select(Afwezigheid.id).where(
        Afwezigheid.medewerker_id == medewerker_id, Afwezigheid.van <= tot, Afwezigheid.tot >= van
    )
    return session.scalar(overlap.limit(1)) is not None


def _move_away(session: Session, desk: Desk, staff: Mapping[int, Collega], now: datetime) -> int:
    away = [person.id for person in staff.values() if person.absent]
    if not away:
        return 0
    waiting = session.scalars(
        select(Contactverzoek)
        .where(Contactverzoek.eigenaar_id.in_(away), Contactverzoek.status.in_(ON_US))
        .order_by(Contactverzoek.beloofd_op, Contactverzoek.id)
        .with_for_update()
    ).all()
    moved: dict[tuple[int | None, str], list[Contactverzoek]] = defaultdict(list)
    for request in waiting:
        absent = _to_deputy(session, desk, request, staff, now)
        moved[request.eigenaar_id, absent].append(request)
    for (_deputy, absent), requests in moved.items():
        notifications.hand_over_work(session, desk, "waarneming", requests, absent, now)
    return len(waiting)


def _to_deputy(
    session: Session, desk: Desk, request: Contactverzoek, staff: Mapping[int, Collega], now: datetime
) -> str:
    """Give it to the working deputy of its owner, else to the desk; returns the name of the absent owner."""
    absent = staff[request.eigenaar_id or 0]
    deputy = working_deputy(absent, staff, [])
    goes_back_to = request.waarneming_voor_id or absent.id
    colleague = session.get(Medewerker, deputy.id) if deputy else None
    give(session, request, colleague, actor="systeem", now=now, why="afwezig", for_absent=goes_back_to)
    name = colleague.naam if colleague else "Een medewerker van het loket"
    say(request, Soort.SYSTEEM, f"{absent.naam} is afwezig. {name} beantwoordt uw vraag.", now=now)
    touch(request, now)
    notifications.tell_deputy(session, desk, request, absent.naam, now)
    return absent.naam


def _give_back(session: Session, desk: Desk, staff: Mapping[int, Collega], now: datetime) -> int:
    back = [person.id for person in staff.values() if person.working]
    returning = session.scalars(
        select(Contactverzoek)
        .where(Contactverzoek.waarneming_voor_id.in_(back), Contactverzoek.status.in_(OPEN))
        .order_by(Contactverzoek.beloofd_op, Contactverzoek.id)
        .with_for_update()
    ).all()
    returned: dict[int, list[Contactverzoek]] = defaultdict(list)
    for request in returning:
        owner = session.get_one(Medewerker, request.waarneming_voor_id)
        stand_in = request.eigenaar.naam if request.eigenaar else "het loket"
        give(session, request, owner, actor="systeem", now=now, why="terug")
        say(request, Soort.NOTITIE, f"{owner.naam} is terug. Waargenomen door {stand_in}.", now=now)
        say(request, Soort.SYSTEEM, f"{owner.naam} is terug en beantwoordt uw vraag weer.", now=now)
        touch(request, now)
        returned[owner.id].append(request)
    for requests in returned.values():
        notifications.hand_over_work(session, desk, "terug", requests, "", now)
    return len(returning)
