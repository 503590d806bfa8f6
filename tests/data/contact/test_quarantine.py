"""Forms that look like the work of a robot: kept until a person decides, and then a request like any other."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.contact.attention import what_needs_a_person
from app.contact.dossier_rights import Wisreden, erase_werkgever, export_dossier
from app.contact.models import WerkgeverEmail
from app.contact.office import Bewaartermijnen
from app.contact.quarantine import HeldRow, count_held, let_through, list_held, receive_suspect, throw_away
from app.contact.quarantine_models import Lot, Quarantaine, Verdenking
from app.contact.retention import apply_retention, count_due
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from tests.support.factories import DESK, facts, later, mails, medewerker, request_of, submit, werkgevers

WEEKS = timedelta(days=14)


def hold(db: Database, **changes: str) -> str:
    """A suspect form came in."""
    with db.transaction() as session:
        number = receive_suspect(
            session, desk=DESK, facts=facts(**changes), verdenking=Verdenking.LOKVELD, now=clock.now()
        )
    assert isinstance(number, str)
    return number


def held(db: Database, lead: Actor, lot: Lot = Lot.WACHT) -> tuple[HeldRow, ...]:
    with db.reading() as session:
        return list_held(session, lead, lot)


@pytest.fixture
def lead(db: Database) -> Actor:
    """The coördinator."""
    medewerker(db, naam="Aida", gemeenten=("aastad",))
    return medewerker(db, Rol.COORDINATOR)


def test_a_suspect_form_is_kept_and_nobody_gets_mail(db: Database, lead: Actor) -> None:
    number = hold(db, vraag="Wat moet ik regelen? Mijn nummer is 111222333.")
    (row,) = held(db, lead)
    assert (row.referentie, row.verdenking, row.facts.organisatie) == (number, Verdenking.LOKVELD, "Bakkerij Voorbeeld")
    assert "111222333" not in row.facts.vraag
    assert werkgevers(db) == [] and mails(db) == []


def test_letting_through_makes_the_request_with_the_number_and_the_promise_from_now(db: Database, lead: Actor) -> None:
    number = hold(db)
    (row,) = held(db, lead)
    with db.transaction() as session:
        stored = let_through(session, desk=DESK, actor=lead, number=row.id, now=clock.now() + WEEKS)
    assert (stored.referentie, stored.contact_naam, stored.is_new) == (number, "Aida", True)
    with db.reading() as session:
        request = request_of(session, number)
        assert request.ingediend_op == clock.now() + WEEKS
        assert request.beloofd_op == (clock.now() + WEEKS + timedelta(days=2)).date()
        kept = session.scalars(select(Quarantaine)).one()
        assert (kept.gegevens, kept.email) == ({}, "")
    assert {mail.kind for mail in mails(db)} == {"ontvangst", "nieuw-verzoek"}
    assert held(db, lead) == ()
    with pytest.raises(Conflict), db.transaction() as session:
        let_through(session, desk=DESK, actor=lead, number=row.id, now=clock.now())


def test_the_same_form_sent_again_stays_one(db: Database, lead: Actor) -> None:
    first = hold(db, key="formulier-zelfde")
    assert hold(db, key="formulier-zelfde") == first
    assert hold(db) == first  # the same words in a new form
    assert hold(db, vraag="Een andere vraag?") != first
    row = held(db, lead)[0]
    with db.transaction() as session:
        let_through(session, desk=DESK, actor=lead, number=row.id, now=clock.now())
    with db.transaction() as session:
        again = receive_suspect(
            session, desk=DESK, facts=facts(key="formulier-zelfde"), verdenking=Verdenking.ADRES, now=clock.now()
        )
    assert not isinstance(again, str) and again.referentie == first


def test_a_form_that_is_a_request_already_stays_that_request(db: Database, lead: Actor) -> None:
    stored = submit(db)
    with db.transaction() as session:
        again = receive_suspect(session, desk=DESK, facts=facts(), verdenking=Verdenking.ADRES, now=clock.now())
    assert not isinstance(again, str) and again.referentie == stored.referentie
    assert held(db, lead) == ()


def test_throwing_away_needs_a_reason_and_can_be_undone(db: Database, lead: Actor) -> None:
    number = hold(db)
    (row,) = held(db, lead)
    for reason in ("", "   ", "x" * 501):
        with pytest.raises(DomainError), db.transaction() as session:
            throw_away(session, actor=lead, number=row.id, reason=reason, now=clock.now())
    with db.transaction() as session:
        throw_away(session, actor=lead, number=row.id, reason="Reclame voor een casino", now=clock.now())
    assert held(db, lead) == ()
    (thrown,) = held(db, lead, Lot.WEGGEGOOID)
    assert (thrown.reden, thrown.door) == ("Reclame voor een casino", lead.naam)
    with db.transaction() as session:
        assert let_through(session, desk=DESK, actor=lead, number=row.id, now=clock.now()).referentie == number
    with db.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "quarantaine")).all()
        assert [entry.action for entry in entries] == ["quarantaine-weggegooid", "quarantaine-doorgelaten"]
        assert all("casino" not in str(entry.details) for entry in entries)


def test_only_the_coordinator_decides(db: Database, lead: Actor) -> None:
    hold(db)
    (row,) = held(db, lead)
    for rol in (Rol.ACCOUNTMANAGER, Rol.LOKET, Rol.BEHEERDER, Rol.REDACTEUR):
        other = medewerker(db, rol)
        with db.transaction() as session:
            with pytest.raises(NotAllowed):
                list_held(session, other)
            with pytest.raises(NotAllowed):
                let_through(session, desk=DESK, actor=other, number=row.id, now=clock.now())
            with pytest.raises(NotAllowed):
                throw_away(session, actor=other, number=row.id, reason="Weg", now=clock.now())
    with pytest.raises(NotFound), db.transaction() as session:
        throw_away(session, actor=lead, number=999, reason="Weg", now=clock.now())


def test_what_waits_never_goes_by_itself_and_what_was_thrown_away_goes_after_the_term(
    db: Database, lead: Actor
) -> None:
    hold(db)
    hold(db, vraag="Reclame")
    with db.transaction() as session:
        throw_away(session, actor=lead, number=held(db, lead)[1].id, reason="Reclame", now=clock.now())
    terms = Bewaartermijnen(quarantaine_dagen=30)
    with db.transaction() as session:
        assert count_due(session, terms=terms, now=later(days=29)).quarantaine == 0
        assert count_due(session, terms=terms, now=later(days=31)).quarantaine == 1
        assert apply_retention(session, terms=terms, now=later(days=700)).quarantaine == 1
        assert count_held(session) == 1


def test_the_daily_mail_counts_what_waits(db: Database, lead: Actor) -> None:
    hold(db)
    with db.reading() as session:
        found = what_needs_a_person(session, today=clock.today())
    assert found.held == 1 and found


def test_what_is_held_of_an_address_is_in_the_export_of_the_werkgever(db: Database, lead: Actor) -> None:
    reference = submit(db, vraag="Een eerste vraag").referentie
    waits, thrown, passed = (hold(db, vraag=f"Vraag {n}") for n in range(3))
    hold(db, email="een.ander@garage.example", vraag="Van een ander")
    numbers = {row.referentie: row.id for row in held(db, lead)}
    with db.transaction() as session:
        throw_away(session, actor=lead, number=numbers[thrown], reason="Dubbel", now=clock.now())
        let_through(session, desk=DESK, actor=lead, number=numbers[passed], now=clock.now())
    with db.transaction() as session:
        number = request_of(session, reference).werkgever_id
        found = export_dossier(session, actor=lead, werkgever_id=number, now=clock.now())
    assert {request["referentie"] for request in found["verzoeken"]} == {reference, passed}
    first, second = found["wachtende_formulieren"]
    assert (first["referentie"], first["vraag"], first["reden"]) == (waits, "Vraag 0", None)
    assert (second["referentie"], second["vraag"], second["reden"]) == (thrown, "Vraag 1", "Dubbel")
    assert first["email"] == "robin@bakkerij.example" and "key" not in first
    assert "Van een ander" not in json.dumps(found)


def test_who_is_forgotten_is_forgotten_here_too_but_a_question_that_waits_stays(db: Database, lead: Actor) -> None:
    now = clock.now()
    reference = submit(db, vraag="Een eerste vraag").referentie
    hold(db, vraag="Iets anders")
    hold(db, vraag="Weer iets anders")
    with db.transaction() as session:
        throw_away(session, actor=lead, number=held(db, lead)[0].id, reason="Dubbel", now=now)
        request = request_of(session, reference)
        request.status, request.afgesloten_op = "afgerond", now
        session.add(WerkgeverEmail(werkgever_id=request.werkgever_id, email=request.contact_email, bevestigd_op=now))
        number = request.werkgever_id
    with db.transaction() as session:
        erase_werkgever(session, actor=lead, werkgever_id=number, reden=Wisreden.VERZOEK, now=now)
    with db.reading() as session:
        assert [row.lot for row in session.scalars(select(Quarantaine))] == [Lot.WACHT]
