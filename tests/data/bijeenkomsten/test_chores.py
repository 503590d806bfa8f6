"""What the worker does for meetings: following the content, reminding once, and throwing away on time."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.bijeenkomsten.models import Aanmelding
from app.cli.bewaartermijn import bewaartermijn
from app.cli.meetings import meeting_chores
from app.core import clock
from app.core.outbox import OutboxMessage
from app.settings import Settings
from tests.content.conftest import EXAMPLE_REGION
from tests.data.bijeenkomsten.desk import Desk, a_meeting, on
from tests.support.factories import later, mails

DIJKHUIS = {"naam": "Dijkhuis", "adres": "Dijkweg 1, 1111 AA Noorderdijk"}


def test_more_places_in_the_content_go_to_who_waits_longest(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor", "Dina", "Els")
    table.changes(plaatsen=4)
    assert table.follows() == 2
    assert (table.placed, table.waiting) == (["Anna", "Bas", "Cor", "Dina"], ["Els"])
    assert table.mailed("Dina")[-1] == "plaats-vrij"
    assert table.follows() == 0


def test_fewer_places_take_nobodys_place_and_give_none_until_enough_people_left(table: Desk) -> None:
    table.changes(plaatsen=3)
    table.joins("Anna", "Bas", "Cor", "Dina")
    table.changes(plaatsen=1)
    assert table.follows() == 0
    assert table.placed == ["Anna", "Bas", "Cor"]
    for name, left in (("Anna", ["Bas", "Cor"]), ("Bas", ["Cor"])):
        table.leaves(name)
        assert (table.placed, table.waiting) == (left, ["Dina"])
    table.leaves("Cor")
    assert (table.placed, table.waiting) == (["Dina"], [])


def test_a_newcomer_does_not_pass_who_waits_when_places_were_added(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    table.changes(plaatsen=3)
    table.joins("Dina")
    assert (table.placed, table.waiting) == (["Anna", "Bas", "Cor"], ["Dina"])


def test_everybody_hears_once_that_the_content_says_cancelled(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    table.changes(afgelast="Te weinig aanmeldingen.")
    assert table.follows() == 3
    assert table.follows() == 0
    assert [table.mailed(name)[-1] for name in ("Anna", "Bas", "Cor")] == ["afgelast"] * 3
    assert "Te weinig aanmeldingen." in mails(table.db)[-1].text
    with clock.pinned(on(6)):
        assert table.reminds() == 0


def test_everybody_hears_once_that_it_was_moved(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    table.changes(datum="2026-12-15")
    assert table.follows() == 3
    assert table.follows() == 0
    moved = mails(table.db, "bijeenkomst-verplaatst")
    assert "dinsdag 15 december 2026, van 14.00 tot 16.00 uur" in moved[0].text
    assert ["houdt uw plaats" in mail.text for mail in moved] == [True, True, False]


def test_other_changes_of_the_file_send_no_mail(table: Desk) -> None:
    table.joins("Anna")
    table.changes(samenvatting="Andere woorden.", titel="Voorbeeld - Een andere titel")
    assert table.follows() == 0


def test_the_reminder_comes_two_days_before_and_once(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    table.asks("Dina")
    with clock.pinned(on(5, hour=23)):
        assert table.reminds() == 0
    with clock.pinned(on(6, hour=8)):
        assert table.reminds() == 2
        assert table.reminds() == 0
    with clock.pinned(on(7)):
        assert table.reminds() == 0
    assert [table.mailed(name)[-1] for name in ("Anna", "Bas")] == ["herinnering", "herinnering"]
    assert "herinnering" not in table.mailed("Cor") + table.mailed("Dina")


def test_who_gets_a_place_close_to_the_day_needs_no_reminder(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    with clock.pinned(on(6)):
        assert table.reminds() == 2
        table.leaves("Anna")
        assert table.reminds() == 0
        table.changes(plaatsen=3)
        table.joins("Els")
        assert table.reminds() == 0
    assert "herinnering" not in mails(table.db, "bijeenkomst-plaats")[-1].text


def test_a_moved_meeting_is_reminded_again_before_its_new_day(table: Desk) -> None:
    table.joins("Anna")
    with clock.pinned(on(6)):
        assert table.reminds() == 1
        table.changes(datum="2026-12-20")
        table.follows()
        assert table.reminds() == 0
    with clock.pinned(on(18)):
        assert table.reminds() == 1


def test_nobody_is_reminded_of_a_meeting_that_began(table: Desk) -> None:
    table.joins("Anna")
    with clock.pinned(on(8, hour=15)):
        assert table.reminds() == 0


def test_the_link_to_take_part_online_is_only_in_mail_to_who_has_a_place(table: Desk) -> None:
    table.changes(vorm="allebei", link="https://online.voorbeeld.example/kamer")
    table.joins("Anna", "Bas", "Cor")
    with clock.pinned(on(6)):
        table.reminds()
    with_link = {mail.kind for mail in mails(table.db) if "https://online.voorbeeld.example/kamer" in mail.text}
    without = {mail.kind for mail in mails(table.db)} - with_link
    assert with_link == {"bijeenkomst-plaats", "bijeenkomst-herinnering"}
    assert without == {"bijeenkomst-bevestigen", "bijeenkomst-wachtlijst"}


def test_thirty_days_after_the_meeting_nothing_of_anybody_is_left(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    with clock.pinned(on(7, month=1, year=2027, hour=15)):
        assert table.purges() == 0
        assert table.rows() == (3, 1)
    with clock.pinned(on(7, month=1, year=2027, hour=17)):
        assert table.purges() == 3
        assert table.rows() == (0, 0)
        assert table.purges() == 0
    with table.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_a_meeting_that_was_moved_is_kept_until_thirty_days_after_its_new_day(table: Desk) -> None:
    table.joins("Anna")
    table.changes(datum="2027-01-12")
    table.follows()
    with clock.pinned(on(10, month=1, year=2027)):
        assert table.purges() == 0
    with clock.pinned(on(12, month=2, year=2027)):
        assert table.purges() == 1


def test_who_never_confirmed_is_forgotten_after_seven_days(table: Desk) -> None:
    table.asks("Anna")
    table.joins("Bas")
    with clock.pinned(later(days=6)):
        assert table.purges() == 0
    with clock.pinned(later(days=8)):
        assert table.purges() == 1
    assert table.placed == ["Bas"]


def test_people_of_a_meeting_whose_file_is_gone_are_forgotten_too(table: Desk) -> None:
    table.joins("Anna")
    table.meeting = a_meeting("andere")
    assert table.follows() == 0
    with clock.pinned(on(12, month=2, year=2027)):
        assert table.purges() == 1


@pytest.fixture
def installation(table: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The database of the command line."""
    monkeypatch.setenv("DATABASE_URL", table.db.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    return table


def test_the_command_tells_what_would_go_and_then_does_it(installation: Desk) -> None:
    installation.joins("Anna", "Bas")
    with clock.pinned(on(12, month=2, year=2027)):
        dry = CliRunner().invoke(bewaartermijn, ["draai", "--droog"], catch_exceptions=False)
        assert "aanmeldingen          2" in dry.output and installation.rows() == (2, 1)
        done = CliRunner().invoke(bewaartermijn, ["draai"], catch_exceptions=False)
        assert "aanmeldingen          2" in done.output and installation.rows() == (0, 0)


def test_the_worker_follows_the_content_that_is_served_and_sleeps_at_night(table: Desk, settings: Settings) -> None:
    follow, wipe = meeting_chores(_on(settings))
    table.meeting = a_meeting("voorbeeld-aan-tafel", plaatsen=1, plek=DIJKHUIS)
    table.joins("Anna", "Bas", "Cor", "Dina")
    for hour, kinds in ((3, []), (9, ["herinnering"])):
        with clock.pinned(on(6, hour=hour)), table.db.transaction() as session:
            follow.run(session, clock.now())
        assert [kind for kind in table.mailed("Anna") if kind == "herinnering"] == kinds
    assert table.placed == ["Anna", "Bas", "Cor"], "the file has three places"
    with clock.pinned(on(12, month=2, year=2027)), table.db.transaction() as session:
        wipe.run(session, clock.now())
        assert session.scalars(select(Aanmelding)).all() == []


def _on(settings: Settings) -> Settings:
    values = {name: getattr(settings, name) for name in settings.__slots__}
    return Settings(**values | {"content_dir": EXAMPLE_REGION})
