"""Somebody leaves: all werkgevers are handed over at once after a preview, and only then the account can be closed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, can_lead, can_manage_accounts
from app.accounts.services import get_medewerker
from app.accounts.sign_in import end_all_sessions
from app.contact import handover_mail, notifications
from app.contact.handover import accountmanager, move_werkgever, take_along, words
from app.contact.links import Desk
from app.contact.models import Afwezigheid, Contactverzoek, VerzoekGast, Werkgever, WerkgeverEmail
from app.contact.promise import local_day
from app.contact.routing import Collega, RoutingFacts, route
from app.contact.rules import load_rules
from app.contact.staffing import load_staff
from app.contact.states import OPEN
from app.contact.team_models import Overdracht, Stand
from app.core import audit
from app.core.errors import Conflict, DomainError, NotAllowed
from app.kennisbank.region import Regio


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What happens to one werkgever, or (``werkgever_id`` None) to one request of somebody else's werkgever.

    naar_id: None means the desk. bereikbaar: False when there is no address, so somebody must call.
    """

    werkgever_id: int | None
    referentie: str | None
    naam: str
    gemeente: str | None
    open: int
    naar_id: int | None
    naar: str
    reden: str
    bereikbaar: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The preview. ``fingerprint`` comes back with the confirmation, so that what was seen is what happens."""

    naam: str
    rows: tuple[PlanRow, ...]

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps([asdict(row) for row in self.rows]).encode()).hexdigest()[:24]

    @property
    def per_colleague(self) -> tuple[tuple[str, int], ...]:
        """(name, number of rows), most first."""
        return tuple(Counter(row.naar for row in self.rows).most_common())


def plan_departure(session: Session, *, region: Regio, medewerker_id: int, to: int | None, now: datetime) -> Plan:
    """To whom everything of this person goes: to colleague ``to``, or (None) divided by the routing rules.

    Dividing counts each werkgever as one piece of work more, so that not everything falls to one person.
    """
    person = get_medewerker(session, medewerker_id)
    staff = tuple(p for p in load_staff(session, local_day(now)) if p.id != person.id)
    rules = load_rules(session)
    chosen = accountmanager(session, to, now) if to is not None else None
    if to == person.id:
        raise DomainError("Kies een andere collega dan wie vertrekt.")
    owned = session.scalars(
        select(Werkgever).where(Werkgever.accountmanager_id == person.id).order_by(Werkgever.naam, Werkgever.id)
    ).all()
    counts = _open_counts(session, [w.id for w in owned])
    reachable = _reachable(session, person.id)
    rows = []
    for werkgever in owned:
        naar_id: int | None
        if chosen is not None:
            naar_id, naar, why = chosen.id, chosen.naam, "Door u gekozen."
        else:
            gemeente = region.gemeente(werkgever.gemeente) if werkgever.gemeente else None
            decision = route(
                RoutingFacts(
                    staff=staff,
                    gemeente=werkgever.gemeente,
                    gemeente_naam=gemeente.naam if gemeente else None,
                    sector=werkgever.sector,
                    grootte=werkgever.grootte,
                    rules=rules,
                )
            )
            naar_id, why = decision.owner, decision.reason_staff
            naar = next((p.naam for p in staff if p.id == naar_id), "het loket")
            staff = _busier(staff, decision.owner, max(1, counts[werkgever.id]))
        rows.append(
            PlanRow(
                werkgever.id,
                None,
                werkgever.naam,
                werkgever.gemeente,
                counts[werkgever.id],
                naar_id,
                naar,
                why,
                werkgever.id in reachable,
            )
        )
    return Plan(person.naam, (*rows, *_loose(session, person, {p.id: p for p in staff})))


def hand_over_all(
    session: Session,
    *,
    desk: Desk,
    actor: Actor,
    medewerker_id: int,
    to: int | None,
    fingerprint: str,
    reason: str,
    summary: str,
    now: datetime,
) -> int:
    """Carry out the plan that was shown; how many werkgevers and requests moved. Coördinatoren only.

    Raises Conflict when the plan changed after the preview. Every werkgever is told by name and can object.
    """
    if not can_lead(actor):
        raise NotAllowed("Alleen de coördinator draagt alles van een collega over.")
    reason, summary = words(reason, summary)
    plan = plan_departure(session, region=desk.region, medewerker_id=medewerker_id, to=to, now=now)
    if plan.fingerprint != fingerprint:
        raise Conflict("Er is intussen iets veranderd. Bekijk het nieuwe voorstel en bevestig dan.")
    note = f"Overgedragen door {actor.naam}, omdat {plan.naam} stopt. Reden: {reason}\n\n{summary}"
    leaver = get_medewerker(session, medewerker_id)
    got: dict[int, list[Overdracht]] = {}
    for row in plan.rows:
        colleague = session.get_one(Medewerker, row.naar_id) if row.naar_id else None
        if row.werkgever_id is None:
            request = session.scalars(select(Contactverzoek).where(Contactverzoek.referentie == row.referentie)).one()
            take_along(session, request, colleague, actor=actor, note=note, now=now)
            notifications.tell_new_contact(session, desk, request, now)
            notifications.announce_assignment(session, desk, request, actor.naam, now)
            continue
        werkgever = session.get_one(Werkgever, row.werkgever_id)
        moved = move_werkgever(session, werkgever, colleague, actor=actor, note=note, now=now)
        if colleague is None:
            _tell_desk(session, desk, werkgever, moved, actor, now)
            handover_mail.tell_werkgever_of_desk(session, desk, werkgever, leaver, now)
            continue
        handover = Overdracht(
            werkgever_id=werkgever.id,
            van_id=medewerker_id,
            naar_id=colleague.id,
            door_id=actor.id,
            reden=reason,
            samenvatting=summary,
            stand=Stand.BEVESTIGD,
            voorgesteld_op=now,
            besloten_op=now,
        )
        session.add(handover)
        session.flush()
        handover_mail.tell_werkgever(session, desk, handover, now)
        got.setdefault(colleague.id, []).append(handover)
    for handovers in got.values():
        handover_mail.received(session, desk, handovers[0], len(handovers), actor.naam, now)
    _forget_in_waiting(session, medewerker_id, now)
    return len(plan.rows)


def list_blockers(session: Session, *, medewerker_id: int, today: date) -> tuple[str, ...]:
    """Why this account cannot be closed yet, as sentences; empty when it can."""
    owned = _count(session, select(func.count()).where(Werkgever.accountmanager_id == medewerker_id))
    waiting = _count(
        session,
        select(func.count()).where(Contactverzoek.eigenaar_id == medewerker_id, Contactverzoek.status.in_(OPEN)),
    )
    deputy = _count(
        session,
        select(func.count()).where(Afwezigheid.vervanger_id == medewerker_id, Afwezigheid.tot >= today),
    )
    asked = _count(
        session,
        select(func.count()).where(Overdracht.naar_id == medewerker_id, Overdracht.stand == Stand.VOORGESTELD),
    )
    found = (
        (owned, "Is nog vaste contactpersoon van werkgevers: %d."),
        (waiting, "Heeft nog open verzoeken: %d."),
        (deputy, "Is nog vervanger bij afwezigheid van een collega: %d keer."),
        (asked, "Moet nog beslissen over overdrachten: %d."),
    )
    return tuple(sentence % number for number, sentence in found if number)


def close_account(session: Session, *, actor: Actor, medewerker_id: int, now: datetime) -> None:
    """Nobody signs in with this account any more. Refused while anything still depends on this person."""
    if not can_manage_accounts(actor):
        raise NotAllowed("Alleen een beheerder sluit een account.")
    if actor.id == medewerker_id:
        raise DomainError("U kunt uw eigen account niet sluiten.")
    person = get_medewerker(session, medewerker_id)
    blockers = list_blockers(session, medewerker_id=medewerker_id, today=local_day(now))
    if blockers:
        raise DomainError(f"Dit account kan nog niet dicht. {' '.join(blockers)} Draag eerst alles over.")
    person.actief = False
    session.execute(update(Medewerker).where(Medewerker.vervanger_id == medewerker_id).values(vervanger_id=None))
    session.execute(delete(VerzoekGast).where(VerzoekGast.medewerker_id == medewerker_id))
    _forget_in_waiting(session, medewerker_id, now)
    end_all_sessions(session, medewerker_id)
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="account-gesloten",
        object_type="medewerker",
        object_id=medewerker_id,
    )


def reopen_account(session: Session, *, actor: Actor, medewerker_id: int, now: datetime) -> None:
    """This person works here again, without a password until one is set."""
    if not can_manage_accounts(actor):
        raise NotAllowed("Alleen een beheerder opent een account.")
    person = get_medewerker(session, medewerker_id)
    person.actief, person.wachtwoord_hash = True, None
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="account-geopend",
        object_type="medewerker",
        object_id=medewerker_id,
    )


def _busier(staff: tuple[Collega, ...], owner: int | None, more: int) -> tuple[Collega, ...]:
    return tuple(p._replace(open_load=p.open_load + more) if p.id == owner else p for p in staff)


def _loose(session: Session, person: Medewerker, staff: dict[int, Collega]) -> list[PlanRow]:
    """Open requests of this person at a werkgever of somebody else: to that colleague when working, else the desk."""
    found = session.scalars(
        select(Contactverzoek)
        .join(Contactverzoek.werkgever)
        .where(
            Contactverzoek.eigenaar_id == person.id,
            Contactverzoek.status.in_(OPEN),
            Werkgever.accountmanager_id.is_distinct_from(person.id),
        )
        .order_by(Contactverzoek.id)
    )
    rows = []
    for request in found:
        own = staff.get(request.werkgever.accountmanager_id or 0)
        working = own if own is not None and own.working else None
        rows.append(
            PlanRow(
                None,
                request.referentie,
                request.organisatie,
                request.gemeente,
                1,
                working.id if working else None,
                working.naam if working else "het loket",
                "Is de vaste accountmanager." if working else "De vaste accountmanager is er niet.",
            )
        )
    return rows


def _tell_desk(session: Session, desk: Desk, werkgever: Werkgever, moved: int, actor: Actor, now: datetime) -> None:
    if not moved:
        return
    requests = session.scalars(
        select(Contactverzoek).where(Contactverzoek.werkgever_id == werkgever.id, Contactverzoek.status.in_(OPEN))
    )
    for request in requests:
        notifications.announce_assignment(session, desk, request, actor.naam, now)


def _forget_in_waiting(session: Session, medewerker_id: int, now: datetime) -> None:
    """Nothing comes back to somebody who left; what a deputy answers stays with the deputy."""
    session.execute(
        update(Contactverzoek)
        .where(Contactverzoek.waarneming_voor_id == medewerker_id, Contactverzoek.status.in_(OPEN))
        .values(waarneming_voor_id=None)
    )


def _reachable(session: Session, medewerker_id: int) -> set[int]:
    """Werkgevers of this person of which there is an e-mail address."""
    own = Werkgever.accountmanager_id == medewerker_id
    asked = select(Contactverzoek.werkgever_id).join(Contactverzoek.werkgever)
    known = select(WerkgeverEmail.werkgever_id).join(WerkgeverEmail.werkgever)
    return {
        *session.scalars(asked.where(own, Contactverzoek.contact_email.contains("@")).distinct()),
        *session.scalars(known.where(own).distinct()),
    }


def _open_counts(session: Session, werkgevers: list[int]) -> Counter[int]:
    rows = session.execute(
        select(Contactverzoek.werkgever_id, func.count().label("open"))
        .where(Contactverzoek.werkgever_id.in_(werkgevers), Contactverzoek.status.in_(OPEN))
        .group_by(Contactverzoek.werkgever_id)
    )
    return Counter({row.werkgever_id: row.open for row in rows})


def _count(session: Session, statement: Select[int]) -> int:
    return session.scalar(statement) or 0
