"""Check-ins: by hand and on the planned moments, answered with three choices, and noticed the same day when worse."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from app.accounts.models import Medewerker
from app.accounts.permissions import Actor
from app.cli.worker import chores_for
from app.contact import checkins, placements
from app.contact.absence import register_absence
from app.contact.dossier_models import Checkin, Niveau, Opvolging, OpvolgingStand
from app.contact.followups import list_due
from app.contact.models import Werkgever, WerkgeverEmail
from app.contact.office import Moment, Opvolgplan
from app.contact.pulse import GOOD_START, Answers
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError, NotFound
from app.settings import Settings
from tests.data.contact.test_dossier import employer, place, see
from tests.support.factories import DESK, leaves, mails, medewerker

ROBIN = "robin@bakkerij.example"
PLAN = Opvolgplan(momenten=(Moment(maanden=3, waarom="Drie maanden."), Moment(maanden=12, waarom="Een jaar.")))
GOED, KAN_BETER, NIET_GOED = Niveau
FEBRUARY = datetime(2027, 2, 1, 9, tzinfo=clock.AMSTERDAM)
"""A Monday, three months after the placement of the tests began."""


@pytest.fixture
def aida(db: Database) -> Actor:
    return medewerker(db, naam="Aida", email="aida@loket.example", gemeenten=("aastad",))


@pytest.fixture
def werkgever(db: Database, aida: Actor) -> int:
    return employer(db)


@pytest.fixture
def placement(db: Database, aida: Actor, werkgever: int) -> int:
    return place(db, aida, werkgever, regelingen=[], checkin_email=ROBIN)


def send(db: Database, actor: Actor, werkgever: int, placement: int | None = None, **changes: object) -> int:
    values: dict[str, object] = {"email": ROBIN, "now": clock.now(), **changes}
    with db.transaction() as session:
        made = checkins.send_checkin(
            session,
            desk=DESK,
            actor=actor,
            werkgever_id=werkgever,
            placement_id=placement,
            **values,  # type: ignore[arg-type]
        )
        return made.id


def answer(
    db: Database,
    number: int,
    taken: Niveau | None = GOED,
    begeleiding: Niveau | None = GOED,
    *,
    bellen: bool = False,
    now: datetime | None = None,
) -> None:
    with db.transaction() as session:
        given = Answers(taken, begeleiding, bellen)
        checkins.answer_checkin(session, desk=DESK, checkin_id=number, answers=given, now=now or clock.now())


def run(db: Database, now: datetime) -> int:
    with db.transaction() as session:
        return checkins.send_planned(session, desk=DESK, plan=PLAN, now=now)


def to_do(db: Database) -> list[str]:
    """Why somebody has to do something today."""
    with db.reading() as session:
        rows = session.query(Opvolging).filter_by(stand=OpvolgingStand.GEPLAND).filter(Opvolging.sleutel.like("check%"))
        return [row.waarom for row in rows]


def test_a_check_in_asks_by_mail_and_names_no_job(db: Database, aida: Actor, werkgever: int, placement: int) -> None:
    with pytest.raises(DomainError, match="Kies een e-mailadres"):
        send(db, aida, werkgever, placement, email="iemand@anders.example")
    with pytest.raises(NotFound):
        send(db, aida, werkgever, 999)
    number = send(db, aida, werkgever, placement)
    with pytest.raises(DomainError, match="deze week al"):
        send(db, aida, werkgever, placement)
    sent = mails(db, "checkin")
    assert [mail.to for mail in sent] == [ROBIN]
    assert "Bakker" not in sent[0].text + sent[0].html
    token = sent[0].text.split("/contact/hoe-gaat-het/")[1].split("?")[0].split()[0]
    assert DESK.links.read_checkin(token) == number


def test_good_answers_disturb_nobody(db: Database, aida: Actor, werkgever: int, placement: int) -> None:
    answer(db, send(db, aida, werkgever, placement))
    assert to_do(db) == []
    assert mails(db, "checkin-bel-mij") == []
    assert see(db, aida, werkgever).checkins[0].antwoorden == GOOD_START


def test_a_worse_answer_reaches_the_accountmanager_today_and_once(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    answer(db, send(db, aida, werkgever, placement))
    later = clock.now() + timedelta(days=90)
    second = send(db, aida, werkgever, placement, now=later)
    for _twice in range(2):
        answer(db, second, KAN_BETER, GOED, now=later)
    assert to_do(db) == ["De taken gaan minder goed dan eerst."]
    told = mails(db, "checkin-bel-mij")
    assert [mail.to for mail in told] == ["aida@loket.example"]
    assert "Bij een werkgever gaat het minder goed" in told[0].subject
    assert "Bakkerij" not in told[0].text + told[0].html + told[0].subject
    with db.reading() as session:
        assert [row.waarom for row in list_due(session, aida, today=later.date())][-1] == to_do(db)[0]


def test_the_same_as_before_disturbs_nobody_again_but_bad_does(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    moments = [clock.now() + timedelta(days=30 * turn) for turn in range(4)]
    for moment, level in zip(moments, (KAN_BETER, KAN_BETER, NIET_GOED, NIET_GOED), strict=True):
        answer(db, send(db, aida, werkgever, placement, now=moment), level, GOED, now=moment)
    assert len(mails(db, "checkin-bel-mij")) == 3
    assert to_do(db) == [
        "De taken gaan minder goed dan eerst.",
        "De taken gaan minder goed dan eerst.",
        "De taken gaan niet goed.",
    ]


def test_the_last_answer_counts_and_something_new_is_told_again(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    number = send(db, aida, werkgever, placement)
    answer(db, number, KAN_BETER, GOED)
    with db.transaction() as session:
        session.execute(update(Opvolging).values(stand=OpvolgingStand.GEDAAN))
    answer(db, number, KAN_BETER, GOED, bellen=True)
    assert to_do(db) == ["De werkgever vraagt bij de check-in: bel mij. De taken gaan minder goed dan eerst."]
    assert len(mails(db, "checkin-bel-mij")) == 2
    answer(db, number)
    assert len(mails(db, "checkin-bel-mij")) == 2
    assert see(db, aida, werkgever).checkins[0].antwoorden == GOOD_START
    with db.reading() as session:
        assert session.query(Checkin).count() == 1


def test_placements_are_compared_with_themselves_only(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    other = place(db, aida, werkgever, functie="Inpakker", regelingen=[])
    answer(db, send(db, aida, werkgever, other), KAN_BETER, KAN_BETER)
    answer(db, send(db, aida, werkgever, placement), KAN_BETER, GOED)
    assert to_do(db)[-1] == "De taken gaan minder goed dan eerst."


def test_levels_must_be_chosen_unless_somebody_wants_a_call(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    number = send(db, aida, werkgever, placement)
    with pytest.raises(DomainError, match="Beantwoord"):
        answer(db, number, None, GOED)
    answer(db, number, None, None, bellen=True)
    assert to_do(db) == ["De werkgever vraagt bij de check-in: bel mij."]


def test_an_answer_of_before_the_three_questions_still_counts(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    """What the release before this one stored: one word."""
    first = send(db, aida, werkgever, placement)
    with db.transaction() as session:
        session.execute(update(Checkin).values(antwoord="goed", beantwoord_op=clock.now()))
    assert see(db, aida, werkgever).checkins[0].antwoorden == GOOD_START
    with db.transaction() as session:
        session.execute(update(Checkin).where(Checkin.id == first).values(antwoord="bel-mij"))
    assert see(db, aida, werkgever).checkins[0].antwoorden == Answers(None, None, bellen=True)


def absent(db: Database, person: Actor, deputy: Actor) -> None:
    with db.transaction() as session:
        register_absence(
            session,
            desk=DESK,
            actor=person,
            medewerker_id=person.id,
            van=clock.today(),
            tot=clock.today() + timedelta(days=7),
            vervanger_id=deputy.id,
            now=clock.now(),
        )


def test_during_an_absence_the_named_deputy_gets_it(db: Database, aida: Actor, werkgever: int, placement: int) -> None:
    bram = medewerker(db, email="bram@loket.example")
    number = send(db, aida, werkgever, placement)
    absent(db, aida, bram)
    answer(db, number, NIET_GOED, GOED)
    told = mails(db, "checkin-bel-mij")[0]
    assert told.to == "bram@loket.example"
    assert "omdat Aida er vandaag niet is" in told.text


def test_on_a_day_off_the_standing_deputy_gets_it_and_without_one_the_desk(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    bram = medewerker(db, email="bram@loket.example")
    number = send(db, aida, werkgever, placement)
    with db.transaction() as session:
        person = session.get_one(Medewerker, aida.id)
        person.werkdagen, person.vervanger_id = ["ma", "wo"], bram.id
    answer(db, number, NIET_GOED, GOED)
    assert mails(db, "checkin-bel-mij")[-1].to == "bram@loket.example"
    leaves(db, bram)
    answer(db, number, NIET_GOED, NIET_GOED)
    assert mails(db, "checkin-bel-mij")[-1].to == DESK.region.loket.email


def test_it_goes_to_the_desk_when_the_accountmanager_left(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    number = send(db, aida, werkgever)
    leaves(db, aida)
    answer(db, number, None, None, bellen=True)
    assert mails(db, "checkin-bel-mij")[0].to == DESK.region.loket.email


def test_a_planned_check_in_goes_out_once_on_its_moment(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    assert run(db, FEBRUARY - timedelta(days=3)) == 0
    assert [run(db, FEBRUARY) for _thrice in range(3)] == [1, 0, 0]
    assert run(db, FEBRUARY + timedelta(days=8)) == 0
    sent = mails(db, "checkin")
    assert [mail.to for mail in sent] == [ROBIN]
    assert "Aida hoort graag" in sent[0].text
    year = datetime(2027, 11, 1, 9, tzinfo=clock.AMSTERDAM)
    assert run(db, year) == 1
    with db.reading() as session:
        assert [row.moment for row in session.query(Checkin).order_by(Checkin.id)] == ["moment-3", "moment-12"]


def test_a_moment_long_ago_and_a_weekend_are_left_alone(db: Database, placement: int) -> None:
    assert run(db, FEBRUARY + timedelta(days=15)) == 0
    assert run(db, FEBRUARY + timedelta(days=5)) == 0
    assert run(db, FEBRUARY + timedelta(days=7)) == 1


def test_a_colleague_who_just_asked_is_not_repeated(db: Database, aida: Actor, werkgever: int, placement: int) -> None:
    send(db, aida, werkgever, placement, now=FEBRUARY - timedelta(days=2))
    assert run(db, FEBRUARY) == 0
    assert run(db, FEBRUARY + timedelta(days=7)) == 1


def test_only_a_running_placement_with_a_confirmed_address_is_asked(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    place(db, aida, werkgever, functie="Zonder adres", regelingen=[])
    over = place(db, aida, werkgever, functie="Voorbij", regelingen=[], checkin_email=ROBIN)
    with db.transaction() as session:
        placements.end_placement(session, actor=aida, placement_id=over, now=clock.now())
    assert run(db, FEBRUARY) == 1
    with db.transaction() as session:
        session.query(Checkin).delete()
        session.query(WerkgeverEmail).delete()
    assert run(db, FEBRUARY) == 0


def test_without_accountmanager_the_desk_asks(db: Database, placement: int) -> None:
    with db.transaction() as session:
        session.execute(update(Werkgever).values(accountmanager_id=None))
    assert run(db, FEBRUARY) == 1
    assert DESK.region.loket.naam in mails(db, "checkin")[0].text


def test_where_check_ins_go_can_be_chosen_later(db: Database, aida: Actor, werkgever: int, placement: int) -> None:
    def choose(email: str | None) -> None:
        with db.transaction() as session:
            placements.choose_checkins(session, actor=aida, placement_id=placement, email=email, now=clock.now())

    with pytest.raises(DomainError, match="Kies een e-mailadres"):
        choose("iemand@anders.example")
    choose(None)
    assert run(db, FEBRUARY) == 0
    choose(ROBIN)
    assert run(db, FEBRUARY) == 1
    with pytest.raises(DomainError, match="Kies een e-mailadres"):
        place(db, aida, werkgever, functie="Ander", checkin_email="iemand@anders.example")
    with db.transaction() as session:
        placements.end_placement(session, actor=aida, placement_id=placement, now=clock.now())
    assert see(db, aida, werkgever).plaatsingen[0].checkin_email is None
    with pytest.raises(DomainError, match="voorbij"):
        choose(ROBIN)


def test_an_expired_link_is_renewed_to_the_address_it_went_to(
    db: Database, aida: Actor, werkgever: int, placement: int
) -> None:
    send(db, aida, werkgever, placement)
    token = mails(db, "checkin")[0].text.split("/contact/hoe-gaat-het/")[1].split()[0]
    later = clock.now() + timedelta(days=70)
    for _twice in range(2):
        with db.transaction() as session:
            checkins.renew_link(session, desk=DESK, token=token, now=later)
    assert [mail.to for mail in mails(db, "checkin")] == [ROBIN, ROBIN]


def test_a_day_in_the_plan_counts_from_the_first_of_the_month() -> None:
    start = date(2026, 11, 1)
    assert checkins.due_moment(start, PLAN, date(2027, 1, 31)) is None
    assert checkins.due_moment(start, PLAN, date(2027, 2, 1)) == "moment-3"
    assert checkins.due_moment(start, PLAN, date(2027, 2, 15)) == "moment-3"
    assert checkins.due_moment(start, PLAN, date(2027, 2, 16)) is None
    assert checkins.due_moment(start, PLAN, date(2027, 11, 2)) == "moment-12"


def test_the_worker_asks_by_day_and_not_in_the_night(sqlite_db: Database, settings: Settings) -> None:
    aida = medewerker(sqlite_db, gemeenten=("aastad",))
    place(sqlite_db, aida, employer(sqlite_db), regelingen=[], checkin_email=ROBIN)
    chore = next(chore for chore in chores_for(settings) if chore.naam == "check-ins")
    for moment, sent in ((FEBRUARY.replace(hour=7), 0), (FEBRUARY, 1), (FEBRUARY.replace(hour=20), 1)):
        with sqlite_db.transaction() as session:
            chore.run(session, moment)
        assert len(mails(sqlite_db, "checkin")) == sent
