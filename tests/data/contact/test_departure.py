"""Who leaves hands over everything first; then the account can be closed."""

from __future__ import annotations

import pytest

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.absence import register_absence
from app.contact.departure import Plan, close_account, hand_over_all, list_blockers, plan_departure
from app.core import clock
from app.core.db import Database
from app.core.errors import Conflict, DomainError, NotAllowed
from tests.support.factories import DESK, REGION, mails, medewerker, owner_of, submit, version_of, werkgevers


@pytest.fixture
def carla(db: Database) -> Actor:
    return medewerker(db, Rol.COORDINATOR, naam="Carla")


@pytest.fixture
def aisha(db: Database) -> Actor:
    return medewerker(db, naam="Aisha", gemeenten=("aastad",))


def plan(db: Database, leaver: Actor, to: Actor | None = None) -> Plan:
    with db.reading() as session:
        return plan_departure(
            session, region=REGION, medewerker_id=leaver.id, to=to.id if to else None, now=clock.now()
        )


def carry_out(db: Database, actor: Actor, leaver: Actor, seen: Plan, to: Actor | None = None) -> int:
    with db.transaction() as session:
        return hand_over_all(
            session,
            desk=DESK,
            actor=actor,
            medewerker_id=leaver.id,
            to=to.id if to else None,
            fingerprint=seen.fingerprint,
            reason="Nieuwe baan.",
            summary="Alles staat in de dossiers.",
            now=clock.now(),
        )


def close(db: Database, actor: Actor, leaver: Actor) -> None:
    with db.transaction() as session:
        close_account(session, actor=actor, medewerker_id=leaver.id, now=clock.now())


def test_the_preview_divides_by_the_rules_and_is_carried_out_as_shown(db: Database, carla: Actor, aisha: Actor) -> None:
    refs = [submit(db, kvk_nummer=f"0000001{n}", email=f"w{n}@bedrijf.example").referentie for n in range(4)]
    bram = medewerker(db, naam="Bram", gemeenten=("aastad",))
    dewi = medewerker(db, naam="Dewi", gemeenten=("aastad",))
    seen = plan(db, aisha)
    assert dict(seen.per_colleague) == {"Bram": 2, "Dewi": 2}
    assert {owner_of(db, ref) for ref in refs} == {aisha.id}, "a preview changes nothing"
    assert carry_out(db, carla, aisha, seen) == 4
    assert sorted(owner_of(db, ref) or 0 for ref in refs) == [bram.id, bram.id, dewi.id, dewi.id]
    assert {w.accountmanager_id for w in werkgevers(db)} == {bram.id, dewi.id}
    assert len(mails(db, "overdracht")) == 4
    assert [m.subject[:20] for m in mails(db, "overdracht-ontvangen")] == ["U krijgt 2 werkgever"] * 2


def test_one_colleague_can_get_everything(db: Database, carla: Actor, aisha: Actor) -> None:
    refs = [submit(db, kvk_nummer=f"0000001{n}").referentie for n in range(2)]
    bram = medewerker(db, naam="Bram")
    carry_out(db, carla, aisha, plan(db, aisha, bram), bram)
    assert {owner_of(db, ref) for ref in refs} == {bram.id}


def test_a_plan_that_changed_meanwhile_is_shown_again(db: Database, carla: Actor, aisha: Actor) -> None:
    submit(db)
    bram = medewerker(db, naam="Bram", gemeenten=("beedorp",))
    seen = plan(db, aisha, bram)
    submit(db, kvk_nummer="00000099")
    with pytest.raises(Conflict, match="intussen"):
        carry_out(db, carla, aisha, seen, bram)
    assert {w.accountmanager_id for w in werkgevers(db)} == {aisha.id}


def test_a_request_of_somebody_elses_werkgever_goes_to_that_colleague(db: Database, carla: Actor, aisha: Actor) -> None:
    ref = submit(db).referentie
    bram = medewerker(db, naam="Bram", gemeenten=("beedorp",))
    with db.transaction() as session:
        services.assign(
            session,
            desk=DESK,
            actor=aisha,
            referentie=ref,
            to=bram.id,
            reason="Kijk jij?",
            version=version_of(db, ref),
            now=clock.now(),
        )
    carry_out(db, carla, bram, plan(db, bram))
    assert owner_of(db, ref) == aisha.id


def test_without_anybody_the_desk_takes_care(db: Database, carla: Actor, aisha: Actor) -> None:
    ref = submit(db).referentie
    carry_out(db, carla, aisha, plan(db, aisha))
    assert owner_of(db, ref) is None
    assert werkgevers(db)[0].accountmanager_id is None
    assert mails(db, "toegewezen")[0].to == REGION.loket.email


def test_an_account_is_closed_only_when_nothing_depends_on_it(db: Database, carla: Actor, aisha: Actor) -> None:
    beheerder = medewerker(db, Rol.BEHEERDER)
    bram = medewerker(db, naam="Bram", gemeenten=("beedorp",))
    submit(db)
    with pytest.raises(DomainError, match="vaste contactpersoon van werkgevers: 1"):
        close(db, beheerder, aisha)
    carry_out(db, carla, aisha, plan(db, aisha, bram), bram)
    with db.transaction() as session:
        register_absence(
            session,
            desk=DESK,
            actor=bram,
            medewerker_id=bram.id,
            van=clock.today().replace(day=30),
            tot=clock.today().replace(day=30),
            vervanger_id=aisha.id,
            now=clock.now(),
        )
    with pytest.raises(DomainError, match="vervanger"):
        close(db, beheerder, aisha)
    with db.reading() as session:
        assert list_blockers(session, medewerker_id=carla.id, today=clock.today()) == ()
    close(db, beheerder, carla)
    with db.reading() as session:
        assert not session.get_one(Medewerker, carla.id).actief


def test_only_a_beheerder_closes_and_only_a_coordinator_hands_over(db: Database, carla: Actor, aisha: Actor) -> None:
    beheerder = medewerker(db, Rol.BEHEERDER)
    with pytest.raises(NotAllowed):
        close(db, carla, aisha)
    with pytest.raises(NotAllowed):
        carry_out(db, beheerder, aisha, plan(db, aisha))
    with pytest.raises(DomainError, match="eigen account"):
        close(db, beheerder, beheerder)
