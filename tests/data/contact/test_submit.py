"""A request comes in: stored once, routed, confirmed, announced, all in one transaction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.contact.intake import CONFIRMATIONS_PER_DAY, submit_contactverzoek
from app.contact.models import Contactverzoek
from app.contact.request_facts import LONGEST_TEXT, RequestFacts
from app.contact.services import reply_as_werkgever
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError
from tests.support.factories import (
    DESK,
    facts,
    leaves,
    mailed,
    mails,
    medewerker,
    owner_of,
    request_of,
    submit,
    werkgevers,
)


def count(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Contactverzoek)) or 0


def confirm(db: Database, referentie: str) -> None:
    with db.transaction() as session:
        reply_as_werkgever(session, desk=DESK, link=mailed(referentie), text="Dank u.", key="reactie", now=clock.now())


def test_the_first_request_makes_the_werkgever_and_its_vaste_accountmanager(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    done = submit(db)
    assert (done.is_new, done.contact_naam, done.buiten_regio) == (True, "Aisha", False)
    assert done.beloofd_op == date(2026, 11, 26)
    (werkgever,) = werkgevers(db)
    assert (werkgever.kvk_nummer, werkgever.accountmanager_id) == ("00000001", aisha.id)
    assert owner_of(db, done.referentie) == aisha.id


def test_the_same_kvk_nummer_from_another_gemeente_reaches_the_same_person(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    medewerker(db, gemeenten=("beedorp",))
    submit(db)
    second = submit(db, gemeente="beedorp", email="ander@bakkerij.example", vraag="Een tweede vraag.")
    assert owner_of(db, second.referentie) == aisha.id
    assert len(werkgevers(db)) == 1


def test_a_confirmed_address_brings_a_werkgever_without_kvk_nummer_back(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    medewerker(db, gemeenten=("beedorp",))
    confirm(db, submit(db, kvk_nummer=None).referentie)
    again = submit(db, kvk_nummer=None, gemeente="beedorp", email=" Robin@Bakkerij.example")
    assert owner_of(db, again.referentie) == aisha.id
    assert len(werkgevers(db)) == 1


def test_an_address_that_was_only_typed_identifies_nobody(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    bram = medewerker(db, gemeenten=("beedorp",))
    submit(db, kvk_nummer=None)
    other = submit(db, kvk_nummer=None, gemeente="beedorp")
    assert owner_of(db, other.referentie) == bram.id
    assert len(werkgevers(db)) == 2


def test_an_address_shared_by_werkgevers_of_two_people_decides_nothing(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    medewerker(db, gemeenten=("beedorp",))
    emre = medewerker(db, gemeenten=("ceehuizen",))
    places = (("00000001", "aastad"), ("00000002", "beedorp"))
    for done in [submit(db, kvk_nummer=kvk, gemeente=place) for kvk, place in places]:
        confirm(db, done.referentie)
    third = submit(db, kvk_nummer=None, gemeente="ceehuizen")
    assert owner_of(db, third.referentie) == emre.id


def test_new_werkgevers_go_to_who_has_the_least_open_work_for_the_hours(db: Database) -> None:
    full_time = medewerker(db, gemeenten=("aastad",), uren=36)
    part_time = medewerker(db, gemeenten=("aastad",), uren=18)
    owners = [owner_of(db, submit(db, kvk_nummer=f"0000010{n}").referentie) for n in range(6)]
    assert (owners.count(full_time.id), owners.count(part_time.id)) == (4, 2)


def test_the_decision_is_stored_with_its_facts_and_who_was_passed_over(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    bram = medewerker(db, naam="Bram", gemeenten=("aastad",))
    with db.transaction() as session:
        session.get_one(Medewerker, bram.id).vol = True
    done = submit(db)
    with db.reading() as session:
        stored = request_of(session, done.referentie).toewijzing
    assert stored["regel"] == "gemeente"
    assert stored["overgeslagen"] == [{"id": bram.id, "naam": "Bram", "waarom": "vol"}]
    assert stored["feiten"]["werklast"][str(aisha.id)] == {"open": 0, "uren": 36}
    assert stored["reden_werkgever"].startswith("Aisha werkt voor bedrijven in Aastad")


def test_outside_the_region_it_is_stored_for_the_desk(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    done = submit(db, gemeente=None, plaats="Verweg")
    assert (done.contact_naam, done.buiten_regio) == (None, True)
    assert owner_of(db, done.referentie) is None
    assert [m.to for m in mails(db, "nieuw-verzoek")] == ["loket@voorbeeldregio.example"]


def test_after_the_accountmanager_left_somebody_else_gets_the_request(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    submit(db)
    leaves(db, aisha)
    bram = medewerker(db, gemeenten=("aastad",))
    assert owner_of(db, submit(db, vraag="Nog een vraag.").referentie) == bram.id


def test_somebody_who_is_no_accountmanager_gets_no_new_werkgevers(db: Database) -> None:
    medewerker(db, Rol.COORDINATOR)
    assert submit(db).contact_naam is None


def test_the_same_form_twice_is_one_request_with_one_set_of_mails(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    first = submit(db, key="zelfde")
    second = submit(db, key="zelfde", vraag="  Wat moet ik regelen voordat iemand begint?\r\n")
    assert second.referentie == first.referentie
    assert (first.is_new, second.is_new) == (True, False)
    assert (count(db), len(mails(db))) == (1, 2)


def test_the_same_form_with_a_changed_question_is_never_lost(db: Database) -> None:
    first = submit(db, key="zelfde")
    second = submit(db, key="zelfde", vraag="Toch een andere vraag.")
    assert second.referentie != first.referentie
    assert count(db) == 2


def test_twenty_times_the_same_form_at_the_same_moment_is_one_request(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    now = clock.now()

    def send(_number: int) -> str:
        with db.transaction() as session:
            return submit_contactverzoek(session, desk=DESK, facts=facts(key="dubbel"), now=now).referentie

    with ThreadPoolExecutor(8) as pool:
        references = set(pool.map(send, range(20)))
    assert len(references) == 1
    assert (count(db), len(werkgevers(db)), len(mails(db))) == (1, 1, 2)


def test_different_forms_of_one_new_werkgever_at_the_same_moment_share_the_werkgever(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    medewerker(db, gemeenten=("aastad",))
    now = clock.now()

    def send(number: int) -> str:
        with db.transaction() as session:
            request = facts(key=f"vorm-{number}", vraag=f"Vraag {number}")
            return submit_contactverzoek(session, desk=DESK, facts=request, now=now).referentie

    with ThreadPoolExecutor(6) as pool:
        references = list(pool.map(send, range(6)))
    assert (len(set(references)), len(werkgevers(db))) == (6, 1)
    assert len({owner_of(db, reference) for reference in references}) == 1


def test_when_the_transaction_fails_nothing_of_it_is_stored(db: Database) -> None:
    def fail() -> None:
        with db.transaction() as session:
            submit_contactverzoek(session, desk=DESK, facts=facts(), now=clock.now())
            raise RuntimeError("stroom weg")

    with pytest.raises(RuntimeError, match="stroom weg"):
        fail()
    assert (count(db), mails(db), werkgevers(db)) == (0, [], [])


def test_a_burgerservicenummer_is_never_stored_and_the_sender_is_told(db: Database) -> None:
    done = submit(
        db, vraag="Mijn medewerker 123456782 is ziek. Loonheffingen: 123456782L01.", onderwerp="Over 123456782"
    )
    assert done.masked == 2
    with db.reading() as session:
        request = request_of(session, done.referentie)
        assert "123456782" not in request.onderwerp
        assert request.berichten[0].tekst.count("123456782") == 1
        assert "123456782L01" in request.berichten[0].tekst


def test_html_and_control_characters_are_stored_as_plain_text(sqlite_db: Database) -> None:
    done = submit(sqlite_db, vraag="<script>alert(1)</script>\x00\u202e klaar", organisatie="A\tB\n<b>")
    with sqlite_db.reading() as session:
        request = request_of(session, done.referentie)
        assert request.berichten[0].tekst == "<script>alert(1)</script> klaar"
        assert request.organisatie == "A B <b>"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kvk_nummer": "1234567"}, "8 cijfers"),
        ({"kvk_nummer": "12345678a"}, "8 cijfers"),
        ({"email": "geen-adres"}, "e-mailadres"),
        ({"email": "a@b.nl\nBcc: x@y.nl"}, "e-mailadres"),
        ({"gemeente": "nergens"}, "gemeente"),
        ({"vraag": "   \n "}, "Vul uw vraag in"),
        ({"vraag": "x" * (LONGEST_TEXT + 1)}, "korter"),
        ({"organisatie": ""}, "Vul de naam van uw organisatie in"),
        ({"keuzehulp": {"uitkomst": "x" * 30_000}}, "keuzehulp"),
    ],
)
def test_wrong_values_give_a_sentence_and_store_nothing(sqlite_db: Database, change: dict, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        submit(sqlite_db, **change)
    assert count(sqlite_db) == 0


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=300), st.text(max_size=80))
def test_any_text_can_be_cleaned_or_is_refused_with_a_sentence(vraag: str, naam: str) -> None:
    database = Database("sqlite://")
    with database.engine.begin() as connection:
        Contactverzoek.metadata.create_all(connection)
    try:
        done = submit(database, vraag=vraag, naam=naam)
    except DomainError as error:
        assert str(error).endswith(".")
    else:
        assert count(database) == 1
        assert done.is_new
    finally:
        database.dispose()


def test_the_keuzehulp_result_travels_with_the_request(db: Database) -> None:
    result = {"regelingen": ["no-riskpolis"], "antwoorden": {"ziek": "ja"}}
    done = submit(db, keuzehulp=result)
    with db.reading() as session:
        assert request_of(session, done.referentie).keuzehulp == result


def test_the_audit_log_says_which_rule_chose_whom_and_holds_no_words_of_people(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    done = submit(db)
    with db.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.object_id == done.referentie)).one()
    assert entry.details == {"regel": "gemeente", "eigenaar": aisha.id}


def test_nobody_can_fill_a_strangers_mailbox_through_the_form(sqlite_db: Database) -> None:
    results = [submit(sqlite_db, vraag=f"Vraag {n}") for n in range(CONFIRMATIONS_PER_DAY + 3)]
    assert [r.mailed for r in results].count(True) == CONFIRMATIONS_PER_DAY
    assert len(mails(sqlite_db, "ontvangst")) == CONFIRMATIONS_PER_DAY
    assert count(sqlite_db) == CONFIRMATIONS_PER_DAY + 3


def test_facts_are_frozen() -> None:
    with pytest.raises(AttributeError):
        facts().vraag = "anders"  # type: ignore[misc]
    assert isinstance(facts(), RequestFacts)


def test_the_same_question_in_a_new_form_on_the_same_day_is_one_request(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    first = submit(db, key="eerste-formulier-1234")
    again = submit(db, key="tweede-formulier-1234")
    assert (again.referentie, again.is_new) == (first.referentie, False)
    assert submit(db, key="tweede-formulier-1234", telefoon="026 123 45 67").is_new
    assert submit(db, key="derde-formulier-12345", vraag="Een andere vraag.").is_new
