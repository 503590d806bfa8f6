"""Mail that does not arrive is seen by people within a quarter of an hour, by whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app.accounts.permissions import Actor
from app.contact.undelivered import announce_forgotten, find_trouble
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.outbox import DEAD, OutboxMessage
from tests.support.actors import Collega, Werkgever
from tests.support.factories import DESK, mails, medewerker, submit
from tests.support.personas import Team

SignedIn = Callable[[Actor], Collega]
TROUBLE = "Niet alle e-mail is aangekomen"


def give_up(db: Database, kind: str) -> None:
    with db.transaction() as session:
        for message in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)):
            message.status, message.last_error = DEAD, "SMTP 550 [adres] unknown"


def test_an_accountmanager_sees_which_own_question_got_no_mail(
    werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    seen = werkgever.stelt_een_vraag()
    aida = collega(team.arnhem)
    aida.opent("/werkplek")
    assert TROUBLE not in aida.ziet
    give_up(loket_db, "ontvangst")
    aida.opent("/werkplek")
    assert TROUBLE in aida.ziet
    assert aida.page.links().count(f"/werkplek/verzoeken/{seen.referentie}") == 2  # in the warning and in the list
    assert "/beheer/e-mail" not in aida.page.links()
    zeno = collega(team.zevenaar)
    zeno.opent("/werkplek")
    assert TROUBLE not in zeno.ziet


def test_mail_that_waits_a_quarter_of_an_hour_is_on_the_screen_of_the_coordinator(
    werkgever: Werkgever, team: Team, collega: SignedIn
) -> None:
    werkgever.stelt_een_vraag()
    cleo = collega(team.coordinator)
    with clock.pinned(clock.now() + timedelta(minutes=14)):
        cleo.opent("/werkplek")
        assert TROUBLE not in cleo.ziet
    with clock.pinned(clock.now() + timedelta(minutes=15)):
        cleo.opent("/werkplek")
        assert "2 berichten kwamen niet aan" in cleo.ziet
        cleo.opent("/beheer/e-mail")
        assert werkgever.persona.email in cleo.ziet
        assert "Wij proberen het nog" in cleo.ziet
        assert "Probeer opnieuw" not in cleo.ziet


def test_a_request_about_which_no_mail_was_written_is_announced_after_all_and_once(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    forgotten, fine = (submit(db, vraag=f"Vraag {n}").referentie for n in range(2))
    with db.transaction() as session:
        session.execute(delete(OutboxMessage).where(OutboxMessage.reference == forgotten))

    def sweep(minutes: int) -> int:
        with db.transaction() as session:
            return announce_forgotten(session, desk=DESK, now=clock.now() + timedelta(minutes=minutes))

    assert sweep(14) == 0, "somebody may be busy with it"
    assert sweep(16) == 1
    assert sweep(17) == 0
    assert [m.kind for m in mails(db) if m.reference == forgotten] == ["nieuw-verzoek"]
    assert len([m for m in mails(db) if m.reference == fine]) == 2
    with db.reading() as session:
        logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "verzoek-alsnog-gemeld")).all()
    assert [entry.object_id for entry in logged] == [forgotten]


@pytest.mark.parametrize("days", [0, 31])
def test_nothing_is_announced_twice_because_its_mail_was_thrown_away(db: Database, days: int) -> None:
    medewerker(db, gemeenten=("aastad",))
    submit(db)
    if days:
        with db.transaction() as session:
            session.execute(delete(OutboxMessage))
    with db.transaction() as session:
        assert announce_forgotten(session, desk=DESK, now=clock.now() + timedelta(days=days, hours=1)) == 0


def test_who_leads_nothing_sees_no_total(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    referentie = submit(db).referentie
    give_up(db, "ontvangst")
    with db.reading() as session:
        trouble = find_trouble(session, aisha)
    assert (trouble.aantal, trouble.eigen) == (0, (referentie,))
