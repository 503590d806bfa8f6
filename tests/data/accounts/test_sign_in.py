"""Signing in: who gets in, who does not, and that the answer gives nothing away."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from argon2 import extract_parameters
from sqlalchemy import delete, func, select

from app.accounts import attempts, sign_in
from app.accounts.models import Dagsleutel, Inlogpoging, Medewerker, Sessie
from app.accounts.permissions import Actor, Rol
from app.accounts.services import HASHER, create_medewerker, hash_of_nobody, set_password
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError, NotFound
from tests.support.factories import PASSWORD, later, leaves, medewerker

EMAIL = "aisha@loket.example"


def attempt(db: Database, password: str = PASSWORD, *, email: str = EMAIL, address: str = "192.0.2.1") -> int | None:
    return sign_in.check_sign_in(
        db, email=email, password=password, address=address, secret_key="geheim", now=clock.now()
    )


def enter(db: Database, actor: Actor) -> str:
    with db.transaction() as session:
        return sign_in.start_session(session, medewerker_id=actor.id, now=clock.now())


@pytest.fixture
def aisha(db: Database) -> Actor:
    """Somebody with a password."""
    return medewerker(db, email=EMAIL, password=PASSWORD)


def test_the_right_password_gives_the_person_however_the_address_is_written(db: Database, aisha: Actor) -> None:
    assert attempt(db) == aisha.id
    assert attempt(db, email="  Aisha@Loket.EXAMPLE ") == aisha.id


def test_unknown_wrong_closed_and_without_password_get_the_same_answer(db: Database, aisha: Actor) -> None:
    medewerker(db, email="zonder@loket.example")
    assert attempt(db, "verkeerd") is None
    assert attempt(db, email="niemand@loket.example") is None
    assert attempt(db, "", email="zonder@loket.example") is None
    leaves(db, aisha)
    assert attempt(db) is None


def test_a_demo_account_opens_nothing_in_production(sqlite_db: Database) -> None:
    demo = medewerker(sqlite_db, email=EMAIL, password=PASSWORD, demo=True)
    asked = {"email": EMAIL, "password": PASSWORD, "address": "192.0.2.1", "secret_key": "geheim", "now": clock.now()}
    assert sign_in.check_sign_in(sqlite_db, **asked, demo_allowed=True) == demo.id
    assert sign_in.check_sign_in(sqlite_db, **asked, demo_allowed=False) is None


def test_a_password_counts_exactly_as_it_was_typed(sqlite_db: Database) -> None:
    exact = "  Fiets MAAN kruik zeven é  "
    aisha = medewerker(sqlite_db, email=EMAIL, password=exact)
    assert attempt(sqlite_db, exact) == aisha.id
    for other in (exact.strip(), exact.lower(), exact[:-1], exact + "x", exact + "x" * 200):
        assert attempt(sqlite_db, other) is None


def test_an_unknown_address_takes_as_long_as_a_wrong_password(sqlite_db: Database) -> None:
    medewerker(sqlite_db, email=EMAIL, password=PASSWORD)

    def seconds(email: str, number: int) -> float:
        began = perf_counter()
        attempt(sqlite_db, "verkeerd", email=email, address=f"192.0.2.{number}")
        return perf_counter() - began

    ratios = [seconds("niemand@loket.example", number) / seconds(EMAIL, number) for number in range(4)]
    assert median(ratios) > 0.5


def test_what_stands_for_the_password_of_nobody_costs_the_same_and_differs_every_time() -> None:
    one, other = hash_of_nobody(HASHER), hash_of_nobody(HASHER)
    real = HASHER.hash("een wachtwoord")
    assert extract_parameters(one) == extract_parameters(real) and len(one) == len(real)
    assert one != other and not HASHER.check_needs_rehash(one)


def test_after_five_wrong_guesses_even_the_right_password_waits_a_quarter_of_an_hour(
    db: Database, aisha: Actor
) -> None:
    for _ in range(sign_in.PER_PAIR):
        assert attempt(db, "verkeerd") is None
    assert attempt(db) is None
    with clock.pinned(later(minutes=16)):
        assert attempt(db) == aisha.id


def test_somebody_elses_guesses_do_not_lock_the_person_out(db: Database, aisha: Actor) -> None:
    for _ in range(sign_in.PER_PAIR + 2):
        attempt(db, "verkeerd", address="198.51.100.7")
    assert attempt(db) == aisha.id


def test_one_place_cannot_try_one_password_on_many_people(sqlite_db: Database) -> None:
    aisha = medewerker(sqlite_db, email=EMAIL, password=PASSWORD)
    for number in range(sign_in.PER_PLACE):
        attempt(sqlite_db, "welkom", email=f"mens{number}@loket.example")
    assert attempt(sqlite_db) is None
    assert attempt(sqlite_db, address="192.0.2.2") == aisha.id


def test_guessing_in_parallel_does_not_help(db: Database, aisha: Actor) -> None:
    moment = clock.now()

    def guess(_number: int) -> None:
        sign_in.check_sign_in(
            db, email=EMAIL, password="verkeerd", address="192.0.2.1", secret_key="geheim", now=moment
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(8)))
    assert attempt(db) is None
    assert aisha.id


def test_signing_in_well_does_not_use_up_the_attempts(sqlite_db: Database) -> None:
    aisha = medewerker(sqlite_db, email=EMAIL, password=PASSWORD)
    assert [attempt(sqlite_db) for _ in range(7)] == [aisha.id] * 7


def test_the_counters_hold_no_address_and_are_thrown_away(db: Database, aisha: Actor) -> None:
    attempt(db, "verkeerd")
    with db.reading() as session:
        keys = session.scalars(select(Inlogpoging.sleutel)).all()
    assert len(keys) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)
    with db.transaction() as session:
        sign_in.purge_attempts(session, now=later(hours=23))
        assert session.scalar(select(func.count()).select_from(Inlogpoging)) == 4
        sign_in.purge_attempts(session, now=later(hours=25))
        assert session.scalar(select(func.count()).select_from(Inlogpoging)) == 0
        assert session.scalar(select(func.count()).select_from(Dagsleutel)) == 1
        sign_in.purge_attempts(session, now=later(hours=48))
        assert session.scalar(select(func.count()).select_from(Dagsleutel)) == 0
    assert aisha.id


def test_without_the_key_of_the_day_the_secret_key_finds_nobody(db: Database, aisha: Actor) -> None:
    attempt(db, "verkeerd")
    with db.transaction() as session:
        before = set(session.scalars(select(Inlogpoging.sleutel)))
        session.execute(delete(Inlogpoging))
        session.execute(delete(Dagsleutel))
    attempt(db, "verkeerd")
    with db.reading() as session:
        assert before.isdisjoint(session.scalars(select(Inlogpoging.sleutel)))
    assert aisha.id


def test_midnight_gives_no_new_chances(sqlite_db: Database, tuesday: datetime) -> None:
    aisha = medewerker(sqlite_db, email=EMAIL, password=PASSWORD)
    with clock.pinned(datetime(2026, 11, 24, 23, 58, tzinfo=UTC)):
        for _ in range(sign_in.PER_PAIR):
            attempt(sqlite_db, "verkeerd")
    with clock.pinned(datetime(2026, 11, 25, 0, 2, tzinfo=UTC)):
        assert attempt(sqlite_db) is None
    with clock.pinned(datetime(2026, 11, 25, 0, 14, tzinfo=UTC)):
        assert attempt(sqlite_db) == aisha.id


def test_guesses_from_everywhere_at_once_trip_the_breaker(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    aisha = medewerker(sqlite_db, email=EMAIL, password=PASSWORD)
    monkeypatch.setattr(sign_in, "IN_ALL", 3)
    for number in range(3):
        attempt(sqlite_db, "welkom", email=f"mens{number}@loket.example", address=f"192.0.2.{number}")
    assert attempt(sqlite_db) is None
    with clock.pinned(later(minutes=16)):
        assert attempt(sqlite_db) == aisha.id


def test_neighbours_in_one_ipv6_network_are_one_place(sqlite_db: Database) -> None:
    assert attempts.place("2001:db8::1") == attempts.place("2001:db8::ffff") != attempts.place("2001:db8:0:1::1")
    assert attempts.place("::ffff:192.0.2.1") == attempts.place("192.0.2.1") == "192.0.2.1"
    assert attempts.place("onzin") == "onbekend"


def test_a_session_lasts_while_it_is_used_and_at_most_twelve_hours(db: Database, aisha: Actor) -> None:
    token = enter(db, aisha)
    moment = clock.now()
    for _ in range(28):
        moment += timedelta(minutes=25)
        found = sign_in.find_session(db, token, now=moment)
        assert found is not None
        assert found.actor == aisha
    assert sign_in.find_session(db, token, now=clock.now() + timedelta(hours=12, minutes=1)) is None


def test_half_an_hour_without_a_request_ends_the_session(db: Database, aisha: Actor) -> None:
    token = enter(db, aisha)
    assert sign_in.find_session(db, token, now=later(minutes=29)) is not None
    assert sign_in.find_session(db, token, now=later(minutes=60)) is None


def test_signing_out_ends_this_session_and_only_this_one(db: Database, aisha: Actor) -> None:
    here, there = enter(db, aisha), enter(db, aisha)
    with db.transaction() as session:
        sign_in.end_session(session, here)
    assert sign_in.find_session(db, here, now=clock.now()) is None
    assert sign_in.find_session(db, there, now=clock.now()) is not None


def test_a_new_password_ends_all_sessions_and_the_old_password(db: Database, aisha: Actor) -> None:
    token = enter(db, aisha)
    with db.transaction() as session:
        set_password(session, medewerker_id=aisha.id, password="een-heel-nieuw-woord", now=clock.now())
    assert sign_in.find_session(db, token, now=clock.now()) is None
    assert attempt(db) is None
    assert attempt(db, "een-heel-nieuw-woord") == aisha.id


def test_a_closed_account_is_out_at_once(db: Database, aisha: Actor) -> None:
    token = enter(db, aisha)
    leaves(db, aisha)
    assert sign_in.find_session(db, token, now=clock.now()) is None


def test_the_table_of_sessions_opens_no_door(db: Database, aisha: Actor) -> None:
    token = enter(db, aisha)
    with db.reading() as session:
        stored = session.scalars(select(Sessie.token_hash)).one()
    assert token not in stored
    assert sign_in.find_session(db, stored, now=clock.now()) is None


def test_a_password_is_stored_as_argon2id_and_nothing_else(sqlite_db: Database) -> None:
    aisha = medewerker(sqlite_db, password=PASSWORD)
    with sqlite_db.reading() as session:
        stored = session.get_one(Medewerker, aisha.id).wachtwoord_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")


@pytest.mark.parametrize("password", ["kort", "x" * 14, "x" * 129, "aisha-heeft-een-woord"])
def test_a_password_that_is_too_short_too_long_or_ones_own_name_is_refused(sqlite_db: Database, password: str) -> None:
    aisha = medewerker(sqlite_db, email=EMAIL)
    with pytest.raises(DomainError, match="wachtwoord"), sqlite_db.transaction() as session:
        set_password(session, medewerker_id=aisha.id, password=password, now=clock.now())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": EMAIL.upper()}, "al een medewerker"),
        ({"email": "geen"}, "e-mailadres"),
        ({"rollen": ["baas"]}, "Onbekend: baas"),
        ({"rollen": []}, "ten minste één rol"),
        ({"werkdagen": ["zo"]}, "Onbekend: zo"),
        ({"uren": 0}, "uren per week"),
        ({"naam": "  "}, "naam"),
    ],
)
def test_an_account_with_wrong_values_is_refused_with_a_sentence(
    sqlite_db: Database, change: dict, sentence: str
) -> None:
    medewerker(sqlite_db, email=EMAIL)
    values = {"naam": "Bram", "email": "bram@loket.example", "rollen": [Rol.LOKET], "now": clock.now(), **change}
    with pytest.raises(DomainError, match=sentence), sqlite_db.transaction() as session:
        create_medewerker(session, **values)


def test_an_account_that_does_not_exist_is_not_found(sqlite_db: Database) -> None:
    with pytest.raises(NotFound), sqlite_db.transaction() as session:
        set_password(session, medewerker_id=99, password=PASSWORD, now=clock.now())
