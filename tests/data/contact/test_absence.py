"""Nobody leaves waiting work behind, and what was looked after comes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.absence import apply_absences, end_absence, list_absences, register_absence
from app.contact.conversation import get_employer_view
from app.contact.states import Soort
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError, NotAllowed
from tests.support.factories import (
    DESK,
    later,
    leaves,
    mailed,
    mails,
    medewerker,
    owner_of,
    request_of,
    submit,
    version_of,
    werkgevers,
)

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


def away(
    db: Database, person: Actor, deputy: Actor, *, van: date = TODAY, tot: date = FRIDAY, by: Actor | None = None
) -> int:
    with db.transaction() as session:
        return register_absence(
            session,
            desk=DESK,
            actor=by or person,
            medewerker_id=person.id,
            van=van,
            tot=tot,
            vervanger_id=deputy.id,
            now=clock.now(),
        )


def sweep(db: Database, **amount: float) -> int:
    with db.transaction() as session:
        return apply_absences(session, desk=DESK, now=later(**amount))


def answer(db: Database, actor: Actor, ref: str) -> None:
    with db.transaction() as session:
        services.answer_as_medewerker(
            session,
            desk=DESK,
            actor=actor,
            referentie=ref,
            text="Dat kan.",
            version=version_of(db, ref),
            key="antwoord",
            now=clock.now(),
        )


def reply(db: Database, ref: str) -> None:
    with db.transaction() as session:
        services.reply_as_werkgever(session, desk=DESK, link=mailed(ref), text="Nog iets.", key="r", now=clock.now())


@pytest.fixture
def team(db: Database) -> tuple[Actor, Actor, Actor]:
    """Aisha works for Aastad, Bram and Dewi for other places."""
    return (
        medewerker(db, naam="Aisha", gemeenten=("aastad",)),
        medewerker(db, naam="Bram", gemeenten=("beedorp",), email="bram@loket.example"),
        medewerker(db, naam="Dewi", gemeenten=("ceehuizen",)),
    )


def test_waiting_work_moves_to_the_deputy_at_once_and_comes_back_afterwards(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, _ = team
    refs = [submit(db, vraag=f"Vraag {n}").referentie for n in range(2)]
    away(db, aisha, bram)
    assert [owner_of(db, ref) for ref in refs] == [bram.id, bram.id]
    assert werkgevers(db)[0].accountmanager_id == aisha.id
    assert [m.to for m in mails(db, "waarneming")] == ["bram@loket.example"]
    assert all(ref in mails(db, "waarneming")[0].text for ref in refs)
    told = mails(db, "vervanging")
    assert len(told) == 2
    assert "Aisha is afwezig." in told[0].text and "Bram beantwoordt uw vraag zolang." in told[0].text
    assert "Aisha blijft uw vaste contactpersoon." in told[0].text
    assert sweep(db, days=3) == 0
    assert sweep(db, days=4) == 2
    assert [owner_of(db, ref) for ref in refs] == [aisha.id, aisha.id]
    assert len(mails(db, "terug")) == 1
    with db.reading() as session:
        texts = [m.tekst for m in request_of(session, refs[0]).berichten if m.soort == Soort.SYSTEEM]
    assert texts == ["Aisha is afwezig. Bram beantwoordt uw vraag.", "Aisha is terug en beantwoordt uw vraag weer."]


def test_a_new_request_during_absence_goes_to_the_deputy_and_the_relation_stays(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, _ = team
    submit(db)
    away(db, aisha, bram)
    second = submit(db, vraag="Tijdens de vakantie")
    assert second.contact_naam == "Bram"
    with db.reading() as session:
        view = get_employer_view(session, mailed(second.referentie), today=TODAY)
        assert request_of(session, second.referentie).toewijzing["vervangt"] == aisha.id
    assert view.waarom == "Bram vervangt Aisha, uw vaste contactpersoon."
    sweep(db, days=4)
    assert owner_of(db, second.referentie) == aisha.id


def test_a_new_werkgever_never_gets_somebody_who_is_away(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, _ = team
    away(db, aisha, bram)
    done = submit(db)
    assert (done.contact_naam, werkgevers(db)[0].accountmanager_id) == (None, None)


def test_what_waits_on_the_werkgever_stays_until_there_is_a_reply(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, _ = team
    ref = submit(db).referentie
    answer(db, aisha, ref)
    away(db, aisha, bram)
    assert owner_of(db, ref) == aisha.id
    reply(db, ref)
    assert owner_of(db, ref) == bram.id
    assert mails(db, "reactie")[0].to == "bram@loket.example"


def test_when_the_deputy_falls_ill_the_next_deputy_takes_over_and_all_returns_to_the_first(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, dewi = team
    carla = medewerker(db, Rol.COORDINATOR)
    ref = submit(db).referentie
    away(db, aisha, bram)
    away(db, bram, dewi, by=carla)
    assert owner_of(db, ref) == dewi.id
    sweep(db, days=4)
    assert owner_of(db, ref) == aisha.id


def test_without_a_working_deputy_the_desk_answers_and_still_gives_it_back(
    db: Database, team: tuple[Actor, Actor, Actor]
) -> None:
    aisha, bram, _ = team
    lotte = medewerker(db, Rol.LOKET)
    submit(db)
    away(db, aisha, bram)
    leaves(db, bram)
    second = submit(db, vraag="Tijdens de vakantie").referentie
    assert owner_of(db, second) is None
    answer(db, lotte, second)
    assert owner_of(db, second) == lotte.id
    sweep(db, days=4)
    assert owner_of(db, second) == aisha.id


def test_who_got_the_request_on_purpose_keeps_it(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, dewi = team
    ref = submit(db).referentie
    away(db, aisha, bram)
    with db.transaction() as session:
        services.assign(
            session,
            desk=DESK,
            actor=bram,
            referentie=ref,
            to=dewi.id,
            reason="Kent deze branche.",
            version=version_of(db, ref),
            now=clock.now(),
        )
    sweep(db, days=4)
    assert owner_of(db, ref) == dewi.id


def test_coming_back_earlier_brings_the_work_back_at_once(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, _ = team
    ref = submit(db).referentie
    number = away(db, aisha, bram, tot=date(2026, 12, 31))
    with db.transaction() as session:
        end_absence(session, desk=DESK, actor=aisha, absence_id=number, now=clock.now())
    assert owner_of(db, ref) == aisha.id
    with db.reading() as session:
        assert list_absences(session, today=TODAY) == ()


def test_a_planned_absence_changes_nothing_until_it_begins(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, _ = team
    ref = submit(db).referentie
    away(db, aisha, bram, van=FRIDAY, tot=FRIDAY)
    assert owner_of(db, ref) == aisha.id
    with db.reading() as session:
        (planned,) = list_absences(session, today=TODAY)
    assert (planned.medewerker, planned.vervanger, planned.nu) == ("Aisha", "Bram", False)
    assert sweep(db, days=3) == 1
    assert owner_of(db, ref) == bram.id


def test_a_deputy_who_is_away_too_and_a_circle_are_refused(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, dewi = team
    away(db, aisha, bram)
    for person, deputy in ((dewi, aisha), (bram, aisha)):
        with pytest.raises(DomainError, match="zelf afwezig"):
            away(db, person, deputy, van=FRIDAY, tot=FRIDAY + timedelta(days=20))
    away(db, bram, aisha, van=FRIDAY + timedelta(days=1), tot=FRIDAY + timedelta(days=3))


def test_absence_that_cannot_be_is_refused_with_a_sentence(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, dewi = team
    editor = medewerker(db, Rol.REDACTEUR)
    for values, sentence in (
        ({"van": FRIDAY, "tot": TODAY}, "ligt voor"),
        ({"van": date(2026, 11, 1), "tot": date(2026, 11, 2)}, "voorbij"),
        ({"tot": date(2030, 1, 1)}, "een jaar"),
    ):
        with pytest.raises(DomainError, match=sentence):
            away(db, aisha, bram, **values)
    with pytest.raises(DomainError, match="collega als vervanger"):
        away(db, aisha, aisha)
    with pytest.raises(DomainError, match="geen verzoeken"):
        away(db, aisha, editor)
    with pytest.raises(NotAllowed):
        away(db, aisha, bram, by=dewi)
    away(db, aisha, bram)
    with pytest.raises(DomainError, match="al afwezig gemeld"):
        away(db, aisha, dewi)


def test_nothing_can_be_assigned_to_somebody_who_is_away(db: Database, team: tuple[Actor, Actor, Actor]) -> None:
    aisha, bram, dewi = team
    ref = submit(db).referentie
    away(db, bram, dewi)
    with pytest.raises(DomainError, match="Bram is afwezig"), db.transaction() as session:
        services.assign(
            session,
            desk=DESK,
            actor=aisha,
            referentie=ref,
            to=bram.id,
            reason="Kan jij dit doen?",
            version=version_of(db, ref),
            now=clock.now(),
        )
