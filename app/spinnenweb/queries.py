"""What screens show of groepen. Before a session closes that never depends on what people answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.permissions import Actor, can_lead
from app.core.errors import NotAllowed, NotFound
from app.core.text import clean_line
from app.spinnenweb.models import Groep, Spinnenwebinzending, Spinnenwebsessie
from app.spinnenweb.permissions import can_manage, can_open
from app.spinnenweb.services import NO_CODE
from app.spinnenweb.statistics import Told, from_json

PAGE = 200


@dataclass(frozen=True, slots=True)
class Sessie:
    """One session for a screen. ``told``: by Groep, None when nothing may be told; empty while it can be filled in."""

    code: str
    naam: str
    kvk_nummer: str | None
    web: str
    versie: int
    door: str
    geopend_op: datetime
    open_tot: datetime
    gesloten_op: datetime | None
    bewaren_tot: datetime
    is_open: bool
    told: Mapping[Groep, Told | None]


def find_session(session: Session, code: str, now: datetime) -> Sessie:
    """For whoever has the code. Raises ``NotFound``."""
    return _shown(_row(session, code), now)


def get_session(session: Session, actor: Actor, code: str, now: datetime) -> Sessie:
    """For the person who leads it. Raises ``NotFound`` and ``NotAllowed``."""
    row = _row(session, code)
    if not can_manage(actor, row):
        raise NotAllowed("Deze groep is van een collega. Vraag het aan uw coördinator.")
    return _shown(row, now)


def count_forms(session: Session, code: str) -> dict[Groep, int]:
    """How many forms came in, for the person who leads an open session; zero after closing."""
    rows = session.execute(
        select(Spinnenwebinzending.groep, func.count().label("number"))
        .join(Spinnenwebinzending.sessie)
        .where(Spinnenwebsessie.code == code)
        .group_by(Spinnenwebinzending.groep)
    ).all()
    counts = {row.groep: row.number for row in rows}
    return {groep: counts.get(groep.value, 0) for groep in Groep}


def list_sessions(session: Session, actor: Actor, now: datetime) -> list[Sessie]:
    """The newest sessions this person may see, at most 200."""
    newest = _visible(actor).order_by(Spinnenwebsessie.geopend_op.desc(), Spinnenwebsessie.id.desc()).limit(PAGE)
    return [_shown(row, now) for row in session.scalars(newest)]


def list_over_time(
    session: Session, actor: Actor, now: datetime, *, naam: str = "", kvk_nummer: str | None = None
) -> list[Sessie]:
    """Closed sessions of one werkgever (by KvK-nummer) or else of one groep (by name), oldest first, at most 200."""
    same = (
        Spinnenwebsessie.kvk_nummer == kvk_nummer
        if kvk_nummer
        else Spinnenwebsessie.reeks == clean_line(naam).casefold()
    )
    wanted = _visible(actor).where(same, Spinnenwebsessie.gesloten_op.is_not(None))
    rows = session.scalars(wanted.order_by(Spinnenwebsessie.geopend_op, Spinnenwebsessie.id).limit(PAGE))
    return [_shown(row, now) for row in rows]


def _visible(actor: Actor) -> Select[Spinnenwebsessie]:
    """The same policy as ``can_manage``, as a query."""
    every = select(Spinnenwebsessie).options(joinedload(Spinnenwebsessie.medewerker))
    if can_lead(actor):
        return every
    return every.where(Spinnenwebsessie.medewerker_id == actor.id if can_open(actor) else false())


def _row(session: Session, code: str) -> Spinnenwebsessie:
    row = session.scalar(
        select(Spinnenwebsessie).options(joinedload(Spinnenwebsessie.medewerker)).where(Spinnenwebsessie.code == code)
    )
    if row is None:
        raise NotFound(NO_CODE)
    return row


def _shown(row: Spinnenwebsessie, now: datetime) -> Sessie:
    return Sessie(
        code=row.code,
        naam=row.naam,
        kvk_nummer=row.kvk_nummer,
        web=row.web,
        versie=row.versie,
        door=row.medewerker.naam,
        geopend_op=row.geopend_op,
        open_tot=row.open_tot,
        gesloten_op=row.gesloten_op,
        bewaren_tot=row.bewaren_tot,
        is_open=row.is_open(now),
        told={} if row.uitslag is None else {groep: from_json(row.uitslag[groep.value]) for groep in Groep},
    )
