"""When somebody gets back to a werkgever: proposed from a placement and its regelingen, or planned by hand.

``propose`` is pure: a placement, the plan of the desk and the facts of the content in, days with a reason out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.permissions import Actor, can_work_desk, can_work_requests
from app.contact.dossier_models import Opvolging, OpvolgingStand, Plaatsing
from app.contact.models import Werkgever
from app.contact.office import Opvolgplan
from app.contact.promise import local_day
from app.core.errors import DomainError, NotAllowed
from app.core.text import clean_line, mask_bsn
from app.kennisbank.facts import Facts, dutch_date
from app.keuzehulp.terms import add_months, shift

AHEAD = timedelta(days=7)
LONGEST_WHY = 300
FARTHEST = timedelta(days=5 * 366)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day to get back to a werkgever. sleutel: why, so that the same reason is proposed once per placement.

    uiterlijk: the last day on which it still helps; a term that ends soon is proposed for today.
    """

    sleutel: str
    op: date
    waarom: str
    uiterlijk: date


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One follow-up in a list. ``dagen``: days until it (negative: over)."""

    id: int
    werkgever_id: int
    werkgever: str
    accountmanager: str | None
    plaatsing: str | None
    op: date
    dagen: int
    waarom: str
    stand: OpvolgingStand


def end_of(slug: str, start: date, decided: date | None, plan: Opvolgplan, facts: Facts) -> date | None:
    """The last day of a regeling: of the decision, else counted from the start with the term in the content.

    None when neither is known.
    """
    if decided is not None:
        return decided
    for term in plan.termijnen:
        value = facts.value(term.feit, start) if term.regeling == slug and term.feit else None
        if value is not None:
            return shift(start, value, 1) - timedelta(days=1)
    return None


def propose(
    start: date, regelingen: Iterable[tuple[str, date | None]], plan: Opvolgplan, facts: Facts
) -> tuple[Proposal, ...]:
    """The days for a placement that began in the month of ``start``, with (slug, last day of the decision) of its
    regelingen; the first day first.
    """
    found = [
        Proposal(f"moment-{moment.maanden}", day, moment.waarom, day)
        for moment in plan.momenten
        for day in [add_months(start, moment.maanden)]
    ]
    for slug, decided in regelingen:
        last = end_of(slug, start, decided, plan, facts)
        term = next((t for t in plan.termijnen if t.regeling == slug), None)
        if last is None or term is None:
            continue
        why = term.waarom.replace("{datum}", dutch_date(last))
        before = last - timedelta(weeks=term.weken_vooraf)
        found.append(Proposal(f"termijn-{slug}-{last.isoformat()}", before, why, last))
    return tuple(sorted(found, key=lambda proposal: (proposal.op, proposal.sleutel)))


def plan_followups(
    session: Session, placement: Plaatsing, *, plan: Opvolgplan, facts: Facts, now: datetime
) -> tuple[Opvolging, ...]:
    """Store what is proposed for a placement and not over yet; doing it twice gives nothing new.

    A term that was proposed for another day (the decision changed) lapses.
    """
    today = local_day(now)
    used = [(r["slug"], date.fromisoformat(r["tot"]) if r["tot"] else None) for r in placement.regelingen]
    proposals = {f"p{placement.id}-{p.sleutel}": p for p in propose(placement.startmaand, used, plan, facts)}
    known = {o.sleutel: o for o in session.scalars(select(Opvolging).where(Opvolging.plaatsing_id == placement.id))}
    for key, planned in known.items():
        if key not in proposals and planned.stand == OpvolgingStand.GEPLAND and "-termijn-" in key:
            planned.stand, planned.afgehandeld_op = OpvolgingStand.VERVALLEN, now
    made = [
        Opvolging(
            werkgever_id=placement.werkgever_id,
            plaatsing_id=placement.id,
            sleutel=key,
            op=max(proposal.op, today),
            waarom=proposal.waarom,
            stand=OpvolgingStand.GEPLAND,
            aangemaakt_op=now,
        )
        for key, proposal in proposals.items()
        if key not in known and proposal.uiterlijk >= today
    ]
    session.add_all(made)
    session.flush()
    return tuple(made)


def add_followup(
    session: Session, *, werkgever_id: int, op: date, waarom: str, now: datetime, key: str | None = None
) -> Opvolging:
    """A day that a colleague chose; the caller checks who may. The same key gives the same row. Raises DomainError."""
    today = local_day(now)
    waarom, _masked = mask_bsn(clean_line(waarom))
    if not waarom or len(waarom) > LONGEST_WHY:
        raise DomainError(f"Schrijf in ten hoogste {LONGEST_WHY} tekens waarom u terugkomt.")
    if not today <= op <= today + FARTHEST:
        raise DomainError("Kies een dag vanaf vandaag, en binnen vijf jaar.")
    key = key or secrets.token_urlsafe(12)
    known = session.scalar(select(Opvolging).where(Opvolging.werkgever_id == werkgever_id, Opvolging.sleutel == key))
    if known is not None:
        return known
    made = Opvolging(
        werkgever_id=werkgever_id,
        plaatsing_id=None,
        sleutel=key,
        op=op,
        waarom=waarom,
        stand=OpvolgingStand.GEPLAND,
        aangemaakt_op=now,
    )
    session.add(made)
    session.flush()
    return made


@lru_cache(maxsize=2)
def _count_due(desk: bool) -> Select[int, int]:
    """How many are due by ``tot`` and how many before ``vandaag``, of the werkgevers of ``wie``; built once."""
    planned, employers = Opvolging.__table__.c, Werkgever.__table__.c
    mine: ColumnElement[bool] = employers.accountmanager_id.in_(bindparam("wie", expanding=True))
    return (
        select(func.count(), func.count().filter(planned.op < bindparam("vandaag")))
        .join_from(Opvolging.__table__, Werkgever.__table__)
        .where(
            planned.stand == OpvolgingStand.GEPLAND,
            planned.op <= bindparam("tot"),
            or_(mine, employers.accountmanager_id.is_(None)) if desk else mine,
        )
    )


def count_due(session: Session, actor: Actor, *, today: date) -> tuple[int, int]:
    """How many follow-ups this person has within a week, and how many of them are over."""
    if not can_work_requests(actor):
        return 0, 0
    values = {"wie": sorted({actor.id, *actor.vervangt}), "vandaag": today, "tot": today + AHEAD}
    total, over = session.execute(_count_due(can_work_desk(actor)), values).one()
    return total, over


def list_due(session: Session, actor: Actor, *, today: date) -> tuple[FollowUpRow, ...]:
    """Follow-ups within a week of one's own werkgevers, and of those of whom one replaces; the oldest first.

    The desk also gets the werkgevers without accountmanager. At most a hundred. Raises NotAllowed.
    """
    if not can_work_requests(actor):
        raise NotAllowed("De werkplek is voor accountmanagers, het loket en coördinatoren.")
    found = session.scalars(
        select(Opvolging)
        .options(joinedload(Opvolging.werkgever).joinedload(Werkgever.accountmanager), joinedload(Opvolging.plaatsing))
        .join(Opvolging.werkgever)
        .where(_due(actor, today))
        .order_by(Opvolging.op, Opvolging.id)
        .limit(PAGE)
    )
    return tuple(followup_row(row, today) for row in found)


def followup_row(row: Opvolging, today: date) -> FollowUpRow:
    """One line for a list."""
    owner = row.werkgever.accountmanager
    return FollowUpRow(
        id=row.id,
        werkgever_id=row.werkgever_id,
        werkgever=row.werkgever.naam,
        accountmanager=owner.naam if owner else None,
        plaatsing=row.plaatsing.functie if row.plaatsing else None,
        op=row.op,
        dagen=(row.op - today).days,
        waarom=row.waarom,
        stand=OpvolgingStand(row.stand),
    )


def _due(actor: Actor, today: date) -> ColumnElement[bool]:
    owners = {actor.id, *actor.vervangt}
    mine: ColumnElement[bool] = Werkgever.accountmanager_id.in_(owners)
    if can_work_desk(actor):
        mine = or_(mine, Werkgever.accountmanager_id.is_(None))
    return and_(Opvolging.stand == OpvolgingStand.GEPLAND, Opvolging.op <= today + AHEAD, mine)
