"""What coördinator and beheerder change about colleagues. Nobody can drop a task that werkgevers depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.hours import stored_hours
from app.accounts.links import drop_links
from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol, can_lead, can_manage_accounts
from app.accounts.services import WERKDAGEN, create_medewerker, get_medewerker, normal_email
from app.contact.departure import list_blockers
from app.contact.models import Afwezigheid, Contactverzoek, Territorium, Werkgever
from app.contact.promise import local_day
from app.contact.staffing import WORKING_ROLES, open_loads
from app.contact.states import ON_US
from app.contact.territory import set_territory
from app.core import audit
from app.core.errors import DomainError, NotAllowed
from app.core.text import clean_line
from app.kennisbank.region import Regio

FULL_TIME = 36


@dataclass(frozen=True, slots=True)
class Person:
    """One colleague for the team page. ``per_fulltime``: open requests for every 36 contract hours, rounded.

    ``werktijden``: per day "9.00-17.00"; a working day that is not in it follows the office hours.
    """

    id: int
    naam: str
    email: str
    telefoon: str | None
    organisatie: str | None
    rollen: tuple[Rol, ...]
    werkdagen: tuple[str, ...]
    werktijden: Mapping[str, str]
    uren: int
    vol: bool
    actief: bool
    vervanger_id: int | None
    vervanger: str | None
    gemeenten: tuple[str, ...]
    open: int
    laat: int
    per_fulltime: int
    werkgevers: int
    afwezig_tot: date | None


def list_people(session: Session, actor: Actor, *, today: date) -> tuple[Person, ...]:
    """Everybody, working colleagues first, by name; six queries whatever the history."""
    _require_team(actor)
    loads, late = open_loads(session), _late(session, today)
    owned = {
        row.accountmanager_id: row.aantal
        for row in session.execute(
            select(Werkgever.accountmanager_id, func.count().label("aantal")).group_by(Werkgever.accountmanager_id)
        )
    }
    areas: dict[int, list[str]] = {}
    for row in session.execute(select(Territorium.medewerker_id, Territorium.gemeente).order_by(Territorium.gemeente)):
        areas.setdefault(row.medewerker_id, []).append(row.gemeente)
    away = {
        row.medewerker_id: row.tot
        for row in session.execute(
            select(Afwezigheid.medewerker_id, Afwezigheid.tot).where(Afwezigheid.van <= today, Afwezigheid.tot >= today)
        )
    }
    people = session.scalars(select(Medewerker).order_by(Medewerker.actief.desc(), Medewerker.naam)).all()
    names = {p.id: p.naam for p in people}
    return tuple(
        Person(
            id=p.id,
            naam=p.naam,
            email=p.email,
            telefoon=p.telefoon,
            organisatie=p.organisatie,
            rollen=tuple(Rol(rol) for rol in p.rollen),
            werkdagen=tuple(p.werkdagen),
            werktijden=p.werktijden or {},
            uren=p.uren,
            vol=p.vol,
            actief=p.actief,
            vervanger_id=p.vervanger_id,
            vervanger=names.get(p.vervanger_id) if p.vervanger_id else None,
            gemeenten=tuple(areas.get(p.id, ())),
            open=loads.get(p.id, 0),
            laat=late.get(p.id, 0),
            per_fulltime=round(loads.get(p.id, 0) * FULL_TIME / p.uren),
            werkgevers=owned.get(p.id, 0),
            afwezig_tot=away.get(p.id),
        )
        for p in people
    )


def change_work(
    session: Session,
    *,
    region: Regio,
    actor: Actor,
    medewerker_id: int,
    telefoon: str,
    werkdagen: Iterable[str],
    uren: int,
    vol: bool,
    vervanger_id: int | None,
    gemeenten: Iterable[str],
    now: datetime,
    werktijden: Mapping[str, str] | None = None,
) -> None:
    """Working days and hours, full or not, standing vervanger and gemeenten. For coördinator and beheerder.

    ``werktijden``: per day "9.00-17.00"; a day without follows the office hours of the desk.
    """
    _require_team(actor)
    person = get_medewerker(session, medewerker_id)
    days = [day for day in WERKDAGEN if day in set(werkdagen)]
    if not days:
        raise DomainError("Kies ten minste één werkdag.")
    if not 1 <= uren <= 60:
        raise DomainError("Vul uren per week in van 1 tot en met 60.")
    if vervanger_id is not None:
        deputy = get_medewerker(session, vervanger_id)
        if deputy.id == person.id or not deputy.actief or not WORKING_ROLES & set(deputy.rollen):
            raise DomainError("Kies als vervanger een andere collega die verzoeken behandelt.")
    person.werktijden = stored_hours(days, werktijden or {})
    person.telefoon = clean_line(telefoon)[:20] or None
    person.werkdagen, person.uren, person.vol, person.vervanger_id = days, uren, vol, vervanger_id
    _record(
        session,
        "werkafspraken-gewijzigd",
        actor,
        person,
        now,
        werkdagen=days,
        werktijden=person.werktijden,
        uren=uren,
        vol=vol,
        vervanger=vervanger_id,
    )
    if Rol.ACCOUNTMANAGER in person.rollen:
        set_territory(
            session,
            region=region,
            medewerker_id=person.id,
            gemeenten=gemeenten,
            now=now,
            by=actor.audit_name,
        )


def add_person(
    session: Session,
    *,
    actor: Actor,
    naam: str,
    email: str,
    rollen: Iterable[str],
    organisatie: str,
    now: datetime,
) -> int:
    """A new account, still without password: invite the person. Only a beheerder; raises DomainError."""
    _require_accounts(actor)
    roles, organisation = _roles(rollen, organisatie)
    made = create_medewerker(session, naam=naam, email=email, rollen=roles, now=now, by=actor.audit_name)
    made.organisatie = organisation
    return made.id


def change_account(
    session: Session,
    *,
    actor: Actor,
    medewerker_id: int,
    naam: str,
    email: str,
    rollen: Iterable[str],
    organisatie: str,
    now: datetime,
) -> None:
    """Name, address and roles; every change of roles stands in the audit log. Only a beheerder.

    Refused while werkgevers or requests depend on a role that goes, and for the own role of beheerder.
    """
    _require_accounts(actor)
    person = get_medewerker(session, medewerker_id)
    roles, organisation = _roles(rollen, organisatie)
    naam, email = clean_line(naam), normal_email(email)
    if not naam or "@" not in email:
        raise DomainError("Vul een naam en een e-mailadres in.")
    if session.scalar(select(Medewerker.id).where(Medewerker.email == email, Medewerker.id != person.id)):
        raise DomainError("Er is al een medewerker met dit e-mailadres.")
    if actor.id == person.id and Rol.BEHEERDER not in roles:
        raise DomainError("U kunt uw eigen rol van beheerder niet weghalen. Vraag een andere beheerder.")
    gone = set(person.rollen) - set(roles)
    if Rol.ACCOUNTMANAGER in gone or (gone and not WORKING_ROLES & set(roles)):
        blockers = list_blockers(session, medewerker_id=person.id, today=local_day(now))
        if blockers:
            raise DomainError(f"Deze rol kan nog niet weg. {' '.join(blockers)} Draag eerst alles over.")
    if sorted(person.rollen) != roles:
        _record(session, "rollen-gewijzigd", actor, person, now, van=sorted(person.rollen), naar=roles)
    if person.naam != naam or person.email != email:
        _record(session, "account-gewijzigd", actor, person, now)
    if person.email != email:
        drop_links(session, person.id)
    person.naam, person.email, person.rollen, person.organisatie = naam, email, roles, organisation


def _roles(rollen: Iterable[str], organisatie: str) -> tuple[list[str], str | None]:
    roles, organisation = sorted(set(rollen)), clean_line(organisatie)[:120] or None
    if not roles or set(roles) - set(Rol):
        raise DomainError("Kies ten minste één rol.")
    if Rol.GAST in roles and len(roles) > 1:
        raise DomainError("Een gast heeft geen andere rol. Kies alleen gast, of haal gast weg.")
    if Rol.GAST in roles and organisation is None:
        raise DomainError("Vul bij een gast de organisatie in, bijvoorbeeld UWV.")
    return roles, organisation


def _late(session: Session, today: date) -> dict[int, int]:
    rows = session.execute(
        select(Contactverzoek.eigenaar_id, func.count().label("aantal"))
        .where(Contactverzoek.status.in_(ON_US), Contactverzoek.beloofd_op < today)
        .group_by(Contactverzoek.eigenaar_id)
    )
    return {row.eigenaar_id: row.aantal for row in rows if row.eigenaar_id is not None}


def _require_team(actor: Actor) -> None:
    if not can_lead(actor) and not can_manage_accounts(actor):
        raise NotAllowed("Dit is voor de coördinator en de beheerder.")


def _require_accounts(actor: Actor) -> None:
    if not can_manage_accounts(actor):
        raise NotAllowed("Alleen een beheerder verandert accounts en rollen.")


def _record(session: Session, action: str, actor: Actor, person: Medewerker, now: datetime, **details: object) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action=action,
        object_type="medewerker",
        object_id=person.id,
        **details,
    )
