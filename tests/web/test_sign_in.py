"""Signing in and out of the werkplek."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Rol
from app.accounts.sign_in import REFUSED
from app.core import clock
from app.core.db import Database
from app.kennisbank.store import ContentStore
from tests.support.actors import Collega, Visitor
from tests.support.factories import leaves
from tests.support.personas import colleague

EMAIL = "aida@loket.example"


@pytest.fixture
def aida(app: Flask, loket_db: Database, content: ContentStore) -> Collega:
    """An accountmanager with a password, still outside."""
    region = content.catalogue.region
    actor = colleague(loket_db, region, "Aida Arnhem", Rol.ACCOUNTMANAGER, password="lang-genoeg-voor-de-test")
    return Collega(app, actor, EMAIL)


def test_a_colleague_signs_in_and_sees_the_inbox(aida: Collega) -> None:
    aida.logt_in()
    assert aida.address == "/werkplek"
    assert "Aida Arnhem" in aida.page.html


def test_signing_in_goes_on_to_the_page_that_was_asked_for(aida: Collega) -> None:
    aida.opent("/werkplek?mand=team", status=200)
    assert aida.address == "/inloggen"
    aida.logt_in(verder="/werkplek?mand=afgerond")
    assert aida.response is not None
    assert aida.response.request.full_path == "/werkplek?mand=afgerond"


def test_wrong_unknown_and_limited_get_the_same_answer(app: Flask, aida: Collega) -> None:
    aida.logt_in("verkeerd-wachtwoord-hier", status=401)
    assert aida.fouten() == [REFUSED]
    assert aida.ingevuld("email") == EMAIL
    assert aida.ingevuld("wachtwoord") == ""
    wrong = aida.ziet
    stranger = Collega(app, aida.actor, "niemand@loket.example")
    stranger.logt_in("verkeerd-wachtwoord-hier", status=401)
    assert stranger.ziet == wrong
    for _ in range(4):
        aida.logt_in("verkeerd-wachtwoord-hier", status=401)
    aida.logt_in(status=401)  # right now, but after five wrong ones
    assert aida.ziet == wrong


def test_after_a_quarter_of_an_hour_the_right_password_works_again(aida: Collega, tuesday: datetime) -> None:
    for _ in range(5):
        aida.logt_in("verkeerd-wachtwoord-hier", status=401)
    with clock.pinned(tuesday + timedelta(minutes=16)):
        aida.logt_in()
        assert aida.address == "/werkplek"


def test_an_empty_form_says_what_to_fill_in(aida: Collega) -> None:
    aida.email = ""
    aida.logt_in("", status=422)
    assert aida.fouten() == ["Vul uw e-mailadres in.", "Vul uw wachtwoord in."]


@pytest.mark.parametrize(
    "target",
    ["https://kwaad.example", "//kwaad.example", "/\\kwaad.example", "/werkplek//kwaad.example", "/werkplek\\@kwaad",
     "javascript:alert(1)", "/contact", "/werkplek%0d%0aLocation:x", ""],
)  # fmt: skip
def test_signing_in_never_sends_somebody_elsewhere(aida: Collega, target: str) -> None:
    aida.logt_in(verder=target)
    assert aida.address == "/werkplek"


def test_signing_out_ends_the_session_on_the_server(aida: Collega) -> None:
    aida.logt_in()
    cookie = aida.client.get_cookie("werkplek")
    assert cookie is not None
    assert cookie.http_only and cookie.same_site == "Lax"
    aida.verstuurt("/uitloggen")
    assert aida.address == "/inloggen"
    assert aida.client.get_cookie("werkplek") is None
    aida.client.set_cookie("werkplek", cookie.value)
    aida.opent("/werkplek")
    assert aida.address == "/inloggen"


def test_a_session_that_nobody_used_for_half_an_hour_is_over(aida: Collega, tuesday: datetime) -> None:
    aida.logt_in()
    with clock.pinned(tuesday + timedelta(minutes=31)):
        aida.opent("/werkplek")
        assert aida.address == "/inloggen"


def test_an_invented_token_opens_nothing(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.client.set_cookie("werkplek", "verzonnen-token")
    visitor.opent("/werkplek")
    assert visitor.address == "/inloggen"


def test_signing_in_without_csrf_token_is_refused(aida: Collega) -> None:
    data = {"email": EMAIL, "wachtwoord": "lang-genoeg-voor-de-test"}
    assert aida.client.post("/inloggen", data=data).status_code == 400
    assert aida.client.get_cookie("werkplek") is None


def test_a_signed_in_colleague_skips_the_form(app: Flask, aida: Collega) -> None:
    aida.is_binnen().opent("/inloggen")
    assert aida.address == "/werkplek"


def test_a_closed_account_is_outside_at_once(app: Flask, loket_db: Database, aida: Collega) -> None:
    aida.is_binnen().opent("/werkplek")
    leaves(loket_db, aida.actor)
    aida.opent("/werkplek")
    assert aida.address == "/inloggen"
