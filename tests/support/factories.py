"""Makes what tests need, through the services; every argument can be left out."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol
from app.accounts.services import as_actor, create_medewerker, set_password
from app.contact.intake import Submitted, submit_contactverzoek
from app.contact.links import Desk, FollowLink, Links
from app.contact.models import Contactverzoek, Werkgever
from app.contact.request_facts import RequestFacts
from app.contact.territory import set_territory
from app.core import clock
from app.core.db import Database
from app.core.outbox import OutboxMessage
from app.kennisbank.region import Regio

PASSWORD = "lang-genoeg-voor-de-test"
REGION = Regio.model_validate(
    {
        "slug": "voorbeeldregio",
        "naam": "Voorbeeldregio",
        "site": "Werkgeversloket",
        "afzender": "Van de gemeenten in de Voorbeeldregio",
        "over": "Een regio voor de test.",
        "gemeenten": [
            {"slug": "aastad", "naam": "Aastad", "postcodes": ["1111"]},
            {"slug": "beedorp", "naam": "Beedorp", "postcodes": ["2222"]},
            {"slug": "ceehuizen", "naam": "Ceehuizen", "postcodes": ["3333"]},
        ],
        "loket": {
            "naam": "Werkgeversloket Voorbeeldregio",
            "adres": "Voorbeeldstraat 1, 1111 AA Aastad",
            "telefoon": "020 000 00 00",
            "email": "loket@voorbeeldregio.example",
            "openingstijden": [{"dagen": "Maandag tot en met vrijdag", "tijden": "9.00 tot 17.00 uur"}],
            "voorbeeld": True,
        },
        "belofte": {"werkdagen": 2, "spoed": 1},
    }
)
DESK = Desk(REGION, Links("https://loket.example", "geheim-voor-de-test-en-lang-genoeg"))
FACTS = RequestFacts(
    key="formulier-1",
    organisatie="Bakkerij Voorbeeld",
    kvk_nummer="00000001",
    naam="Robin Voorbeeld",
    email="robin@bakkerij.example",
    telefoon="020 000 00 01",
    onderwerp="Nieuwe bakker",
    vraag="Wat moet ik regelen voordat iemand begint?",
    gemeente="aastad",
)
_numbers = itertools.count(1)


def facts(**changes: Any) -> RequestFacts:
    """A request that is right, with other values where the test needs them; a new form each time."""
    return replace(FACTS, **{"key": f"formulier-{next(_numbers)}", **changes})


def medewerker(
    db: Database,
    *rollen: Rol,
    naam: str | None = None,
    gemeenten: tuple[str, ...] = (),
    password: str | None = None,
    **values: Any,
) -> Actor:
    """A colleague (accountmanager unless told otherwise) with territory; as actor."""
    number = next(_numbers)
    now = clock.now()
    with db.transaction() as session:
        made = create_medewerker(
            session,
            naam=naam or f"Collega {number}",
            email=values.pop("email", f"collega{number}@loket.example"),
            rollen=rollen or (Rol.ACCOUNTMANAGER,),
            telefoon=f"020 000 01 {number % 100:02}",
            now=now,
            **values,
        )
        if password:
            set_password(session, medewerker_id=made.id, password=password, now=now)
        set_territory(session, region=REGION, medewerker_id=made.id, gemeenten=gemeenten, now=now)
        return as_actor(made)


def leaves(db: Database, actor: Actor) -> None:
    """This colleague does not work here any more."""
    with db.transaction() as session:
        session.get_one(Medewerker, actor.id).actief = False


def submit(db: Database, *, now: datetime | None = None, **changes: Any) -> Submitted:
    """A request that came in through the form."""
    with db.transaction() as session:
        return submit_contactverzoek(session, desk=DESK, facts=facts(**changes), now=now or clock.now())


def request_of(session: Session, referentie: str) -> Contactverzoek:
    """The row, for looking at what was stored."""
    return session.scalars(select(Contactverzoek).where(Contactverzoek.referentie == referentie)).one()


def version_of(db: Database, referentie: str) -> int:
    """The version somebody sees who opens the request now."""
    with db.reading() as session:
        return request_of(session, referentie).versie


def owner_of(db: Database, referentie: str) -> int | None:
    """Id of the owner; None in the desk queue."""
    with db.reading() as session:
        return request_of(session, referentie).eigenaar_id


def werkgevers(db: Database) -> list[Werkgever]:
    """All werkgevers, oldest first."""
    with db.reading() as session:
        return list(session.scalars(select(Werkgever).order_by(Werkgever.id)))


def mails(db: Database, kind: str | None = None) -> list[OutboxMessage]:
    """What stands in the outbox, in order."""
    with db.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    return [row for row in rows if kind is None or row.kind == kind]


def mailed(referentie: str) -> FollowLink:
    """What the link in an e-mail says."""
    return FollowLink(referentie, mailed=True)


def later(**amount: float) -> datetime:
    """So much time from now."""
    return clock.now() + timedelta(**amount)
