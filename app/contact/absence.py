"""Absence: a registered period with a named deputy. Nobody leaves waiting work behind, and everything comes back.

``apply_absences`` is called now and then by the worker and does both directions: what waits on us moves to the deputy
when the absence begins, and what is still open goes back when it ends. Doing it twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, can_lead, can_work_requests
from app.accounts.services import as_actor, get_medewerker
from app.contact import notifications
from app.contact.links import Desk
from app.contact.models import Afwezigheid, Contactverzoek, Werkgever
from app.contact.promise import local_day
from app.contact.queries import PAGE, InboxRow, inbox_row, request_rows
from app.contact.routing import Collega, working_deputy
from app.contact.staffing import deputies_on, load_staff
from app.contact.states import ON_US, OPEN, Soort
from app.contact.steps import give, say, touch
from app.core import audit
from app.core.clock import AMSTERDAM
from app.core.errors import DomainError, NotAllowed, NotFound

LONGEST = timedelta(days=366)
MOVED = "waarneming-"
"""Begins the key of the message that says who answers meanwhile."""
HAND_BACK_DAYS = 14


@dataclass(frozen=True, slots=True)
class HandBack:
    """What happened while somebody was away; ``rows``: own requests that changed since the first day, newest first."""

    van: date
    tot: date
    vervanger: str
    rows: tuple[InboxRow, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the calendar, from Monday ``begin``, with everybody who is away in it."""

    begin: date
    rows: tuple[AbsenceRow, ...]


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


def calendar_weeks(rows: Sequence[AbsenceRow], *, today: date, count: int = 8) -> tuple[Week, ...]:
    """This week and the next ones, with the periods that touch their Monday to Friday."""
    first = today - timedelta(days=today.weekday())
    mondays = [first + timedelta(weeks=n) for n in range(count)]
    return tuple(
        Week(day, tuple(r for r in rows if r.van <= day + timedelta(days=4) and r.tot >= day)) for day in mondays
    )


def last_hand_back(session: Session, *, medewerker_id: int, today: date) -> HandBack | None:
    """For somebody who came back less than two weeks ago: at most 50 own requests that changed meanwhile."""
    absence = session.scalar(
        select(Afwezigheid)
        .where(
            Afwezigheid.medewerker_id == medewerker_id,
            Afwezigheid.tot < today,
            Afwezigheid.tot >= today - timedelta(days=HAND_BACK_DAYS),
        )
        .order_by(Afwezigheid.tot.desc())
        .limit(1)
    )
    if absence is None:
        return None
    begin = datetime.combine(absence.van, time(), AMSTERDAM)
    changed = session.scalars(
        request_rows()
        .join(Contactverzoek.werkgever)
        .where(
            or_(Contactverzoek.eigenaar_id == medewerker_id, Werkgever.accountmanager_id == medewerker_id),
            Contactverzoek.gewijzigd_op >= begin,
        )
        .order_by(Contactverzoek.gewijzigd_op.desc())
        .limit(PAGE)
    )
    rows = tuple(inbox_row(request, today) for request in changed)
    return HandBack(absence.van, absence.tot, absence.vervanger.naam, rows)


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
    text = f"{absent.naam} is afwezig. {name} beantwoordt uw vraag."
    say(request, Soort.SYSTEEM, text, now=now, key=f"{MOVED}{request.versie}")
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
        say(request, Soort.NOTITIE, f"{owner.naam} is terug. {_what_happened(request, stand_in)}", now=now)
        say(request, Soort.SYSTEEM, f"{owner.naam} is terug en beantwoordt uw vraag weer.", now=now)
        touch(request, now)
        returned[owner.id].append(request)
    for requests in returned.values():
        notifications.hand_over_work(session, desk, "terug", requests, "", now)
    return len(returning)


def _what_happened(request: Contactverzoek, stand_in: str) -> str:
    """The hand-back in one or two sentences: who looked after it, and how much was said since the absence began."""
    moved = [n for n, message in enumerate(request.berichten) if (message.sleutel or "").startswith(MOVED)]
    since = request.berichten[moved[0] + 1 :] if moved else request.berichten
    asked = sum(m.soort == Soort.WERKGEVER for m in since)
    answered = sum(m.soort == Soort.MEDEWERKER for m in since)
    return (
        f"Waargenomen door {stand_in}. In die tijd: {_number(asked, 'bericht van de werkgever')}, "
        f"{_number(answered, 'antwoord')}. {'Er is antwoord nodig.' if request.status in ON_US else ''}".rstrip()
    )


def _number(count: int, word: str) -> str:
    first, _space, rest = word.partition(" ")
    plural = {"bericht": "berichten", "antwoord": "antwoorden"}[first]
    return f"{count or 'geen'} {first if count == 1 else plural}{f' {rest}' if rest else ''}"
