"""``flask medewerker``: the first beheerder, lost phones, new keys, and signing everybody out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from app.accounts import links, second_factor, sign_in
from app.accounts.models import Sessie, TweedeFactor
from app.accounts.services import get_medewerker
from app.cli.accounts import medewerker as command
from app.core import clock
from app.core.db import Database
from tests.support.factories import PASSWORD, mails, medewerker

EMAIL = "bo@loket.example"
OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def run(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command of the installation with this database."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", db.engine.url.render_as_string(hide_password=False))
    for name in ("LOKET_OMGEVING", "MAIL_URL", "CONTENT_DIR", "SECRET_KEY_FALLBACKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", OLD)
    return lambda *arguments: CliRunner().invoke(command, list(arguments))


def with_app(db: Database, number: int) -> str:
    """Give this person an app; gives the secret."""
    with db.transaction() as session:
        offer = second_factor.make_offer(get_medewerker(session, number), site="Loket", secrets=(OLD,))
        second_factor.accept_offer(
            session,
            medewerker_id=number,
            offer=offer,
            code=pyotp.TOTP(offer.secret).at(clock.now()),
            secrets=(OLD,),
            drawn=second_factor.draw_codes(),
            now=clock.now(),
        )
    return offer.secret


def test_the_first_beheerder_is_invited_and_the_link_is_shown(run: Callable[..., Result], db: Database) -> None:
    made = run("nieuw", "--naam", "Bo", "--email", EMAIL, "--rol", "beheerder", "--uitnodigen")
    assert made.exit_code == 0, made.output
    token = urlsplit(made.output.split()[-1]).path.rpartition("/")[2]
    assert token in mails(db, "account-uitnodiging")[0].text
    with db.reading() as session:
        assert links.read_link(session, token, now=clock.now()).email == EMAIL
    again = run("uitnodigen", EMAIL)
    assert again.exit_code == 0 and token not in again.output
    assert run("uitnodigen", "niemand@loket.example").exit_code == 1


def test_a_weak_password_on_the_command_line_is_refused(run: Callable[..., Result], db: Database) -> None:
    refused = run("nieuw", "--naam", "Bo", "--email", EMAIL, "--rol", "beheerder", "--wachtwoord", "welkom")
    assert refused.exit_code == 1 and "van 15 tot en met 128 tekens" in refused.output
    medewerker(db, email=EMAIL)
    assert run("wachtwoord", EMAIL, "--wachtwoord", "fiets maan kruik zeven").exit_code == 0


def test_a_lost_phone_is_undone_and_the_person_is_told(run: Callable[..., Result], db: Database) -> None:
    bo = medewerker(db, email=EMAIL, password=PASSWORD)
    with_app(db, bo.id)
    assert run("app-los", EMAIL).exit_code == 0
    with db.reading() as session:
        assert session.get(TweedeFactor, bo.id) is None
    assert "losgemaakt" in mails(db, "account-tweede-factor")[0].text


def test_everybody_is_signed_out_at_once(run: Callable[..., Result], db: Database) -> None:
    people = [medewerker(db, email=EMAIL), medewerker(db), medewerker(db)]
    with db.transaction() as session:
        for person in people:
            sign_in.start_session(session, medewerker_id=person.id, now=clock.now())
    assert run("uitloggen").exit_code == 1
    assert run("uitloggen", EMAIL).exit_code == 0
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Sessie)) == 2
    assert run("uitloggen", "--iedereen").exit_code == 0
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Sessie)) == 0


def test_a_new_secret_key_locks_nobody_out(
    run: Callable[..., Result], db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo = medewerker(db, email=EMAIL, password=PASSWORD)
    secret = with_app(db, bo.id)
    monkeypatch.setenv("SECRET_KEY", NEW)
    lost = run("sleutels")
    assert lost.exit_code == 1 and f"andere SECRET_KEY: {bo.id}." in lost.output
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", OLD)
    assert "1 opnieuw versleuteld" in run("sleutels").output
    monkeypatch.delenv("SECRET_KEY_FALLBACKS")
    assert run("sleutels").exit_code == 0
    with db.reading() as session:
        stored = session.get_one(TweedeFactor, bo.id).geheim
    assert second_factor.seal_for((NEW,)).open(stored) == secret
