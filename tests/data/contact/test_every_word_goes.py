"""Every column of the contact tables that can hold words of people: what the retention term and an erasure do with it.

A new column makes this test fail until it is listed. "weg": gone after the term and after an erasure, and that is
tried with a secret word in every one of them. "keuze": a choice out of a list of ours, a slug or a number of ours.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, String, select

import app.contact
from app.accounts.permissions import Rol
from app.contact.dossier_models import Belmoment, Checkin, Contactmoment, Opvolging, Plaatsing, Werkblad
from app.contact.dossier_rights import Wisreden, erase_werkgever, export_dossier
from app.contact.handover_mail import desk_reference, reference_of
from app.contact.models import Bericht, Contactverzoek, Werkgever, WerkgeverEmail
from app.contact.office import Bewaartermijnen
from app.contact.quarantine_models import Quarantaine
from app.contact.retention import apply_retention, count_due
from app.contact.team_models import Overdracht, Stand
from app.core import clock
from app.core.db import Base, Database
from app.core.mail import Mail
from app.core.outbox import enqueue
from tests.support.factories import later, medewerker

COLUMNS = {
    "belmoment": {"dagdeel": "keuze", "telefoon": "weg"},
    "beoordeling": {"geholpen": "keuze"},
    "bericht": {"soort": "keuze", "tekst": "weg", "sleutel": "weg"},
    "checkin": {"email": "weg", "antwoord": "keuze", "taken": "keuze", "begeleiding": "keuze", "moment": "keuze"},
    "contactmoment": {"soort": "keuze", "tekst": "weg", "sleutel": "weg"},
    "contactverzoek": {
        "referentie": "keuze",
        "sleutel": "weg",
        "organisatie": "weg",
        "contact_naam": "weg",
        "contact_email": "weg",
        "contact_telefoon": "weg",
        "gemeente": "keuze",
        "plaats": "weg",
        "onderwerp": "keuze",
        "status": "keuze",
        "toewijzing": "weg",
        "keuzehulp": "weg",
        "bijlage": "weg",
        "kanaal": "keuze",
    },
    "herinnering": {"soort": "keuze"},
    "opvolging": {"sleutel": "keuze", "waarom": "weg", "stand": "keuze"},
    "overdracht": {"reden": "weg", "samenvatting": "weg", "stand": "keuze"},
    "plaatsing": {"functie": "weg", "regelingen": "weg", "checkin_email": "weg"},
    "quarantaine": {
        "referentie": "keuze",
        "sleutel": "weg",
        "inhoud": "weg",
        "email": "weg",
        "gegevens": "weg",
        "verdenking": "keuze",
        "lot": "keuze",
        "reden": "weg",
    },
    "routeringsregel": dict.fromkeys(  # about colleagues: no werkgever stands in it
        ("naam", "gemeenten", "sectoren", "groottes", "medewerkers", "onderwerpen", "leden", "team"), "keuze"
    ),
    "territorium": {"gemeente": "keuze"},
    "werkblad": {"concept": "weg"},
    "werkgever": {
        "naam": "weg",
        "kvk_nummer": "weg",
        "vestigingsnummer": "weg",
        "gemeente": "keuze",
        "sector": "keuze",
        "grootte": "keuze",
        "motief": "weg",
        "ervaring": "weg",
        "hr": "weg",
    },
    "werkgever_email": {"email": "weg"},
}


def columns_with_words() -> dict[str, set[str]]:
    """Text and JSON columns of every table that the package ``contact`` defines."""
    for module in pkgutil.iter_modules(app.contact.__path__):
        importlib.import_module(f"app.contact.{module.name}")
    found = {}
    for mapper in Base.registry.mappers:
        if mapper.class_.__module__.startswith("app.contact."):
            table = mapper.local_table
            words = {column.name for column in table.columns if isinstance(column.type, String | JSON)}
            if words:
                found[str(table.name)] = words
    return found


def test_every_column_that_can_hold_words_is_listed_here() -> None:
    assert columns_with_words() == {table: set(columns) for table, columns in COLUMNS.items()}


def secret(row: Base) -> Base:
    """A secret word in every column that must go, as long as fits."""
    table = row.__table__
    for name, fate in COLUMNS[str(table.name)].items():
        if fate == "keuze":
            continue
        kind, word = table.columns[name].type, f"GEHEIM {name}"
        if isinstance(kind, JSON):
            setattr(
                row, name, [{"slug": word}] if name == "regelingen" else {"regel": "desk", "reden_medewerker": word}
            )
        else:
            setattr(row, name, word[: getattr(kind, "length", None)])
    return row


@pytest.fixture
def werkgever_id(db: Database) -> int:
    """A werkgever with everything that can be written about it, all of it settled, and mail about it."""
    now, aida = clock.now(), medewerker(db, naam="Aida")
    with db.transaction() as session:

        def add(row: Base) -> Any:
            session.add(secret(row))
            session.flush()
            return row

        werkgever = add(Werkgever(aangemaakt_op=now, accountmanager_id=aida.id))
        common = {"werkgever_id": werkgever.id}
        request = add(
            Contactverzoek(
                **common, referentie="WL-2222-22", onderwerp="Personeel", status="afgerond", beloofd_op=now.date(),
                ingediend_op=now, gewijzigd_op=now, afgesloten_op=now,
            )
        )  # fmt: skip
        add(Bericht(verzoek_id=request.id, soort="werkgever", geschreven_op=now))
        add(Belmoment(verzoek_id=request.id, dag=now.date(), dagdeel="ochtend", gekozen_op=now))
        add(Werkblad(verzoek_id=request.id, medewerker_id=aida.id, gezien_op=now))
        add(WerkgeverEmail(**common, bevestigd_op=now))
        add(Plaatsing(**common, startmaand=now.date(), beeindigd_op=now.date(), aangemaakt_op=now))
        add(Opvolging(**common, sleutel="x", op=now.date(), stand="gedaan", afgehandeld_op=now, aangemaakt_op=now))
        add(Checkin(**common, verstuurd_op=now))
        add(Contactmoment(**common, soort="notitie", dag=now.date(), geschreven_op=now))
        parts = {**common, "naar_id": aida.id, "door_id": aida.id, "voorgesteld_op": now}
        handover = add(Overdracht(**parts, stand=Stand.BEVESTIGD, besloten_op=now))
        add(Overdracht(**parts, stand=Stand.VOORGESTELD))
        add(
            Quarantaine(
                referentie="WL-3333-33", verdenking="adres", lot="weggegooid", ontvangen_op=now, besloten_op=now
            )
        )
        for reference in (request.referentie, reference_of(handover.id), desk_reference(werkgever.id)):
            mail = Mail("geheim@een.example", "GEHEIM", "GEHEIM", "GEHEIM", "loket@een.example", "overdracht")
            enqueue(session, mail, reference=reference, now=now)
        return int(werkgever.id)


def left(db: Database) -> list[str]:
    """Where the secret still stands, in any table: the outbox and the audit log too."""
    with db.reading() as session:
        return [
            f"{table.name}: {row}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            if "geheim" in json.dumps([str(value) for value in row]).lower()
        ]


def by_term(db: Database, werkgever_id: int) -> None:
    """Years later, until nothing is left to throw away."""
    for months in (25, 60):
        while True:
            with db.transaction() as session:
                now = later(days=31 * months)
                if not apply_retention(session, terms=Bewaartermijnen(), now=now).total:
                    break


def by_request(db: Database, werkgever_id: int) -> None:
    """Erased by the coördinator."""
    lead = medewerker(db, Rol.COORDINATOR)
    with db.transaction() as session:
        erase_werkgever(session, actor=lead, werkgever_id=werkgever_id, reden=Wisreden.VERZOEK, now=clock.now())


@pytest.mark.parametrize("way", [by_term, by_request])
def test_no_word_is_left_in_any_table(db: Database, werkgever_id: int, way: Callable[[Database, int], None]) -> None:
    assert len(left(db)) == 16
    way(db, werkgever_id)
    assert left(db) == []


def test_a_handover_stays_until_its_term_and_is_counted_before(db: Database, werkgever_id: int) -> None:
    terms = Bewaartermijnen()
    with db.transaction() as session:
        session.scalars(select(Plaatsing)).one().beeindigd_op = None  # somebody works here: the werkgever stays
    with db.reading() as session:
        assert count_due(session, terms=terms, now=later(days=700)).overdrachten == 0
        assert count_due(session, terms=terms, now=later(days=740)).overdrachten == 2
    with db.transaction() as session:
        assert apply_retention(session, terms=terms, now=later(days=740)).overdrachten == 2
    with db.transaction() as session:
        assert apply_retention(session, terms=terms, now=later(days=740) + timedelta(minutes=1)).overdrachten == 0


def test_an_export_shows_what_was_written_at_a_handover(db: Database, werkgever_id: int) -> None:
    lead = medewerker(db, Rol.COORDINATOR)
    with db.transaction() as session:
        found = export_dossier(session, actor=lead, werkgever_id=werkgever_id, now=clock.now())["overdrachten"]
    assert [(row["reden"], row["samenvatting"], row["naar"]) for row in found] == [
        ("GEHEIM reden", "GEHEIM samenvatting", "Aida")
    ] * 2
    json.dumps(found)
