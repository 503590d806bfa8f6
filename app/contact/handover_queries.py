"""Hand-overs as screens show them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol, can_lead
from app.contact.handover import can_hand_over
from app.contact.models import Contactverzoek, Werkgever
from app.contact.states import OPEN
from app.contact.team_models import Overdracht, Stand
from app.core.errors import NotAllowed, NotFound

MOST = 50


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One hand-over. ``bezwaar``: the werkgever objected and a coördinator must still call."""

    id: int
    werkgever: str
    van: str | None
    naar: str
    stand: Stand
    voorgesteld_op: datetime
    bezwaar: bool


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The page of one hand-over, with what this colleague may do. ``open``: (referentie, subject) of open requests."""

    row: HandoverRow
    werkgever_id: int
    gemeente: str | None
    door: str
    reden: str
    samenvatting: str
    besloten_op: datetime | None
    bezwaar_op: datetime | None
    open: tuple[tuple[str, str], ...]
    mag_beslissen: bool
    mag_intrekken: bool
    mag_afhandelen: bool


@dataclass(frozen=True, slots=True)
class Handovers:
    """The lists of one colleague; ``bezwaren`` is empty unless this is a coördinator."""

    aan_mij: tuple[HandoverRow, ...]
    lopend: tuple[HandoverRow, ...]
    bezwaren: tuple[HandoverRow, ...]
    klaar: tuple[HandoverRow, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A werkgever that can be handed over, with the colleagues it can go to: (id, name)."""

    id: int
    naam: str
    van: str | None
    open: int
    collegas: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class EmployerHandover:
    """What the werkgever reads behind the link."""

    van: str | None
    naar: str
    bezwaar: bool


def list_handovers(session: Session, actor: Actor) -> Handovers:
    """What waits for me, what runs, objections that wait, and the last fifty that were decided."""
    mine = or_(
        Overdracht.naar_id == actor.id,
        Overdracht.van_id.in_({actor.id, *actor.vervangt}),
        Overdracht.door_id == actor.id,
    )
    seen = _rows() if can_lead(actor) else _rows().where(mine)
    waiting = _list(session, seen.where(Overdracht.stand == Stand.VOORGESTELD).order_by(Overdracht.voorgesteld_op))
    objections = seen.where(Overdracht.bezwaar_op.is_not(None), Overdracht.bezwaar_klaar_op.is_(None))
    asked = select(Overdracht.id).where(Overdracht.naar_id == actor.id, Overdracht.stand == Stand.VOORGESTELD)
    to_me = set(session.scalars(asked))
    done = seen.where(Overdracht.stand != Stand.VOORGESTELD).order_by(Overdracht.besloten_op.desc()).limit(MOST)
    return Handovers(
        aan_mij=tuple(row for row in waiting if row.id in to_me),
        lopend=tuple(row for row in waiting if row.id not in to_me),
        bezwaren=_list(session, objections.order_by(Overdracht.bezwaar_op)),
        klaar=_list(session, done),
    )


def get_handover_view(session: Session, actor: Actor, handover_id: int) -> HandoverView:
    """Raises NotFound, or NotAllowed for who has no part in it."""
    found = session.scalar(_rows().where(Overdracht.id == handover_id))
    if found is None:
        raise NotFound("Deze overdracht bestaat niet (meer).")
    part = {found.naar_id, found.door_id, found.van_id} & {actor.id, *actor.vervangt}
    if not part and not can_lead(actor):
        raise NotAllowed("Deze overdracht is van collega's. Vraag de coördinator als u haar nodig hebt.")
    waiting = found.stand == Stand.VOORGESTELD
    requests = session.execute(
        select(Contactverzoek.referentie, Contactverzoek.onderwerp)
        .where(Contactverzoek.werkgever_id == found.werkgever_id, Contactverzoek.status.in_(OPEN))
        .order_by(Contactverzoek.id)
    )
    return HandoverView(
        row=_row(found),
        werkgever_id=found.werkgever_id,
        gemeente=found.werkgever.gemeente,
        door=found.door.naam,
        reden=found.reden,
        samenvatting=found.samenvatting,
        besloten_op=found.besloten_op,
        bezwaar_op=found.bezwaar_op,
        open=tuple((row.referentie, row.onderwerp) for row in requests),
        mag_beslissen=waiting and found.naar_id == actor.id,
        mag_intrekken=waiting and (found.door_id == actor.id or can_hand_over(actor, found.werkgever)),
        mag_afhandelen=can_lead(actor) and _row(found).bezwaar,
    )


def get_candidate(session: Session, actor: Actor, werkgever_id: int) -> Candidate:
    """The werkgever to hand over. Raises NotFound or NotAllowed."""
    werkgever = session.get(Werkgever, werkgever_id)
    if werkgever is None:
        raise NotFound("Deze werkgever bestaat niet (meer).")
    if not can_hand_over(actor, werkgever):
        raise NotAllowed("Alleen de vaste accountmanager of de coördinator draagt een werkgever over.")
    people = session.scalars(select(Medewerker).where(Medewerker.actief.is_(True)).order_by(Medewerker.naam))
    waiting = select(func.count()).where(Contactverzoek.werkgever_id == werkgever.id, Contactverzoek.status.in_(OPEN))
    return Candidate(
        werkgever.id,
        werkgever.naam,
        werkgever.accountmanager.naam if werkgever.accountmanager else None,
        session.scalar(waiting) or 0,
        tuple((p.id, p.naam) for p in people if Rol.ACCOUNTMANAGER in p.rollen and p.id != werkgever.accountmanager_id),
    )


def get_employer_handover(session: Session, handover_id: int) -> EmployerHandover:
    """Names only; raises NotFound."""
    found = session.scalar(_rows().where(Overdracht.id == handover_id, Overdracht.stand == Stand.BEVESTIGD))
    if found is None:
        raise NotFound("Deze overdracht bestaat niet (meer). Bel ons als u iemand anders wilt spreken.")
    return EmployerHandover(found.van.naam if found.van else None, found.naar.naam, found.bezwaar_op is not None)


def _rows() -> Select[Overdracht]:
    return select(Overdracht).options(
        joinedload(Overdracht.werkgever),
        joinedload(Overdracht.van),
        joinedload(Overdracht.naar),
        joinedload(Overdracht.door),
    )


def _list(session: Session, statement: Select[Overdracht]) -> tuple[HandoverRow, ...]:
    return tuple(_row(found) for found in session.scalars(statement))


def _row(found: Overdracht) -> HandoverRow:
    return HandoverRow(
        found.id,
        found.werkgever.naam,
        found.van.naam if found.van else None,
        found.naar.naam,
        Stand(found.stand),
        found.voorgesteld_op,
        found.bezwaar_op is not None and found.bezwaar_klaar_op is None,
    )
