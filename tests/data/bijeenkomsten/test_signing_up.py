"""Signing up and off by mail: nobody gets a place that is not there, and the order of waiting is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Actor, Rol
from app.bijeenkomsten import services
from app.bijeenkomsten.models import Aanmelding, Stand
from app.bijeenkomsten.services import ASK_AGAIN_AFTER, MOST_UNCONFIRMED, QUESTIONS_PER_DAY, SignUpFacts
from app.core import clock
from app.core.audit import AuditEntry
from app.core.errors import Conflict, DomainError, NotAllowed, NotFound
from tests.data.bijeenkomsten.desk import SITE, Desk, a_meeting, on
from tests.support.factories import later, mails

BOSS = Actor(7, "Cleo", frozenset({Rol.COORDINATOR}))
MANAGER = Actor(8, "Aida", frozenset({Rol.ACCOUNTMANAGER}))


def test_a_place_is_taken_only_when_the_mailbox_confirms(table: Desk) -> None:
    table.asks("Anna")
    assert (table.placed, table.waiting, table.mailed("Anna")) == ([], [], ["bevestigen"])
    assert table.confirms("Anna") is Stand.BEVESTIGD
    assert (table.placed, table.mailed("Anna")) == (["Anna"], ["bevestigen", "plaats"])


def test_the_question_to_confirm_says_nothing_that_somebody_typed(table: Desk) -> None:
    table.asks("Koop www.reclame.example", organisatie="www.reclame.example")
    mail = mails(table.db)[-1]
    assert "reclame" not in mail.text + mail.html + mail.subject


def test_confirming_twice_changes_nothing(table: Desk) -> None:
    table.joins("Anna")
    assert table.confirms("Anna") is Stand.BEVESTIGD
    assert table.mailed("Anna") == ["bevestigen", "plaats"]


def test_who_comes_when_it_is_full_waits_and_hears_the_number(table: Desk) -> None:
    assert table.joins("Anna", "Bas", "Cor", "Dina") == [
        Stand.BEVESTIGD, Stand.BEVESTIGD, Stand.WACHTLIJST, Stand.WACHTLIJST,
    ]  # fmt: skip
    assert "als nummer 2" in mails(table.db, "bijeenkomst-wachtlijst")[-1].text


def test_the_first_in_line_gets_the_place_of_who_signs_off(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor", "Dina")
    table.leaves("Anna")
    assert (table.placed, table.waiting) == (["Bas", "Cor"], ["Dina"])
    assert table.mailed("Cor")[-1] == "plaats-vrij"
    assert table.mailed("Anna")[-1] == "afgemeld"
    assert table.mailed("Dina") == ["bevestigen", "wachtlijst"]


def test_the_order_is_that_of_confirming_and_not_of_asking(table: Desk) -> None:
    for name in ("Anna", "Bas", "Cor", "Dina"):
        table.asks(name)
    for name in ("Dina", "Cor", "Bas", "Anna"):
        table.confirms(name)
    assert (table.placed, table.waiting) == (["Dina", "Cor"], ["Bas", "Anna"])
    table.leaves("Dina")
    assert (table.placed, table.waiting) == (["Cor", "Bas"], ["Anna"])


def test_nothing_of_somebody_stays_on_the_list_after_signing_off(table: Desk) -> None:
    table.joins("Anna")
    code = table.code("Anna")
    table.leaves("Anna")
    assert table.rows()[0] == 0
    with table.db.transaction() as session:
        services.sign_off(session, site=SITE, meeting=table.meeting, code=code, now=clock.now())
    assert table.mailed("Anna").count("afgemeld") == 1
    with pytest.raises(NotFound), table.db.transaction() as session:
        services.confirm(session, site=SITE, meeting=table.meeting, code=code, now=clock.now())


def test_sending_the_form_twice_counts_once(table: Desk) -> None:
    table.asks("Anna")
    table.asks("Anna")
    assert (table.rows()[0], table.mailed("Anna")) == (1, ["bevestigen"])


def test_nobody_can_fill_a_mailbox_through_the_form(table: Desk) -> None:
    for _ in range(5):
        table.asks("Anna")
    assert table.mailed("Anna") == ["bevestigen"]
    with clock.pinned(later(seconds=ASK_AGAIN_AFTER.total_seconds())):
        table.asks("Anna")
    assert table.mailed("Anna") == ["bevestigen", "bevestigen"]
    for number in range(QUESTIONS_PER_DAY + 3):
        table.meeting = a_meeting(f"andere-{number}")
        table.asks("Anna")
    assert len(table.mailed("Anna")) == QUESTIONS_PER_DAY + 1


def test_who_is_on_the_list_already_hears_so_by_mail_and_keeps_the_name(table: Desk) -> None:
    table.joins("Anna")
    with clock.pinned(later(hours=1)):
        table.asks("Anna Iemand Anders")
    assert table.mailed("Anna")[-1] == "al-aangemeld"
    assert table.placed == ["Anna"]


def test_more_unconfirmed_sign_ups_than_any_room_holds_are_refused(table: Desk) -> None:
    table.asks("Anna")
    with table.db.transaction() as session:
        first = session.scalars(select(Aanmelding)).one()
        session.add_all(
            Aanmelding(
                lijst_id=first.lijst_id, naam="x", email=f"x{n}@x.example", code=f"c{n}",
                gevraagd_op=clock.now(), gemaild_op=clock.now(),
            )
            for n in range(MOST_UNCONFIRMED)
        )  # fmt: skip
    with pytest.raises(DomainError, match="te veel aanmeldingen"):
        table.asks("Bas")


@pytest.mark.parametrize(
    ("changes", "moment", "why"),
    [
        ({"aanmelden_tot": "2026-12-04"}, on(5, hour=0), "niet meer aanmelden"),
        ({}, on(8, hour=14), "niet meer aanmelden"),
        ({}, on(8, hour=16), "voorbij"),
        ({"afgelast": "De zaal is dicht."}, on(1), "gaat niet door"),
    ],
)
def test_nobody_signs_up_when_it_is_closed_past_or_cancelled(
    table: Desk, changes: dict[str, str], moment: object, why: str
) -> None:
    table.changes(**changes)
    with clock.pinned(moment), pytest.raises(DomainError, match=why):  # type: ignore[arg-type]
        table.asks("Anna")


def test_on_the_last_day_people_can_sign_up_and_confirm_a_day_later(table: Desk) -> None:
    table.changes(aanmelden_tot="2026-12-04")
    with clock.pinned(on(4, hour=23)):
        table.asks("Anna")
    with clock.pinned(on(5)):
        assert table.confirms("Anna") is Stand.BEVESTIGD


def test_a_question_to_confirm_works_for_seven_days_and_not_after_the_beginning(table: Desk) -> None:
    table.asks("Anna")
    with clock.pinned(later(days=8)), pytest.raises(NotFound, match="zeven dagen"):
        table.confirms("Anna")
    with clock.pinned(on(7, hour=9)):
        table.asks("Bas")
    with clock.pinned(on(8, hour=14)), pytest.raises(Conflict):
        table.confirms("Bas")


@pytest.mark.parametrize(
    "facts",
    [
        SignUpFacts(" ", "anna@bedrijf.example"),
        SignUpFacts("x" * 121, "anna@bedrijf.example"),
        SignUpFacts("Anna", "geen adres"),
    ],
)
def test_values_that_cannot_be_right_are_refused(table: Desk, facts: SignUpFacts) -> None:
    with pytest.raises(DomainError), table.db.transaction() as session:
        services.sign_up(session, site=SITE, meeting=table.meeting, facts=facts, now=clock.now())


def test_a_coordinator_signs_somebody_off_and_the_next_gets_the_place(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    with table.db.transaction() as session:
        anna = session.scalars(select(Aanmelding).where(Aanmelding.naam == "Anna")).one()
        with pytest.raises(NotAllowed):
            services.sign_off_for(
                session, site=SITE, meeting=table.meeting, actor=MANAGER, entry_id=anna.id, now=clock.now()
            )
        services.sign_off_for(session, site=SITE, meeting=table.meeting, actor=BOSS, entry_id=anna.id, now=clock.now())
    assert (table.placed, table.waiting) == (["Bas", "Cor"], [])
    assert "Wij hebben u afgemeld." in mails(table.db, "bijeenkomst-afgemeld")[-1].text
    with table.db.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "bijeenkomst-afgemeld")).one()
    assert (entry.actor, entry.details) == ("7", {"slug": "aan-tafel"})


def test_a_coordinator_cancels_and_everybody_hears_once(table: Desk) -> None:
    table.joins("Anna", "Bas", "Cor")
    table.asks("Dina")
    for _ in range(2):
        with table.db.transaction() as session:
            services.cancel_meeting(
                session, site=SITE, meeting=table.meeting, actor=BOSS, reason="De zaal is dicht.", now=clock.now()
            )
    cancelled = mails(table.db, "bijeenkomst-afgelast")
    assert len(cancelled) == 3 and "De zaal is dicht." in cancelled[0].text
    with pytest.raises(DomainError, match="gaat niet door"):
        table.asks("Els")
    table.leaves("Anna")
    assert table.waiting == ["Cor"], "nobody gets a place in a meeting that does not take place"
    with pytest.raises(NotAllowed), table.db.transaction() as session:
        services.cancel_meeting(
            session, site=SITE, meeting=table.meeting, actor=MANAGER, reason="Ik wil het.", now=clock.now()
        )
