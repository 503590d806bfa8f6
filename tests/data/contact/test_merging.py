"""Two entries of one werkgever become one, and nothing that hung on either is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.merging import find_werkgevers, get_pair, merge_werkgevers
from app.contact.models import Contactverzoek, WerkgeverEmail
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed
from tests.support.factories import DESK, mailed, mails, medewerker, owner_of, submit, werkgevers


def merge(db: Database, actor: Actor, keep: int, gone: int) -> None:
    with db.transaction() as session:
        merge_werkgevers(session, desk=DESK, actor=actor, keep_id=keep, gone_id=gone, now=clock.now())


def use_link(db: Database, ref: str) -> None:
    with db.transaction() as session:
        services.reply_as_werkgever(
            session, desk=DESK, link=mailed(ref), text="Ja.", key="reactie-van-test", now=clock.now()
        )


def test_requests_addresses_and_the_kvk_number_go_to_the_one_that_stays(db: Database) -> None:
    carla = medewerker(db, Rol.COORDINATOR)
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    medewerker(db, naam="Bram", gemeenten=("beedorp",))
    first = submit(db, kvk_nummer=None, email="een@bakkerij.example").referentie
    second = submit(db, email="twee@bakkerij.example", gemeente="beedorp").referentie
    use_link(db, first)
    use_link(db, second)
    keep, gone = (w.id for w in werkgevers(db))
    merge(db, carla, keep, gone)
    (left,) = werkgevers(db)
    assert (left.id, left.kvk_nummer, left.accountmanager_id) == (keep, "00000001", aisha.id)
    with db.reading() as session:
        assert set(session.scalars(select(Contactverzoek.werkgever_id))) == {keep}
        assert set(session.scalars(select(WerkgeverEmail.email))) == {"een@bakkerij.example", "twee@bakkerij.example"}
    assert owner_of(db, second) == aisha.id, "one werkgever has one accountmanager"
    assert [m.to for m in mails(db, "andere-contactpersoon")] == ["twee@bakkerij.example"]


def test_two_kvk_numbers_are_two_organisations(db: Database) -> None:
    carla = medewerker(db, Rol.COORDINATOR)
    submit(db)
    submit(db, kvk_nummer="00000002")
    keep, gone = (w.id for w in werkgevers(db))
    with pytest.raises(DomainError, match="eigen KvK-nummer"):
        merge(db, carla, keep, gone)
    with pytest.raises(DomainError, match="twee verschillende"):
        merge(db, carla, keep, keep)


def test_only_a_coordinator_finds_and_merges(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    carla = medewerker(db, Rol.COORDINATOR)
    submit(db)
    submit(db, kvk_nummer=None, email="ander@bakkerij.example")
    keep, gone = (w.id for w in werkgevers(db))
    with db.reading() as session:
        assert [row.id for row in find_werkgevers(session, carla, "bakkerij")] == [keep, gone]
        assert get_pair(session, carla, gone, keep)[0].id == gone
        with pytest.raises(NotAllowed):
            find_werkgevers(session, aisha, "bakkerij")
    with pytest.raises(NotAllowed):
        merge(db, aisha, keep, gone)
