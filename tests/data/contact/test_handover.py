"""Warme overdracht: nothing moves before the colleague confirms, then everything does, and the werkgever may object."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.contact import handover, services
from app.contact.absence import register_absence
from app.contact.handover_queries import get_employer_handover, get_handover_view, list_handovers
from app.contact.states import Soort
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed
from tests.support.factories import DESK, mails, medewerker, owner_of, request_of, submit, version_of, werkgevers

SUMMARY = "Zoekt een bakker. Bel na 14 uur."


@pytest.fixture
def team(db: Database) -> tuple[Actor, Actor, Actor]:
    """Aisha works for Aastad, Bram for Beedorp; Carla leads."""
    return (
        medewerker(db, naam="Aisha", gemeenten=("aastad",), email="aisha@loket.example"),
        medewerker(db, naam="Bram", gemeenten=("beedorp",), email="bram@loket.example"),
        medewerker(db, Rol.COORDINATOR, naam="Carla", email="carla@loket.example"),
    )


def propose(db: Database, actor: Actor, to: Actor, *, reason: str = "Bram kent de branche.") -> int:
    with db.transaction() as session:
        return handover.propose_handover(
            session,
            desk=DESK,
            actor=actor,
            werkgever_id=werkgevers(db)[0].id,
            to=to.id,
            reason=reason,
            summary=SUMMARY,
            now=clock.now(),
        )


def confirm(db: Database, actor: Actor, number: int) -> bool:
    with db.transaction() as session:
        return handover.confirm_handover(session, desk=DESK, actor=actor, handover_id=number, now=clock.now())


def object_to(db: Database, number: int) -> None:
    with db.transaction() as session:
        handover.object_to_handover(session, desk=DESK, handover_id=number, now=clock.now())


def settle(db: Database, actor: Actor, number: int, *, back: bool) -> None:
    with db.transaction() as session:
        handover.settle_objection(session, desk=DESK, actor=actor, handover_id=number, back=back, now=clock.now())


def test_a_werkgever_with_open_requests_moves_whole_once_the_colleague_confirms(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, carla = team
    refs = [submit(db, vraag=f"Vraag {n}").referentie for n in range(2)]
    with db.transaction() as session:  # one of them was given to somebody else: it comes along too
        services.assign(
            session,
            desk=DESK,
            actor=aisha,
            referentie=refs[1],
            to=carla.id,
            reason="Kijk jij even mee?",
            version=version_of(db, refs[1]),
            now=clock.now(),
        )
    number = propose(db, aisha, bram)
    assert werkgevers(db)[0].accountmanager_id == aisha.id
    assert [m.to for m in mails(db, "overdracht-vraag")] == ["bram@loket.example"]
    assert mails(db, "overdracht") == []
    assert confirm(db, bram, number) is True
    assert werkgevers(db)[0].accountmanager_id == bram.id
    assert [owner_of(db, ref) for ref in refs] == [bram.id, bram.id]
    (told,) = mails(db, "overdracht")
    assert told.to == "robin@bakkerij.example"
    assert "Aisha heeft uw bedrijf overgedragen aan Bram." in told.text
    assert SUMMARY not in told.text + told.html
    with db.reading() as session:
        request = request_of(session, refs[0])
        notes = [m.tekst for m in request.berichten if m.soort == Soort.NOTITIE]
        seen = [m.tekst for m in request.berichten if m.soort == Soort.SYSTEEM]
    assert SUMMARY in notes[0]
    assert seen == ["Uw contactpersoon is nu Bram. U hoeft niets opnieuw te vertellen."]


def test_every_step_stands_in_the_audit_log_without_words_of_people(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, _ = team
    ref = submit(db).referentie
    confirm(db, bram, propose(db, aisha, bram))
    with db.reading() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    actions = [(e.action, e.object_type) for e in found if e.action.startswith(("overdracht", "accountm", "eigenaar"))]
    assert actions == [
        ("overdracht-voorgesteld", "overdracht"),
        ("overdracht-bevestigd", "overdracht"),
        ("accountmanager-gewijzigd", "werkgever"),
        ("eigenaar-gewijzigd", "contactverzoek"),
    ]
    assert found[-1].object_id == ref
    assert not any(SUMMARY in str(e.details) or "branche" in str(e.details) for e in found)


def test_a_colleague_who_declines_changes_nothing(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, _ = team
    ref = submit(db).referentie
    number = propose(db, aisha, bram)
    with db.transaction() as session:
        handover.decline_handover(session, desk=DESK, actor=bram, handover_id=number, now=clock.now())
    assert owner_of(db, ref) == aisha.id
    assert [m.to for m in mails(db, "overdracht-geweigerd")] == ["aisha@loket.example"]
    with pytest.raises(DomainError, match="al besloten"):
        confirm(db, bram, number)


def test_only_the_colleague_who_was_asked_confirms(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, carla = team
    submit(db)
    number = propose(db, aisha, bram)
    for other in (aisha, carla):
        with pytest.raises(NotAllowed):
            confirm(db, other, number)


def test_only_the_own_accountmanager_the_deputy_and_the_coordinator_propose(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, carla = team
    submit(db)
    for stranger in (bram, medewerker(db, Rol.LOKET), medewerker(db, Rol.GAST), medewerker(db, Rol.BEHEERDER)):
        with pytest.raises(NotAllowed):
            propose(db, stranger, bram)
    number = propose(db, carla, bram)
    with pytest.raises(DomainError, match="al een overdracht"):
        propose(db, aisha, bram)
    with db.transaction() as session:
        handover.withdraw_handover(session, actor=aisha, handover_id=number, now=clock.now())
    assert propose(db, aisha, bram) > number


def test_nobody_takes_over_who_is_away_or_is_no_accountmanager(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, carla = team
    submit(db)
    with pytest.raises(DomainError, match="geen accountmanager"):
        propose(db, aisha, carla)
    number = propose(db, aisha, bram)
    with db.transaction() as session:
        register_absence(
            session,
            desk=DESK,
            actor=bram,
            medewerker_id=bram.id,
            van=clock.today(),
            tot=clock.today(),
            vervanger_id=aisha.id,
            now=clock.now(),
        )
    with pytest.raises(DomainError, match="afwezig"):
        confirm(db, bram, number)


def test_a_reason_and_a_summary_are_needed(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, _ = team
    submit(db)
    with pytest.raises(DomainError, match="waarom"):
        propose(db, aisha, bram, reason="  ")


def test_an_objection_reaches_the_coordinator_once_and_can_bring_everything_back(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, carla = team
    ref = submit(db).referentie
    number = propose(db, aisha, bram)
    object_to(db, number)  # not decided yet: nothing to object to
    assert mails(db, "overdracht-bezwaar") == []
    confirm(db, bram, number)
    object_to(db, number)
    object_to(db, number)
    assert [m.to for m in mails(db, "overdracht-bezwaar")] == ["carla@loket.example"]
    assert owner_of(db, ref) == bram.id
    with db.reading() as session:
        assert [row.id for row in list_handovers(session, carla).bezwaren] == [number]
        assert get_handover_view(session, carla, number).mag_afhandelen
        assert get_employer_handover(session, number).bezwaar
    with pytest.raises(NotAllowed):
        settle(db, aisha, number, back=True)
    settle(db, carla, number, back=True)
    assert owner_of(db, ref) == aisha.id
    assert werkgevers(db)[0].accountmanager_id == aisha.id
    with pytest.raises(DomainError, match="geen bezwaar"):
        settle(db, carla, number, back=False)


def test_a_werkgever_of_the_desk_is_given_to_an_accountmanager(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    _, bram, _ = team
    lotte = medewerker(db, Rol.LOKET)
    ref = submit(db, gemeente="ceehuizen").referentie
    confirm(db, bram, propose(db, lotte, bram))
    assert owner_of(db, ref) == bram.id
    assert "overgedragen" not in mails(db, "overdracht")[0].text


def test_a_colleague_without_a_part_in_it_does_not_read_the_summary(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, _ = team
    dewi = medewerker(db, naam="Dewi")
    submit(db)
    number = propose(db, aisha, bram)
    with db.reading() as session:
        assert list_handovers(session, dewi).lopend == ()
        assert [row.id for row in list_handovers(session, bram).aan_mij] == [number]
        with pytest.raises(NotAllowed):
            get_handover_view(session, dewi, number)
