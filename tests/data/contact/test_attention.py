"""The daily mail names what needs a person, once a working day, and is silent when there is nothing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update

from app.accounts.permissions import Rol
from app.contact.attention import send_daily_mail, what_needs_a_person
from app.core import clock, outbox
from app.core.clock import AMSTERDAM
from app.core.db import Database
from app.core.outbox import OutboxMessage
from tests.support.factories import DESK, mails, medewerker, submit


def _on(db: Database, day: str, *other: str) -> int:
    with db.transaction() as session:
        now = datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=AMSTERDAM)
        return send_daily_mail(session, desk=DESK, now=now, other=other)


def test_a_late_request_is_named_once_a_day_to_every_coordinator(db: Database) -> None:
    medewerker(db, naam="Aisha Voorbeeld", email="aisha@loket.example", gemeenten=("aastad",))
    medewerker(db, Rol.COORDINATOR, email="carla@loket.example")
    reference = submit(db).referentie
    assert [_on(db, f"2026-11-{day}") for day in (26, 27, 27, 30)] == [0, 1, 0, 1]
    first, _second = mails(db, "dagbericht")
    assert first.to == "carla@loket.example"
    assert f"{reference}: 1 werkdag te laat, Aisha Voorbeeld" in first.text
    assert "robin@" not in first.text + first.html


def test_nothing_to_say_sends_nothing_and_neither_does_the_weekend(db: Database) -> None:
    medewerker(db, Rol.COORDINATOR, email="carla@loket.example")
    assert _on(db, "2026-11-24") == 0
    submit(db, gemeente=None, plaats="Verweg")
    assert _on(db, "2026-11-28") == 0
    assert mails(db, "dagbericht") == []


def test_work_at_the_desk_and_dead_mail_are_counted(db: Database) -> None:
    submit(db, gemeente=None, plaats="Verweg")
    with db.transaction() as session:
        session.execute(update(OutboxMessage).values(status=outbox.DEAD))
    with db.reading() as session:
        found = what_needs_a_person(session, today=date(2026, 11, 24))
    assert (found.at_desk, found.late_total) == (1, 0)
    assert found.dead_mail > 0


def test_without_a_coordinator_the_desk_gets_the_mail(db: Database) -> None:
    assert _on(db, "2026-11-24", "Nieuwe inhoud is geweigerd.") == 1
    (sent,) = mails(db, "dagbericht")
    assert sent.to == DESK.region.loket.email
    assert "Nieuwe inhoud is geweigerd." in sent.text and "Nieuwe inhoud is geweigerd." in sent.html


def test_only_twenty_late_requests_are_named(sqlite_db: Database) -> None:
    for number in range(23):
        submit(sqlite_db, email=f"iemand{number}@bakkerij.example")
    with sqlite_db.reading() as session:
        found = what_needs_a_person(session, today=date(2026, 12, 1))
    assert (len(found.late), found.late_total) == (20, 23)
    assert clock.today() == date(2026, 11, 24)
