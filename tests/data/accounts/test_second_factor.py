"""Codes that count once and links that work once, also when two requests come at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from app.accounts import links, second_factor, sign_in
from app.accounts.mails import Sender
from app.accounts.models import Inlogpoging, TweedeFactor
from app.accounts.permissions import Actor
from app.accounts.services import get_medewerker, hash_password
from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError
from tests.support.factories import PASSWORD, REGION, later, medewerker

SECRETS = ("s" * 40,)
SENDER = Sender(REGION.site, "https://loket.example", REGION.loket)


@pytest.fixture
def aisha(db: Database) -> Actor:
    """Somebody with a password."""
    return medewerker(db, email="aisha@loket.example", password=PASSWORD)


def set_up(db: Database, actor: Actor) -> tuple[str, list[str]]:
    """Put an app into use; the secret and the recovery codes."""
    now = clock.now()
    with db.transaction() as session:
        offer = second_factor.make_offer(get_medewerker(session, actor.id), site="Loket", secrets=SECRETS)
        code = pyotp.TOTP(offer.secret).at(now)
        codes = second_factor.accept_offer(
            session,
            medewerker_id=actor.id,
            offer=offer,
            code=code,
            secrets=SECRETS,
            drawn=second_factor.draw_codes(),
            now=now,
        )
    return offer.secret, codes


def check(db: Database, actor: Actor, code: str, now: datetime) -> bool:
    return second_factor.check_code(
        db, medewerker_id=actor.id, code=code, secret_key=SECRETS[0], secrets=SECRETS, now=now
    )


def at_once(work: Callable[[], bool], times: int = 4) -> int:
    """How often ``work`` succeeds when it is done several times at the same moment."""
    with ThreadPoolExecutor(times) as pool:
        return sum(job.result() for job in [pool.submit(work) for _ in range(times)])


def test_of_two_requests_with_one_code_only_one_comes_in(db: Database, aisha: Actor) -> None:
    secret, codes = set_up(db, aisha)
    moment = later(minutes=1)
    code = pyotp.TOTP(secret).at(moment)
    assert at_once(lambda: check(db, aisha, code, moment)) == 1

    def recover() -> bool:
        return second_factor.check_recovery_code(
            db, medewerker_id=aisha.id, code=codes[0], secret_key=SECRETS[0], now=later(minutes=30)
        )

    assert at_once(recover) == 1


def test_guessing_codes_in_parallel_gives_no_more_than_five_guesses(db: Database, aisha: Actor) -> None:
    secret, _codes = set_up(db, aisha)
    moment = later(minutes=1)
    assert at_once(lambda: check(db, aisha, "000000", moment), 8) == 0
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Inlogpoging)) == 5
    assert not check(db, aisha, pyotp.TOTP(secret).at(moment), moment)


def test_a_right_code_does_not_use_up_the_guesses(db: Database, aisha: Actor) -> None:
    secret, _codes = set_up(db, aisha)
    for minute in range(1, 9):
        moment = later(minutes=minute)
        assert check(db, aisha, pyotp.TOTP(secret).at(moment), moment)


@pytest.mark.parametrize(("seconds", "right"), [(0, True), (30, True), (-30, True), (60, False), (-60, False)])
def test_a_clock_may_differ_half_a_minute(db: Database, aisha: Actor, seconds: int, right: bool) -> None:
    secret, _codes = set_up(db, aisha)
    moment = later(minutes=5)
    assert check(db, aisha, pyotp.TOTP(secret).at(moment + timedelta(seconds=seconds)), moment) is right


def test_a_secret_that_no_key_opens_lets_nobody_in_and_breaks_nothing(db: Database, aisha: Actor) -> None:
    secret, _codes = set_up(db, aisha)
    with db.transaction() as session:
        session.get_one(TweedeFactor, aisha.id).geheim = second_factor.seal_for(("x" * 40,)).seal(secret)
    moment = later(minutes=1)
    assert not check(db, aisha, pyotp.TOTP(secret).at(moment), moment)


def test_an_invitation_works_once_also_at_the_same_moment(db: Database, aisha: Actor) -> None:
    with db.transaction() as session:
        link = links.invite(session, medewerker_id=aisha.id, sender=SENDER, now=clock.now())
    token, moment = link.rpartition("/")[2], clock.now()

    def choose() -> bool:
        try:
            with db.transaction() as session:
                links.choose_password(
                    session,
                    token,
                    password=PASSWORD,
                    hashed=hash_password(PASSWORD),
                    sender=SENDER,
                    leaked=None,
                    now=moment,
                )
        except DomainError:
            return False
        return True

    assert at_once(choose) == 1


def test_a_session_keeps_its_beginning_when_the_person_proves_again(db: Database, aisha: Actor) -> None:
    with db.transaction() as session:
        first = sign_in.start_session(session, medewerker_id=aisha.id, now=clock.now())
    with db.transaction() as session:
        second = sign_in.confirm_session(session, first, now=later(minutes=20))
    assert second is not None and sign_in.find_session(db, first, now=later(minutes=21)) is None
    found = sign_in.find_session(db, second, now=later(minutes=21))
    assert found is not None
    assert (found.begonnen_op, found.bevestigd_op) == (clock.now(), later(minutes=20))
    with db.transaction() as session:
        assert sign_in.confirm_session(session, first, now=later(minutes=22)) is None
