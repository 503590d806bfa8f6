"""What a werkgever does through the mailed link: withdraw, solved or not, rate, ask for a call."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.accounts.hours import parse_hours
from app.accounts.models import Medewerker
from app.accounts.permissions import Actor
from app.contact import closing, services
from app.contact.absence import register_absence
from app.contact.dossier_models import Belmoment, Beoordeling
from app.contact.links import FollowLink
from app.contact.models import Bericht, WerkgeverEmail
from app.contact.states import Soort, Status
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed
from tests.support.factories import DESK, later, mailed, mails, medewerker, request_of, submit, version_of


def answered(db: Database, aida: Actor) -> FollowLink:
    """A request that was answered, and its mailed link."""
    ref = submit(db).referentie
    with db.transaction() as session:
        services.answer_as_medewerker(
            session,
            desk=DESK,
            actor=aida,
            referentie=ref,
            text="Zo doet u dat.",
            version=version_of(db, ref),
            key="a",
            now=clock.now(),
        )
    return mailed(ref)


def status_of(db: Database, link: FollowLink) -> str:
    with db.reading() as session:
        return request_of(session, link.referentie).status


def act(db: Database, verb: str, link: FollowLink, **values: object) -> None:
    with db.transaction() as session:
        getattr(closing, verb)(session, desk=DESK, link=link, now=clock.now(), **values)


def test_withdrawing_closes_the_request_and_tells_the_owner_once(db: Database) -> None:
    medewerker(db, naam="Aida", email="aida@loket.example", gemeenten=("aastad",))
    link = mailed(submit(db).referentie)
    for _twice in range(2):
        act(db, "withdraw", link)
    assert status_of(db, link) == Status.INGETROKKEN
    assert [mail.to for mail in mails(db, "werkgever-sloot")] == ["aida@loket.example"]
    with db.reading() as session:
        assert request_of(session, link.referentie).afgesloten_op == clock.now()


def test_a_withdrawn_request_opens_again_with_a_message(sqlite_db: Database) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    link = mailed(submit(sqlite_db).referentie)
    act(sqlite_db, "withdraw", link)
    with sqlite_db.transaction() as session:
        services.reply_as_werkgever(session, desk=DESK, link=link, text="Toch wel.", key="r", now=clock.now())
    assert status_of(sqlite_db, link) == Status.IN_BEHANDELING


def test_solved_needs_an_answer_and_closes(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    fresh = mailed(submit(sqlite_db, kvk_nummer="00000002").referentie)
    with pytest.raises(DomainError, match="Wij zijn nog met uw vraag bezig"):
        act(sqlite_db, "mark_solved", fresh)
    link = answered(sqlite_db, aida)
    for _twice in range(2):
        act(sqlite_db, "mark_solved", link)
    assert status_of(sqlite_db, link) == Status.AFGEROND
    assert len(mails(sqlite_db, "werkgever-sloot")) == 1


def test_not_solved_gives_a_new_promise_once(sqlite_db: Database, tuesday: datetime) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    link = answered(sqlite_db, aida)
    with clock.pinned(tuesday + timedelta(days=7)):
        for _twice in range(2):
            act(sqlite_db, "mark_unsolved", link)
        with sqlite_db.reading() as session:
            request = request_of(session, link.referentie)
            said = [m.tekst for m in request.berichten if m.soort == Soort.WERKGEVER]
            assert (request.status, request.beloofd_op) == (Status.IN_BEHANDELING, date(2026, 12, 3))
    assert said.count(closing.STILL_OPEN) == 1
    assert len(mails(sqlite_db, "reactie")) == 1


def test_the_link_of_the_confirmation_page_may_do_nothing(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    link = FollowLink(answered(sqlite_db, aida).referentie, mailed=False)
    with sqlite_db.reading() as session:
        assert closing.find_choices(session, link, now=clock.now()) == closing.NOTHING
    for verb in ("withdraw", "mark_solved", "mark_unsolved"):
        with pytest.raises(NotAllowed):
            act(sqlite_db, verb, link)
    assert status_of(sqlite_db, link) == Status.WACHT_OP_WERKGEVER


def test_doing_something_confirms_the_address(sqlite_db: Database) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    act(sqlite_db, "withdraw", mailed(submit(sqlite_db).referentie))
    with sqlite_db.reading() as session:
        assert [row.email for row in session.query(WerkgeverEmail)] == ["robin@bakkerij.example"]


def test_the_two_questions_are_answered_once(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",))
    link = answered(db, aida)

    def rate(geholpen: str, tevreden: int) -> None:
        with db.transaction() as session:
            closing.rate(session, link=link, geholpen=geholpen, tevreden=tevreden, now=clock.now())

    with pytest.raises(DomainError, match="nog niet afgesloten"):
        rate("ja", 5)
    act(db, "mark_solved", link)
    for wrong in (("misschien", 5), ("ja", 6), ("ja", 0)):
        with pytest.raises(DomainError, match="Kies bij elke vraag een antwoord"):
            rate(*wrong)
    rate("deels", 4)
    with pytest.raises(DomainError, match="U gaf uw mening al"):
        rate("nee", 1)
    with db.reading() as session:
        assert [(r.geholpen, r.tevreden) for r in session.query(Beoordeling)] == [("deels", 4)]
        assert closing.find_choices(session, link, now=clock.now()).beoordeeld


def test_a_call_is_chosen_from_the_working_days_and_may_be_changed(sqlite_db: Database) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",), werkdagen=("do",))
    link = mailed(submit(sqlite_db).referentie)

    def choose(dag: date, dagdeel: str = "ochtend", telefoon: str = "020 000 00 01") -> None:
        with sqlite_db.transaction() as session:
            closing.choose_call(session, link=link, dag=dag, dagdeel=dagdeel, telefoon=telefoon, now=clock.now())

    for wrong in (date(2026, 11, 25), date(2026, 11, 24), date(2027, 6, 3)):
        with pytest.raises(DomainError, match="Kies een dag"):
            choose(wrong)
    with pytest.raises(DomainError, match="Kies een dag"):
        choose(date(2026, 11, 26), "nacht")
    with pytest.raises(DomainError, match="telefoonnummer"):
        choose(date(2026, 11, 26), telefoon="bel maar")
    choose(date(2026, 11, 26))
    choose(date(2026, 12, 3), "middag")
    choose(date(2026, 12, 3), "middag")
    with sqlite_db.reading() as session:
        assert [(m.dag, m.dagdeel) for m in session.query(Belmoment)] == [(date(2026, 12, 3), "middag")]
        assert session.query(Bericht).filter(Bericht.tekst.contains("gebeld worden")).count() == 2
        choices = closing.find_choices(session, link, now=clock.now())
    assert choices.gekozen == "donderdag 3 december 2026, tussen 13.00 en 17.00 uur"


def test_a_call_is_offered_and_kept_with_the_hours_of_the_contact_person(db: Database) -> None:
    aida = medewerker(db, gemeenten=("aastad",), werkdagen=("wo", "do"))
    link = mailed(submit(db).referentie)
    with db.transaction() as session:
        session.get_one(Medewerker, aida.id).werktijden = {"wo": "8.30-11.00", "do": "12.30-20.00"}
    with db.reading() as session:
        offered = closing.find_choices(session, link, now=clock.now(), office=parse_hours("8.00-16.00")).belmomenten
    assert [(m.dag, m.dagdeel.value, str(m.uren)) for m in offered[:2]] == [
        (date(2026, 11, 25), "ochtend", "8.30-11.00"),
        (date(2026, 11, 26), "middag", "13.00-20.00"),
    ]
    common = {"link": link, "telefoon": "020 000 00 01", "now": clock.now()}
    with pytest.raises(DomainError, match="Kies een dag"), db.transaction() as session:
        closing.choose_call(session, dag=date(2026, 11, 25), dagdeel="middag", **common)  # type: ignore[arg-type]
    with db.transaction() as session:
        closing.choose_call(session, dag=date(2026, 11, 25), dagdeel="ochtend", **common)  # type: ignore[arg-type]
    with db.transaction() as session:
        session.get_one(Medewerker, aida.id).werktijden = None
    with db.reading() as session:
        assert closing.find_choices(session, link, now=clock.now()).gekozen == (
            "woensdag 25 november 2026, tussen 8.30 en 11.00 uur"
        )


def test_the_desk_calls_in_the_office_hours_of_the_region(sqlite_db: Database) -> None:
    link = mailed(submit(sqlite_db).referentie)
    with sqlite_db.reading() as session:
        office = parse_hours("10.00-12.00")
        offered = closing.find_choices(session, link, now=clock.now(), office=office).belmomenten
    assert {str(moment.uren) for moment in offered} == {"10.00-12.00"}
    assert len(offered) == 5


def test_nobody_is_called_by_somebody_who_is_away(sqlite_db: Database) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    bram = medewerker(sqlite_db)
    link = mailed(submit(sqlite_db).referentie)
    with sqlite_db.transaction() as session:
        register_absence(
            session,
            desk=DESK,
            actor=aida,
            medewerker_id=aida.id,
            van=date(2026, 11, 25),
            tot=date(2026, 11, 27),
            vervanger_id=bram.id,
            now=clock.now(),
        )
        choices = closing.find_choices(session, link, now=clock.now())
    assert choices.beldagen[0] == date(2026, 11, 30)


def test_a_closed_request_offers_no_call(sqlite_db: Database) -> None:
    medewerker(sqlite_db, gemeenten=("aastad",))
    link = mailed(submit(sqlite_db).referentie)
    act(sqlite_db, "withdraw", link)
    with pytest.raises(DomainError, match="afgesloten"), sqlite_db.transaction() as session:
        closing.choose_call(
            session, link=link, dag=date(2026, 11, 26), dagdeel="ochtend", telefoon="020 000 00 01", now=later(hours=1)
        )
