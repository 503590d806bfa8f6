"""Reminders: halfway, on the last day, when missed; each once, and never on a day the desk is closed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor, Rol
from app.contact.absence import register_absence
from app.contact.reminders import Moment, due_reminders, moment_for, send_reminders
from app.core import clock
from app.core.clock import AMSTERDAM
from app.core.db import Database
from tests.support.factories import DESK, mails, medewerker, submit

THURSDAY = date(2026, 11, 26)


def on(db: Database, day: str) -> int:
    with db.transaction() as session:
        return send_reminders(session, desk=DESK, now=datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=AMSTERDAM))


@pytest.mark.parametrize(
    ("promised", "today", "moment"),
    [
        (2, date(2026, 11, 24), None),
        (2, date(2026, 11, 25), Moment.HALVERWEGE),
        (2, THURSDAY, Moment.VANDAAG),
        (2, date(2026, 11, 27), Moment.GEMIST),
        (1, date(2026, 11, 25), None),
        (5, date(2026, 11, 24), Moment.HALVERWEGE),
        (5, date(2026, 11, 23), None),
    ],
)
def test_the_day_decides_which_reminder_is_due(promised: int, today: date, moment: Moment | None) -> None:
    assert moment_for(THURSDAY, promised, today) is moment


def test_every_reminder_goes_out_once_to_who_must_know(db: Database) -> None:
    medewerker(db, email="aisha@loket.example", gemeenten=("aastad",))
    medewerker(db, Rol.COORDINATOR, email="carla@loket.example")
    submit(db)
    assert [on(db, f"2026-11-{day}") for day in (24, 25, 25, 26, 26, 27, 27, 30)] == [0, 1, 0, 1, 0, 1, 0, 0]
    assert [m.to for m in mails(db, "herinnering")] == ["aisha@loket.example"] * 2
    assert [m.to for m in mails(db, "te-laat")] == ["aisha@loket.example", "carla@loket.example"]
    (honest,) = mails(db, "belofte-gemist")
    assert honest.to == "robin@bakkerij.example"
    assert "donderdag 26 november 2026" in honest.text and "020 000 00 00" in honest.text


def test_the_desk_queue_reminds_the_desk(db: Database) -> None:
    submit(db, gemeente=None, plaats="Verweg")
    on(db, "2026-11-26")
    assert [m.to for m in mails(db, "herinnering")] == ["loket@voorbeeldregio.example"]


def test_nothing_goes_out_in_the_weekend_or_on_a_holiday(db: Database) -> None:
    submit(db)
    assert [on(db, day) for day in ("2026-11-28", "2026-11-29", "2026-12-25")] == [0, 0, 0]
    assert on(db, "2026-11-30") == 1


def test_a_dry_run_shows_what_would_go_out_and_sends_nothing(db: Database) -> None:
    ref = submit(db).referentie
    with db.reading() as session:
        (due,) = due_reminders(session, desk=DESK, now=datetime(2026, 11, 27, 9, tzinfo=AMSTERDAM))
    assert (due.referentie, due.moment, due.eigenaar) == (ref, Moment.GEMIST, None)
    assert mails(db, "te-laat") == []


def vervanger(db: Database, owner: Actor, deputy: Actor) -> None:
    with db.transaction() as session:
        session.get_one(Medewerker, owner.id).vervanger_id = deputy.id


def test_an_owner_whose_days_all_fall_after_the_promise_leaves_the_reminder_to_the_vervanger(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", email="aisha@loket.example", gemeenten=("aastad",), werkdagen=("ma", "vr"))
    vervanger(db, aisha, medewerker(db, email="bram@loket.example"))
    submit(db)
    on(db, "2026-11-25")
    (halfway,) = mails(db, "herinnering")
    assert halfway.to == "bram@loket.example"
    assert "Aisha werkt niet meer voor die dag." in halfway.text
    on(db, "2026-11-27")
    assert {m.to for m in mails(db, "te-laat")} == {"aisha@loket.example", "bram@loket.example"}


def test_without_a_vervanger_or_with_one_who_is_away_the_desk_is_reminded(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",), werkdagen=("ma", "vr"))
    submit(db)
    on(db, "2026-11-25")
    bram = medewerker(db, email="bram@loket.example")
    vervanger(db, aisha, bram)
    with db.transaction() as session:
        register_absence(
            session,
            desk=DESK,
            actor=bram,
            medewerker_id=bram.id,
            van=THURSDAY,
            tot=THURSDAY,
            vervanger_id=aisha.id,
            now=clock.now(),
        )
    on(db, "2026-11-26")
    assert [m.to for m in mails(db, "herinnering")] == ["loket@voorbeeldregio.example"] * 2


def test_an_owner_who_still_works_before_the_promise_ends_is_reminded(db: Database) -> None:
    aisha = medewerker(db, email="aisha@loket.example", gemeenten=("aastad",), werkdagen=("do",))
    vervanger(db, aisha, medewerker(db, email="bram@loket.example"))
    submit(db)
    on(db, "2026-11-25")
    assert [m.to for m in mails(db, "herinnering")] == ["aisha@loket.example"]
