"""What must always hold: all or nothing when a request comes in, and who may work in whose place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.absence import register_absence
from app.contact.guests import invite, uninvite
from app.contact.models import Bericht, Contactverzoek, Werkgever
from app.contact.queries import Mand, count_baskets, list_basket, search_requests
from app.contact.staffing import replaced_by
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed
from tests.support.factories import DESK, leaves, mails, medewerker, owner_of, submit, version_of


def answer(db: Database, actor: Actor, ref: str, *, key: str = "antwoord") -> None:
    with db.transaction() as session:
        services.answer_as_medewerker(
            session,
            desk=DESK,
            actor=actor,
            referentie=ref,
            text="Dat kan.",
            version=version_of(db, ref),
            key=key,
            now=clock.now(),
        )


def ask_in(db: Database, actor: Actor, ref: str, guest: Actor) -> None:
    with db.transaction() as session:
        invite(session, desk=DESK, actor=actor, referentie=ref, medewerker_id=guest.id, now=clock.now())


def as_today(db: Database, actor: Actor) -> Actor:
    """The actor with the colleagues this person replaces today, as the site makes it."""
    with db.reading() as session:
        return replace(actor, vervangt=replaced_by(session, actor.id, clock.today()))


@pytest.mark.parametrize("table", ["outbox_message", "audit_entry", "bericht"])
def test_a_request_is_stored_with_all_its_mail_or_not_at_all(db: Database, table: str) -> None:
    medewerker(db, gemeenten=("aastad",))
    with db.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO weg"))
    with pytest.raises(Exception, match=r".+"):
        submit(db)
    with db.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE weg RENAME TO {table}"))
    with db.reading() as session:
        for model in (Contactverzoek, Werkgever, Bericht):
            assert session.scalar(select(func.count()).select_from(model)) == 0
    assert mails(db) == []
    submit(db)
    assert {m.kind for m in mails(db)} == {"ontvangst", "nieuw-verzoek"}


def test_the_standing_vervanger_and_the_named_deputy_work_in_somebodys_place(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    bram, dewi = medewerker(db, naam="Bram"), medewerker(db, naam="Dewi")
    ref = submit(db).referentie
    with pytest.raises(NotAllowed):
        answer(db, as_today(db, bram), ref)
    answer(db, aisha, ref)
    with db.transaction() as session:  # it waits on the werkgever, so it stays with Aisha
        register_absence(
            session,
            desk=DESK,
            actor=aisha,
            medewerker_id=aisha.id,
            van=clock.today(),
            tot=clock.today(),
            vervanger_id=bram.id,
            now=clock.now(),
        )
    assert owner_of(db, ref) == aisha.id
    assert as_today(db, bram).vervangt == {aisha.id}
    answer(db, as_today(db, bram), ref, key="namens")
    with pytest.raises(NotAllowed):
        answer(db, as_today(db, dewi), ref, key="vreemd")
    with db.reading() as session:
        rows, _more = list_basket(session, as_today(db, bram), Mand.SAMEN, today=clock.today())
        assert [row.referentie for row in rows] == [ref]


def test_a_guest_sees_and_answers_one_request_and_changes_nothing_else(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    uma = medewerker(db, Rol.GAST, naam="Uma", email="uma@uwv.example")
    ref, other = (submit(db, vraag=f"Vraag {n}").referentie for n in range(2))
    with pytest.raises(NotAllowed):
        answer(db, uma, ref)
    ask_in(db, aisha, ref, uma)
    assert [m.to for m in mails(db, "uitnodiging")] == ["uma@uwv.example"]
    answer(db, uma, ref)
    assert owner_of(db, ref) == aisha.id
    with pytest.raises(NotAllowed):
        answer(db, uma, other)
    for verb in (services.take_up, services.close):
        with pytest.raises(NotAllowed), db.transaction() as session:
            extra = {"desk": DESK} if verb is services.close else {}
            verb(session, actor=uma, referentie=ref, version=version_of(db, ref), now=clock.now(), **extra)
    with db.reading() as session:
        assert [b.mand for b in count_baskets(session, uma, today=clock.today())] == [Mand.SAMEN]
        found = search_requests(session, uma, "bakkerij", today=clock.today())
        assert [row.referentie for row in found] == [ref]
        with pytest.raises(NotAllowed):
            list_basket(session, uma, Mand.LOKET, today=clock.today())


def test_a_guest_who_was_thanked_reads_nothing_any_more_and_the_log_knows_both(db: Database) -> None:
    aisha, uma = medewerker(db, gemeenten=("aastad",)), medewerker(db, Rol.GAST)
    ref = submit(db).referentie
    ask_in(db, aisha, ref, uma)
    with pytest.raises(DomainError, match="leest al mee"):
        ask_in(db, aisha, ref, uma)
    with db.transaction() as session:
        uninvite(session, actor=aisha, referentie=ref, medewerker_id=uma.id, now=clock.now())
    with pytest.raises(NotAllowed):
        answer(db, uma, ref)
    with db.reading() as session:
        actions = set(session.scalars(select(AuditEntry.action)))
    assert {"gast-uitgenodigd", "gast-weg"} <= actions


def test_only_who_manages_a_request_asks_somebody_in_and_only_somebody_who_can_read_it(db: Database) -> None:
    aisha, bram = medewerker(db, gemeenten=("aastad",)), medewerker(db)
    editor, gone = medewerker(db, Rol.REDACTEUR), medewerker(db, Rol.GAST)
    leaves(db, gone)
    ref = submit(db).referentie
    with pytest.raises(NotAllowed):
        ask_in(db, bram, ref, bram)
    for wrong in (editor, gone, aisha):
        with pytest.raises(DomainError):
            ask_in(db, aisha, ref, wrong)
    desk_ref = submit(db, gemeente=None, plaats="Verweg", kvk_nummer="00000077", email="ver@weg.example").referentie
    with pytest.raises(DomainError, match="Pak dit verzoek eerst op"):
        ask_in(db, medewerker(db, Rol.COORDINATOR), desk_ref, bram)


def test_a_guest_in_a_request_that_went_to_the_desk_does_not_become_its_owner(db: Database) -> None:
    aisha, uma = medewerker(db, gemeenten=("aastad",)), medewerker(db, Rol.GAST)
    ref = submit(db).referentie
    ask_in(db, aisha, ref, uma)
    with db.transaction() as session:
        services.assign(
            session,
            desk=DESK,
            actor=aisha,
            referentie=ref,
            to=None,
            reason="Terug naar het loket.",
            version=version_of(db, ref),
            now=clock.now(),
        )
    answer(db, uma, ref)
    assert owner_of(db, ref) is None
