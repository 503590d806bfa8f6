"""Gathers from the database what routing needs to know about colleagues and about a werkgever."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import ColumnClause, String, bindparam, cast, func, literal_column, or_, select, true, union
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.contact.models import Afwezigheid, Contactverzoek, Territorium, Werkgever, WerkgeverEmail
from app.contact.notifications import Person
from app.contact.routing import Collega, RoutingFacts, in_view
from app.contact.states import OPEN
from app.core.db import Executor, connection_of
from app.core.prepared import Prepared

PHONE = re.compile(r"^[+0-9][0-9 ()-]{7,24}$")
WORKING_ROLES = {Rol.ACCOUNTMANAGER, Rol.COORDINATOR, Rol.LOKET}
_PEOPLE, _AREAS, _REQUESTS = Medewerker.__table__.c, Territorium.__table__.c, Contactverzoek.__table__.c
_AWAY, _EMPLOYERS, _ADDRESSES = Afwezigheid.__table__.c, Werkgever.__table__.c, WerkgeverEmail.__table__.c
_THERE = select(_AREAS.medewerker_id).where(_AREAS.gemeente == bindparam("gemeente"))
_OPEN: list[ColumnClause[str]] = [literal_column(f"'{status.value}'") for status in sorted(OPEN)]
_LOOKED_AT = select(
    _PEOPLE.id,
    _PEOPLE.naam,
    _PEOPLE.email,
    _PEOPLE.telefoon,
    _PEOPLE.uren,
    _PEOPLE.actief,
    cast(_PEOPLE.rollen, String).label("rollen"),
    _PEOPLE.vol,
    select(func.count())
    .where(_REQUESTS.status.in_(_OPEN), _REQUESTS.eigenaar_id == _PEOPLE.id)
    .scalar_subquery()
    .label("open"),
).order_by(_PEOPLE.id)
_IN_VIEW = _LOOKED_AT.add_columns(_PEOPLE.id.in_(_THERE).label("hier")).where(
    or_(_PEOPLE.id.in_(bindparam("ids", expanding=True)), _PEOPLE.id.in_(_THERE))
)
_IN_AREA = Prepared(_LOOKED_AT.add_columns(true().label("hier")).where(_PEOPLE.id.in_(_THERE)))
_AWAY_ON = Prepared(
    select(_AWAY.medewerker_id, _AWAY.vervanger_id)
    .where(_AWAY.van <= bindparam("dag"), _AWAY.tot >= bindparam("dag"))
    .order_by(_AWAY.id)
)
_REPLACES = union(
    select(_PEOPLE.id).where(_PEOPLE.vervanger_id == bindparam("wie"), _PEOPLE.actief.is_(True)),
    select(_AWAY.medewerker_id).where(
        _AWAY.vervanger_id == bindparam("wie"), _AWAY.van <= bindparam("dag"), _AWAY.tot >= bindparam("dag")
    ),
)
_KNOWN = select(_EMPLOYERS.id, _EMPLOYERS.accountmanager_id, _EMPLOYERS.sector, _EMPLOYERS.grootte)
_OF_ADDRESS = Prepared(
    _KNOWN.join_from(Werkgever.__table__, WerkgeverEmail.__table__).where(_ADDRESSES.email == bindparam("email"))
)
_OF_KVK = Prepared(_KNOWN.where(_EMPLOYERS.kvk_nummer == bindparam("kvk")))
_OF_NUMBER = Prepared(_KNOWN.where(_EMPLOYERS.id == bindparam("id")))


def load_staff(session: Session, today: date) -> tuple[Collega, ...]:
    """Everybody, with open load, territory and absence on ``today``; four queries, whatever the history."""
    areas: dict[int, set[str]] = defaultdict(set)
    for row in session.execute(select(Territorium.medewerker_id, Territorium.gemeente)):
        areas[row.medewerker_id].add(row.gemeente)
    loads = open_loads(session)
    deputies = deputies_on(session, today)
    people = select(
        Medewerker.id, Medewerker.naam, Medewerker.uren, Medewerker.actief, Medewerker.rollen, Medewerker.vol
    ).order_by(Medewerker.id)
    return tuple(
        Collega(
            id=person.id,
            naam=person.naam,
            uren=person.uren,
            open_load=loads.get(person.id, 0),
            works_here=person.actief and bool(WORKING_ROLES & set(person.rollen)),
            absent=person.id in deputies,
            full=person.vol,
            deputy=deputies.get(person.id),
            gemeenten=frozenset(areas[person.id] if Rol.ACCOUNTMANAGER in person.rollen else ()),
        )
        for person in session.execute(people)
    )


def with_candidates(session: Executor, facts: RoutingFacts, today: date) -> tuple[RoutingFacts, Mapping[int, Person]]:
    """The facts with those colleagues as ``staff`` that routing can look at: the outcome is that of ``load_staff``.

    With these colleagues by id. Two queries, and no more rows than the gemeente, the fitting rules and the own
    accountmanager have people.
    """
    deputies = deputies_on(session, today)
    ids = sorted(in_view(facts, deputies))
    there, connection = {"gemeente": facts.gemeente}, connection_of(session)
    if ids:
        people: Sequence[Any] = connection.execute(_IN_VIEW, there | {"ids": ids}).all()
    else:
        people = _IN_AREA.rows(connection, there)
    here, nowhere = frozenset([facts.gemeente] if facts.gemeente else ()), frozenset[str]()
    staff = []
    for person in people:
        number, roles = person.id, _roles(person.rollen)
        staff.append(
            Collega(
                number,
                person.naam,
                person.uren,
                person.open,
                person.actief and not WORKING_ROLES.isdisjoint(roles),
                number in deputies,
                person.vol,
                deputies.get(number),
                here if person.hier and Rol.ACCOUNTMANAGER in roles else nowhere,
            )
        )
    return replace(facts, staff=tuple(staff)), {person.id: person for person in people}


@lru_cache(maxsize=64)
def _roles(stored: str) -> frozenset[str]:
    return frozenset(json.loads(stored))


def deputies_on(session: Executor, day: date) -> dict[int, int]:
    """Who is away on ``day``, with the deputy of each."""
    rows = _AWAY_ON.rows(connection_of(session), {"dag": day})
    return {row.medewerker_id: row.vervanger_id for row in rows}


def replaced_by(session: Session, medewerker_id: int, day: date) -> frozenset[int]:
    """Ids of the colleagues in whose place this person may work on ``day``: standing vervanger or named for an absence.

    One query. A chain is followed when work moves, so the person at its end owns that work anyway.
    """
    return frozenset(session.scalars(_REPLACES, {"wie": medewerker_id, "dag": day}))


def open_loads(session: Session) -> dict[int, int]:
    """Open requests per owner. Grouped in the order of the basket index, so that closed requests are never read."""
    rows = session.execute(
        select(Contactverzoek.status, Contactverzoek.eigenaar_id, func.count())
        .where(Contactverzoek.status.in_(OPEN))
        .group_by(Contactverzoek.status, Contactverzoek.eigenaar_id)
    )
    loads: Counter[int] = Counter()
    for _status, owner, number in rows:
        if owner is not None:
            loads[owner] += number
    return loads


class Employer(Protocol):
    """What routing asks of a werkgever that we know."""

    @property
    def id(self) -> int: ...
    @property
    def accountmanager_id(self) -> int | None: ...
    @property
    def sector(self) -> str | None: ...
    @property
    def grootte(self) -> str | None: ...


def find_employer(
    session: Executor, *, kvk_nummer: str | None, email: str, number: int | None = None
) -> tuple[Employer | None, int | None]:
    """The werkgever we know, and the one accountmanager of all werkgevers with this verified address.

    The werkgever is that with this id (``number``), else that with this KvK-nummer, and without one the only werkgever
    with the address. No accountmanager when there are several or none.
    """
    connection = connection_of(session)
    of_address: Sequence[Employer] = _OF_ADDRESS.rows(connection, {"email": email}) if email else ()
    found = of_address
    if number is not None:
        found = _OF_NUMBER.rows(connection, {"id": number})
    elif kvk_nummer:
        found = _OF_KVK.rows(connection, {"kvk": kvk_nummer})
    theirs = {row.accountmanager_id for row in of_address} - {None}
    return found[0] if len(found) == 1 else None, theirs.pop() if len(theirs) == 1 else None


def find_by_phone(session: Executor, *, naam: str, telefoon: str) -> int | None:
    """The id of the only werkgever with this name (in any case) that gave this phone number before; else None."""
    number = phone_digits(telefoon)
    known = session.execute(
        select(Contactverzoek.werkgever_id, Contactverzoek.contact_telefoon)
        .join(Contactverzoek.werkgever)
        .where(func.lower(Werkgever.naam) == naam.lower(), Contactverzoek.contact_telefoon.is_not(None))
        .distinct()
    )
    found = {row.werkgever_id for row in known if phone_digits(row.contact_telefoon) == number}
    return found.pop() if len(found) == 1 else None


def phone_digits(telefoon: str) -> str:
    """One spelling for one Dutch number: "+31 26 123" and "0031 (0)26-123" are "026123"."""
    digits = re.sub(r"[^0-9+]", "", telefoon)
    abroad = re.sub(r"^(\+|00)31(0)?", "0", digits)
    return abroad.lstrip("+")
