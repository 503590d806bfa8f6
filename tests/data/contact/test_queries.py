"""What colleagues and werkgevers see, who sees what, and that it stays quick."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.permissions import Actor, Rol
from app.contact import services
from app.contact.conversation import EmployerView, get_conversation, get_employer_view
from app.contact.links import FollowLink
from app.contact.models import Contactverzoek
from app.contact.queries import InboxRow, Mand, count_baskets, list_basket, list_colleagues, search_requests
from app.contact.reminders import due_reminders
from app.contact.staffing import load_staff, open_loads
from app.contact.states import Soort, Status
from app.core import clock
from app.core.db import Database
from app.core.errors import NotAllowed, NotFound
from tests.support.factories import DESK, FACTS, leaves, mailed, medewerker, request_of, submit, version_of
from tests.support.statements import selects

TODAY = date(2026, 11, 24)


def basket(db: Database, actor: Actor, mand: Mand, today: date = TODAY) -> list[InboxRow]:
    with db.reading() as session:
        return list(list_basket(session, actor, mand, today=today)[0])


def search(db: Database, actor: Actor, text: str) -> list[str]:
    with db.reading() as session:
        return [row.referentie for row in search_requests(session, actor, text, today=TODAY)]


def answer(db: Database, actor: Actor, ref: str, text: str = "Dat kan.") -> None:
    with db.transaction() as session:
        services.answer_as_medewerker(
            session,
            desk=DESK,
            actor=actor,
            referentie=ref,
            text=text,
            version=version_of(db, ref),
            key=f"antwoord-{text}",
            now=clock.now(),
        )


def close(db: Database, actor: Actor, ref: str) -> None:
    with db.transaction() as session:
        services.close(session, desk=DESK, actor=actor, referentie=ref, version=version_of(db, ref), now=clock.now())


def note(db: Database, actor: Actor, ref: str, text: str) -> None:
    with db.transaction() as session:
        services.add_note(session, actor=actor, referentie=ref, text=text, key=text, now=clock.now())


def employer_view(db: Database, link: FollowLink, today: date = TODAY) -> EmployerView:
    with db.reading() as session:
        return get_employer_view(session, link, today=today)


def test_every_request_stands_in_the_basket_of_its_state(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    new, answered, replied, closed = (submit(db, vraag=f"Vraag {n}").referentie for n in range(4))
    for ref in (answered, replied, closed):
        answer(db, aisha, ref)
    with db.transaction() as session:
        services.reply_as_werkgever(session, desk=DESK, link=mailed(replied), text="Dank u.", key="r", now=clock.now())
    close(db, aisha, closed)
    found = {
        mand: [row.referentie for row in basket(db, aisha, mand)]
        for mand in (Mand.NIEUW, Mand.WACHT_OP_MIJ, Mand.WACHT_OP_WERKGEVER, Mand.AFGEROND)
    }
    assert found == {
        Mand.NIEUW: [new],
        Mand.WACHT_OP_MIJ: [replied],
        Mand.WACHT_OP_WERKGEVER: [answered],
        Mand.AFGEROND: [closed],
    }
    with db.reading() as session:
        counts = {c.mand: c.aantal for c in count_baskets(session, aisha, today=TODAY)}
    assert counts == {Mand.NIEUW: 1, Mand.WACHT_OP_MIJ: 1, Mand.WACHT_OP_WERKGEVER: 1, Mand.AFGEROND: None}


def test_the_oldest_promise_comes_first_and_late_is_said_in_words(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    now = clock.now()
    young = submit(db, vraag="Jong", now=now)
    old = submit(db, vraag="Oud", now=now - timedelta(days=7))
    rows = basket(db, aisha, Mand.NIEUW)
    assert [r.referentie for r in rows] == [old.referentie, young.referentie]
    assert [(r.laat, r.belofte) for r in rows] == [(True, "3 werkdagen te laat"), (False, "nog 2 werkdagen")]
    with db.reading() as session:
        assert count_baskets(session, aisha, today=TODAY)[0].laat == 1


def test_what_waits_on_the_werkgever_is_never_called_late(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    answer(db, aisha, ref)
    (row,) = basket(db, aisha, Mand.WACHT_OP_WERKGEVER, today=date(2027, 1, 4))
    assert (row.laat, row.belofte) == (False, "")


def test_the_desk_queue_is_for_the_desk_and_the_team_for_the_coordinator(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    lotte, carla = medewerker(db, Rol.LOKET), medewerker(db, Rol.COORDINATOR)
    own, desk = submit(db).referentie, submit(db, gemeente=None, plaats="Verweg", kvk_nummer=None).referentie
    assert [r.referentie for r in basket(db, lotte, Mand.LOKET)] == [desk]
    assert {r.referentie for r in basket(db, carla, Mand.TEAM)} == {own, desk}
    for actor, mand in ((aisha, Mand.LOKET), (aisha, Mand.TEAM), (lotte, Mand.TEAM)):
        with pytest.raises(NotAllowed):
            basket(db, actor, mand)


@pytest.mark.parametrize("rol", [Rol.REDACTEUR, Rol.BEHEERDER])
def test_who_has_no_task_in_requests_sees_none(sqlite_db: Database, rol: Rol) -> None:
    actor = medewerker(sqlite_db, rol)
    ref = submit(sqlite_db).referentie
    with sqlite_db.reading() as session:
        for look in (
            lambda: count_baskets(session, actor, today=TODAY),
            lambda: search_requests(session, actor, "bakkerij", today=TODAY),
            lambda: get_conversation(session, actor, ref, today=TODAY),
        ):
            with pytest.raises(NotAllowed):
                look()


def test_a_list_goes_on_on_the_next_page(sqlite_db: Database) -> None:
    aisha = medewerker(sqlite_db, gemeenten=("aastad",))
    for number in range(53):
        submit(sqlite_db, vraag=f"Vraag {number}", email=f"mens{number}@bakkerij.example")
    with sqlite_db.reading() as session:
        first, more = list_basket(session, aisha, Mand.NIEUW, today=TODAY)
        second, end = list_basket(session, aisha, Mand.NIEUW, today=TODAY, page=2)
    assert (len(first), more, len(second), end) == (50, True, 3, False)
    assert not {r.referentie for r in first} & {r.referentie for r in second}


def test_search_finds_by_referentie_name_number_contact_and_words(db: Database) -> None:
    carla = medewerker(db, Rol.COORDINATOR)
    ref = submit(db, organisatie="Garage De Proef", kvk_nummer="00000042", vraag="Hoe werkt een jobcoach?").referentie
    submit(db, organisatie="Hotel Fictie", kvk_nummer="00000043", naam="Sam", email="sam@hotel.example")
    for text in (ref, ref.lower().replace("-", " "), "garage", "GARAGE proef", "00000042", "jobcoach", "jobc"):
        assert search(db, carla, text) == [ref], text
    assert search(db, carla, "sam@hotel.example") != []
    assert search(db, carla, "bestaatniet") == []
    assert search(db, carla, "   ") == []


@pytest.mark.parametrize("text", ["%", "_", "100%", "a_b", "'; DROP TABLE bericht; --", "\\", "%" * 200])
def test_search_takes_every_character_literally(sqlite_db: Database, text: str) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    submit(sqlite_db)
    assert search(sqlite_db, carla, text) == []


def test_an_accountmanager_finds_only_own_requests_and_those_of_own_werkgevers(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    bram = medewerker(db, gemeenten=("beedorp",))
    carla = medewerker(db, Rol.COORDINATOR)
    mine = submit(db).referentie
    theirs = submit(db, kvk_nummer="00000002", gemeente="beedorp").referentie
    given_away = submit(db, vraag="Nog een vraag").referentie
    with db.transaction() as session:
        services.assign(
            session,
            desk=DESK,
            actor=carla,
            referentie=given_away,
            to=bram.id,
            reason="Druk.",
            version=version_of(db, given_away),
            now=clock.now(),
        )
    assert set(search(db, aisha, "bakkerij")) == {mine, given_away}
    assert set(search(db, bram, "bakkerij")) == {theirs, given_away}
    with db.reading() as session:
        assert get_conversation(session, aisha, given_away, today=TODAY).mag_antwoorden is False
        with pytest.raises(NotAllowed):
            get_conversation(session, aisha, theirs, today=TODAY)
        with pytest.raises(NotFound):
            get_conversation(session, aisha, "WL-AAAA-AA", today=TODAY)


def test_a_colleague_sees_the_whole_conversation_with_the_reason_of_the_routing(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    other = submit(db, vraag="Eerdere vraag").referentie
    ref = submit(db, keuzehulp={"regelingen": ["no-riskpolis"]}).referentie
    note(db, aisha, ref, "Gebeld met de eigenaar.")
    answer(db, aisha, ref)
    with db.reading() as session:
        seen = get_conversation(session, aisha, ref, today=TODAY)
    assert [(m.soort, m.wie) for m in seen.berichten] == [
        (Soort.WERKGEVER, "Robin Voorbeeld"),
        (Soort.NOTITIE, "Aisha"),
        (Soort.MEDEWERKER, "Aisha"),
    ]
    assert seen.waarom == "Aisha is de vaste accountmanager van deze werkgever (KvK-nummer)."
    assert (seen.version, seen.kvk_nummer, seen.vaste_contactpersoon) == (version_of(db, ref), "00000001", "Aisha")
    assert [r.referentie for r in seen.andere_verzoeken] == [other]
    assert seen.keuzehulp == {"regelingen": ["no-riskpolis"]}
    assert (seen.mag_antwoorden, seen.mag_notitie, seen.mag_toewijzen) == (True, True, True)


def test_the_werkgever_sees_the_answer_and_never_a_note(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",), werkdagen=("di", "ma"))
    ref = submit(db).referentie
    note(db, aisha, ref, "INTERN: lastige klant")
    before = employer_view(db, mailed(ref))
    assert (before.status, before.beloofd_op, before.laat) == (Status.NIEUW, date(2026, 11, 26), False)
    answer(db, aisha, ref)
    seen = employer_view(db, mailed(ref))
    assert [m.tekst for m in seen.berichten] == [FACTS.vraag, "Dat kan."]
    assert "INTERN" not in repr(seen)
    assert seen.contactpersoon is not None
    assert (seen.contactpersoon.naam, seen.contactpersoon.werkdagen) == ("Aisha", ("ma", "di"))
    assert seen.waarom == "Aisha werkt voor bedrijven in Aastad en is voortaan uw vaste contactpersoon."
    assert seen.beloofd_op is None


def test_a_promise_we_missed_is_told_to_the_werkgever(sqlite_db: Database) -> None:
    ref = submit(sqlite_db).referentie
    assert employer_view(sqlite_db, mailed(ref), today=date(2026, 11, 27)).laat is True


def test_without_the_mailed_link_the_answer_and_the_history_stay_hidden(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    ref = submit(db).referentie
    answer(db, aisha, ref, "Alleen voor uw ogen.")
    seen = employer_view(db, FollowLink(ref, mailed=False))
    assert [m.tekst for m in seen.berichten] == [FACTS.vraag]
    assert (seen.antwoord_in_mail, seen.waarom) == (True, None)
    assert "Alleen voor uw ogen" not in repr(seen)


def test_a_request_that_is_gone_is_not_found_for_the_werkgever(sqlite_db: Database) -> None:
    with pytest.raises(NotFound):
        employer_view(sqlite_db, mailed("WL-AAAA-AA"))


def test_only_colleagues_who_can_work_a_request_are_offered(db: Database) -> None:
    aisha = medewerker(db, naam="Aisha", gemeenten=("aastad",))
    gone = medewerker(db, naam="Weg")
    leaves(db, gone)
    medewerker(db, Rol.REDACTEUR, naam="Redactie")
    medewerker(db, Rol.LOKET, naam="Lotte")
    submit(db)
    with db.reading() as session:
        found = list_colleagues(session, open_loads(session))
    assert [(c.naam, c.open_load) for c in found] == [("Aisha", 1), ("Lotte", 0)]
    assert found[0].id == aisha.id


def test_the_number_of_queries_does_not_grow_with_requests_or_colleagues(sqlite_db: Database) -> None:
    db = sqlite_db
    carla = medewerker(db, Rol.COORDINATOR)
    aisha = medewerker(db, gemeenten=("aastad",))

    def queries() -> list[int]:
        ref = submit(db, vraag=f"Tel {clock.now()}", key="tel").referentie
        answer(db, carla, ref, "Een") if version_of(db, ref) == 1 else None
        numbers = []
        for look in (
            lambda s: count_baskets(s, carla, today=TODAY),
            lambda s: list_basket(s, carla, Mand.TEAM, today=TODAY),
            lambda s: search_requests(s, carla, "bakkerij", today=TODAY),
            lambda s: get_conversation(s, carla, ref, today=TODAY),
            lambda s: get_employer_view(s, mailed(ref), today=TODAY),
            lambda s: load_staff(s, TODAY),
        ):
            with db.reading() as session, selects(db) as seen:
                look(session)
            numbers.append(len(seen))
        return numbers

    before = queries()
    for number in range(12):
        medewerker(db, gemeenten=("beedorp",))
        ref = submit(db, vraag=f"Meer {number}", kvk_nummer=f"0000020{number % 3}").referentie
        if number % 2:
            answer(db, carla, ref, f"Antwoord {number}")
    assert queries() == before
    assert all(before)
    assert sum(before) < 22
    assert aisha.naam


def test_open_work_is_read_from_the_index_of_open_work_and_never_from_closed_requests(sqlite_db: Database) -> None:
    carla = medewerker(sqlite_db, Rol.COORDINATOR)
    reads: dict[str, Callable[[Session], object]] = {
        mand.value: lambda s, mand=mand: list_basket(s, carla, mand, today=TODAY)
        for mand in Mand
        if mand is not Mand.AFGEROND
    }
    reads["werklast"] = open_loads
    reads["herinneringen"] = lambda s: due_reminders(s, desk=DESK, now=clock.now())
    with sqlite_db.reading() as session:
        for name, read in reads.items():
            with selects(sqlite_db) as seen:
                read(session)
            values = ("x",) * seen[0].count("?")
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[0]}", values)
            (used,) = [str(row[3]) for row in plan if "contactverzoek" in str(row[3])]
            assert re.search(r"^SEARCH contactverzoek USING .*ix_contactverzoek_(mand|team) \(status=\?", used), name


def test_loads_count_open_requests_only(db: Database) -> None:
    aisha = medewerker(db, gemeenten=("aastad",))
    for number in range(3):
        ref = submit(db, vraag=f"Vraag {number}").referentie
    close(db, aisha, ref)
    with db.reading() as session:
        assert open_loads(session) == {aisha.id: 2}
        assert isinstance(request_of(session, ref), Contactverzoek)
