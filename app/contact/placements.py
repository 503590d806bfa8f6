"""Placements of a werkgever: which job, from which month, with which regelingen. Never who."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.contact.dossier import addresses_of, require_dossier
from app.contact.dossier_models import Opvolging, OpvolgingStand, Plaatsing
from app.contact.followups import plan_followups
from app.contact.models import Werkgever
from app.contact.office import Opvolgplan
from app.contact.promise import local_day
from app.core import audit
from app.core.errors import DomainError, NotFound
from app.core.text import clean_line, mask_bsn
from app.kennisbank.facts import Facts

LONGEST_JOB = 120
MOST_REGELINGEN = 8
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What placements need of the content: the plan of the desk, the facts, and the regelingen that exist."""

    plan: Opvolgplan
    facts: Facts
    known: frozenset[str]


def note_placement(
    session: Session,
    *,
    actor: Actor,
    werkgever_id: int,
    functie: str,
    startmaand: date,
    regelingen: Iterable[tuple[str, date | None]],
    terms: Terms,
    now: datetime,
    checkin_email: str | None = None,
) -> Plaatsing:
    """Somebody begins (or began) here; the follow-ups are planned at once. Raises DomainError.

    startmaand: any day of the month. regelingen: (slug, last day according to the decision, or None). checkin_email:
    a confirmed address that gets the check-ins of the planned moments.
    """
    werkgever = require_dossier(session, actor, werkgever_id)
    _check_address(session, werkgever, checkin_email)
    functie, _masked = mask_bsn(clean_line(functie))
    if not functie or len(functie) > LONGEST_JOB:
        raise DomainError(f"Vul in ten hoogste {LONGEST_JOB} tekens de functie in. Geen naam.")
    start, today = startmaand.replace(day=1), local_day(now)
    if not EARLIEST <= start <= date(today.year + 2, 12, 1):
        raise DomainError("Kies een startmaand tussen 2000 en over twee jaar.")
    used = _checked(regelingen, start, terms)
    same = session.scalars(
        select(Plaatsing).where(
            Plaatsing.werkgever_id == werkgever_id, Plaatsing.functie == functie, Plaatsing.startmaand == start
        )
    ).first()
    if same is not None and same.aangemaakt_op == now:  # the same form, sent twice at once
        return same
    placement = Plaatsing(
        werkgever_id=werkgever_id,
        functie=functie,
        startmaand=start,
        regelingen=used,
        checkin_email=checkin_email,
        medewerker_id=actor.id,
        aangemaakt_op=now,
    )
    session.add(placement)
    session.flush()
    plan_followups(session, placement, plan=terms.plan, facts=terms.facts, now=now)
    _audit(session, actor, "plaatsing-genoteerd", placement, now)
    return placement


def set_end_dates(
    session: Session,
    *,
    actor: Actor,
    placement_id: int,
    einddatums: dict[str, date | None],
    terms: Terms,
    now: datetime,
) -> None:
    """The decision of the uitvoerder came (or changed): the follow-ups are planned again. Raises DomainError."""
    placement = _find(session, actor, placement_id)
    used = [(r["slug"], einddatums.get(r["slug"])) for r in placement.regelingen]
    placement.regelingen = _checked(used, placement.startmaand, terms)
    plan_followups(session, placement, plan=terms.plan, facts=terms.facts, now=now)
    _audit(session, actor, "plaatsing-gewijzigd", placement, now)


def choose_checkins(session: Session, *, actor: Actor, placement_id: int, email: str | None, now: datetime) -> None:
    """Where the check-ins of the planned moments go from now on; None: nobody is mailed. Raises DomainError."""
    placement = _find(session, actor, placement_id)
    _check_address(session, placement.werkgever, email)
    if placement.beeindigd_op is not None:
        raise DomainError("Deze plaatsing is voorbij. Er gaan geen check-ins meer uit.")
    if placement.checkin_email != email:
        placement.checkin_email = email
        _audit(session, actor, "checkins-gekozen", placement, now)


def end_placement(session: Session, *, actor: Actor, placement_id: int, now: datetime) -> None:
    """The job is over: what was planned for it lapses. Doing it twice changes nothing."""
    placement = _find(session, actor, placement_id)
    if placement.beeindigd_op is not None:
        return
    placement.beeindigd_op, placement.checkin_email = local_day(now), None
    planned = select(Opvolging).where(Opvolging.plaatsing_id == placement.id, Opvolging.stand == OpvolgingStand.GEPLAND)
    for followup in session.scalars(planned):
        followup.stand, followup.afgehandeld_op = OpvolgingStand.VERVALLEN, now
    _audit(session, actor, "plaatsing-beeindigd", placement, now)


def _find(session: Session, actor: Actor, placement_id: int) -> Plaatsing:
    placement = session.get(Plaatsing, placement_id)
    if placement is None:
        raise NotFound("Deze plaatsing bestaat niet (meer).")
    require_dossier(session, actor, placement.werkgever_id)
    return placement


def _check_address(session: Session, werkgever: Werkgever, email: str | None) -> None:
    if email is not None and email not in addresses_of(session, werkgever):
        raise DomainError("Kies een e-mailadres uit de lijst.")


def _checked(regelingen: Iterable[tuple[str, date | None]], start: date, terms: Terms) -> list[dict[str, str | None]]:
    used = dict(regelingen)
    if len(used) > MOST_REGELINGEN or not set(used) <= terms.known:
        raise DomainError(f"Kies ten hoogste {MOST_REGELINGEN} regelingen uit de lijst.")
    if any(last is not None and not start <= last <= date(start.year + 50, 1, 1) for last in used.values()):
        raise DomainError("Een einddatum ligt na de startmaand. Controleer de datums.")
    return [{"slug": slug, "tot": last.isoformat() if last else None} for slug, last in used.items()]


def _audit(session: Session, actor: Actor, action: str, placement: Plaatsing, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action=action,
        object_type="werkgever",
        object_id=placement.werkgever_id,
        plaatsing=placement.id,
    )
