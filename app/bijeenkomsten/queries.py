"""Reading lists: how full a meeting is, one person's own sign-up, and the list of the organiser."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.bijeenkomsten.meetings import Taken
from app.bijeenkomsten.models import Aanmelding, Deelnemerslijst, Stand
from app.bijeenkomsten.permissions import can_see_list
from app.bijeenkomsten.services import GONE, place_in_line
from app.core.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Mine:
    """One person's own sign-up. ``nummer``: place in the waiting list."""

    slug: str
    titel: str
    naam: str
    stand: Stand
    nummer: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the list of the organiser. ``nummer``: place in the waiting list."""

    id: int
    naam: str
    organisatie: str
    email: str
    stand: Stand
    nummer: int | None
    sinds: datetime


@dataclass(frozen=True, slots=True)
class Orphan:
    """A list of which the meeting is not in the content any more."""

    slug: str
    titel: str
    begint_op: datetime
    people: int


def taken_by_slug(session: Session) -> dict[str, Taken]:
    """How full every meeting with a list is."""
    counts: dict[int, dict[str, int]] = {}
    grouped = select(Aanmelding.lijst_id, Aanmelding.stand, func.count()).group_by(
        Aanmelding.lijst_id, Aanmelding.stand
    )
    for list_id, stand, number in session.execute(grouped):
        counts.setdefault(list_id, {})[stand] = number
    found = {}
    for lijst in session.scalars(select(Deelnemerslijst)):
        numbers = counts.get(lijst.id, {})
        why = (lijst.afgelast_reden or "-") if lijst.afgelast_op else None
        found[lijst.slug] = Taken(numbers.get(Stand.BEVESTIGD, 0), numbers.get(Stand.WACHTLIJST, 0), why)
    return found


def find_mine(session: Session, code: str) -> Mine:
    """The sign-up behind a link; raises ``NotFound`` when it is gone."""
    entry = session.scalar(select(Aanmelding).where(Aanmelding.code == code))
    if entry is None:
        raise NotFound(GONE)
    waits = entry.stand == Stand.WACHTLIJST
    number = place_in_line(session, entry) if waits else None
    return Mine(entry.lijst.slug, entry.lijst.titel, entry.naam, Stand(entry.stand), number)


def list_people(session: Session, actor: Actor, slug: str) -> tuple[Row, ...]:
    """Everybody with a place, then the waiting list in its order; not who did not confirm. Raises ``NotAllowed``."""
    if not can_see_list(actor):
        raise NotAllowed("Alleen een accountmanager of coördinator ziet wie er komt.")
    people = session.scalars(
        select(Aanmelding)
        .join(Aanmelding.lijst)
        .where(Deelnemerslijst.slug == slug, Aanmelding.stand != Stand.GEVRAAGD)
        .order_by(Aanmelding.rang)
    ).all()
    waiting = [entry.id for entry in people if entry.stand == Stand.WACHTLIJST]
    rows = [
        Row(
            id=entry.id,
            naam=entry.naam,
            organisatie=entry.organisatie or "",
            email=entry.email,
            stand=Stand(entry.stand),
            nummer=waiting.index(entry.id) + 1 if entry.id in waiting else None,
            sinds=entry.bevestigd_op or entry.gevraagd_op,
        )
        for entry in people
    ]
    placed = sorted((row for row in rows if row.nummer is None), key=lambda row: (row.naam.casefold(), row.id))
    return (*placed, *(row for row in rows if row.nummer is not None))


def list_orphans(session: Session, known: Collection[str]) -> tuple[Orphan, ...]:
    """Lists with people whose meeting was renamed or thrown away; somebody must tell them."""
    found = session.execute(
        select(Deelnemerslijst.slug, Deelnemerslijst.titel, Deelnemerslijst.begint_op, func.count())
        .join(Aanmelding)
        .where(Aanmelding.stand != Stand.GEVRAAGD)
        .group_by(Deelnemerslijst.id)
        .order_by(Deelnemerslijst.begint_op)
    )
    return tuple(Orphan(slug, titel, begins, people) for slug, titel, begins, people in found if slug not in known)
