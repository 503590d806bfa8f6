"""Signing in at the organisation: with a real provider process, and with one that lies."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import Medewerker, Organisatiekoppeling, Sessie
from app.accounts.permissions import Rol
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.settings import Oidc, Settings
from tests.support.actors import Collega
from tests.support.certificates import Authority
from tests.support.client import AuditedClient
from tests.support.factories import leaves, mails
from tests.support.oidc import CLIENT, SECRET, LyingProvider, agrees, lying_provider, mock_provider
from tests.support.personas import colleague

EMAIL = "aida@loket.example"
Site = Callable[..., Collega]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The mock, with colleagues, a stranger and somebody whose address is not verified."""
    people = (
        {"sub": "aida-1", "email": EMAIL.upper(), "email_verified": True},
        {"sub": "aida-2", "email": EMAIL, "email_verified": True},
        {"sub": "vreemd", "email": "vreemd@elders.example", "email_verified": True},
        {"sub": "onbewezen", "email": EMAIL, "email_verified": False},
        {"sub": "zwijgt", "email": EMAIL},
    )
    with mock_provider(tmp_path_factory.mktemp("oidc"), *people) as address:
        yield address


@pytest.fixture
def site(
    settings: Settings, content: ContentStore, compiled: FileSystemBytecodeCache, sqlite_db: Database
) -> Iterator[Site]:
    """Builds a site that trusts a provider; gives Aida, outside, with an account."""
    made: list[Flask] = []
    actor = colleague(sqlite_db, content.catalogue.region, "Aida Arnhem", Rol.COORDINATOR)

    def build(address: str, **more: Any) -> Collega:
        app = create_app(replace(settings, oidc=Oidc(address, CLIENT, SECRET, **more)), content)
        app.jinja_env.bytecode_cache = compiled
        app.testing, app.test_client_class = True, AuditedClient
        made.append(app)
        return Collega(app, actor, EMAIL)

    yield build
    for app in made:
        app.extensions["loket"].db.dispose()


@pytest.fixture
def liar() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        yield provider


@contextmanager
def real_time() -> Iterator[None]:
    """Tokens tell the real time."""
    with clock.pinned(datetime.fromtimestamp(time.time(), UTC)):
        yield


def leave(collega: Collega, start: str = "/inloggen/organisatie") -> str:
    """Choose to sign in at the organisation; the address there."""
    response = collega.client.get(start)
    assert response.status_code == 302, collega.ziet
    return response.headers["Location"]


def back(collega: Collega, address: str, status: int = 200) -> None:
    """The browser comes back with this address."""
    parts = urlsplit(address)
    collega.opent(f"{parts.path}?{parts.query}", status)


def sessions(db: Database) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Sessie)) or 0


def test_a_colleague_signs_in_at_the_organisation_and_is_linked_once(
    site: Site, issuer: str, sqlite_db: Database
) -> None:
    aida = site(issuer)
    aida.opent("/inloggen?verder=/werkplek?mand=team")
    start = next(link for link in aida.page.links() if "/inloggen/organisatie" in link)
    for _ in range(2):
        back(aida, agrees(leave(aida, start), "aida-1"))
        assert aida.response is not None and aida.response.request.path == "/werkplek"
        assert "Aida Arnhem" in aida.page.html
        aida.verstuurt("/uitloggen")
    with sqlite_db.reading() as session:
        link = session.scalars(select(Organisatiekoppeling)).one()
        done = session.scalars(select(AuditEntry.action)).all()
    assert (link.uitgever, link.onderwerp) == (issuer, "aida-1")
    assert done.count("organisatie-gekoppeld") == 1 and done.count("ingelogd") == 2
    assert len(mails(sqlite_db, "account-koppeling")) == 1


def test_after_the_link_the_address_does_not_count_any_more(site: Site, issuer: str, sqlite_db: Database) -> None:
    aida = site(issuer)
    back(aida, agrees(leave(aida), "aida-1"))
    with sqlite_db.transaction() as session:
        session.get_one(Medewerker, aida.actor.id).email = "nieuw@loket.example"
    aida.verstuurt("/uitloggen")
    back(aida, agrees(leave(aida), "aida-1"))
    assert aida.address == "/werkplek"
    aida.verstuurt("/uitloggen")
    with sqlite_db.transaction() as session:
        session.get_one(Medewerker, aida.actor.id).email = EMAIL
    back(aida, agrees(leave(aida), "aida-2"), 403)  # the address went to somebody else at the organisation
    assert sessions(sqlite_db) == 0


@pytest.mark.parametrize("sub", ["vreemd", "onbewezen", "zwijgt"])
def test_who_has_no_account_or_no_verified_address_stays_out_and_gets_no_account(
    site: Site, issuer: str, sqlite_db: Database, sub: str
) -> None:
    aida = site(issuer)
    back(aida, agrees(leave(aida), sub), 403)
    assert "U kunt hier niet inloggen met dit account" in aida.ziet
    with sqlite_db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Medewerker)) == 1
        assert session.scalar(select(func.count()).select_from(Organisatiekoppeling)) == 0
    assert sessions(sqlite_db) == 0


def test_an_address_without_proof_counts_only_when_the_provider_is_trusted(site: Site, issuer: str) -> None:
    aida = site(issuer, trust_email=True)
    back(aida, agrees(leave(aida), "onbewezen"), 403)
    back(aida, agrees(leave(aida), "zwijgt"))
    assert aida.address == "/werkplek"


def test_a_closed_account_stays_closed(site: Site, issuer: str, sqlite_db: Database) -> None:
    aida = site(issuer)
    back(aida, agrees(leave(aida), "aida-1"))
    leaves(sqlite_db, aida.actor)
    back(aida, agrees(leave(aida), "aida-1"), 403)


def test_the_answer_to_another_browser_is_refused(site: Site, issuer: str, sqlite_db: Database) -> None:
    aida, thief = site(issuer), site(issuer)
    answer = agrees(leave(aida), "aida-1")
    back(thief, answer, 403)
    leave(thief)  # also with a sign-in of its own under way
    back(thief, answer, 403)
    assert sessions(sqlite_db) == 0


def test_the_same_answer_twice_is_refused(site: Site, issuer: str) -> None:
    aida = site(issuer)
    kept = {}
    answer = agrees(leave(aida), "aida-1")
    before = aida.client.get_cookie("loket")
    assert before is not None
    kept["loket"] = before.value
    back(aida, answer)
    aida.verstuurt("/uitloggen")
    back(aida, answer, 403)
    aida.client.set_cookie("loket", kept["loket"])  # also with the cookie of before: the code is used up
    back(aida, answer, 403)


def test_going_there_asks_for_pkce_a_state_and_a_nonce(site: Site, liar: LyingProvider) -> None:
    aida = site(liar.issuer, acr=("hoog",), max_age=3600)
    answer = liar.follow(leave(aida))
    asked = liar.seen[-1]
    assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://localhost/inloggen/terug"
    assert (asked["acr_values"], asked["max_age"], asked["scope"]) == ("hoog", "3600", "openid email")
    assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20
    back(aida, answer, 403)  # this token says nothing about acr
    verifier = liar.seen[-1]["code_verifier"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert digest == asked["code_challenge"]


def test_the_lying_provider_is_believed_when_it_does_not_lie(site: Site, liar: LyingProvider) -> None:
    aida = site(liar.issuer)
    back(aida, liar.follow(leave(aida)))
    assert aida.address == "/werkplek"


@pytest.mark.parametrize(
    "lie",
    [
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"algorithm": "geen"},
        {"wrong_key": True},
        {"claims": {"aud": "een-ander"}},
        {"claims": {"aud": ["loket", "een-ander"]}},
        {"claims": {"iss": "https://elders.example"}},
        {"claims": {"exp": 1_600_000_000}},
        {"claims": {"nonce": "van-een-ander"}},
        {"claims": {"nonce": None}},
        {"claims": {"sub": None}},
        {"claims": {"sub": "x" * 300}},
        {"claims": {"azp": "een-ander"}},
    ],
    ids=str,
)
def test_a_token_that_is_not_right_opens_nothing(
    site: Site, liar: LyingProvider, sqlite_db: Database, lie: dict[str, Any]
) -> None:
    aida = site(liar.issuer)
    for name, value in lie.items():
        setattr(liar, name, value)
    back(aida, liar.follow(leave(aida)), 403)
    assert sessions(sqlite_db) == 0


def test_a_provider_with_another_name_is_refused_before_anybody_goes_there(site: Site, liar: LyingProvider) -> None:
    liar.metadata = {"issuer": "https://elders.example"}
    aida = site(liar.issuer)
    aida.opent("/inloggen/organisatie", 503)


def test_a_provider_that_is_away_gives_a_page_and_the_password_still_works(site: Site) -> None:
    aida = site("http://127.0.0.1:9")
    aida.opent("/inloggen/organisatie", 503)
    assert "antwoordt nu niet" in aida.ziet
    aida.opent("/inloggen")
    assert "Wachtwoord" in aida.ziet


def test_only_a_provider_with_a_good_certificate_is_asked_anything(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, stranger = Authority(tmp_path, "ons"), Authority(tmp_path, "vreemd")
    with lying_provider(ours.issue("127.0.0.1")) as provider:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stranger.file))
        aida = site(provider.issuer)
        aida.opent("/inloggen/organisatie", 503)
        assert "antwoordt nu niet" in aida.ziet
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ours.file))
        back(aida, provider.follow(leave(aida)))
        assert aida.address == "/werkplek"


def test_without_a_provider_there_is_no_such_address(aida: Collega) -> None:
    aida.opent("/inloggen")
    assert "via uw organisatie" not in aida.ziet
    aida.opent("/inloggen/organisatie", 404)
    aida.opent("/inloggen/terug?code=x&state=y", 404)


@pytest.mark.parametrize(
    ("asks", "says", "status"),
    [
        ({"acr": ("hoog",)}, {"acr": "hoog"}, 200),
        ({"acr": ("hoog",)}, {"acr": "laag"}, 403),
        ({"amr": ("mfa", "otp")}, {"amr": ["pwd", "otp"]}, 200),
        ({"amr": ("mfa",)}, {"amr": ["pwd"]}, 403),
        ({"amr": ("mfa",)}, {"amr": "mfa"}, 403),
        ({"max_age": 600}, {"auth_time": 300}, 200),
        ({"max_age": 600}, {"auth_time": 1200}, 403),
        ({"max_age": 600}, {"auth_time": -600}, 403),
        ({"max_age": 600}, {}, 403),
    ],
    ids=str,
)
def test_how_somebody_signed_in_there_is_checked_when_asked(
    site: Site, liar: LyingProvider, asks: dict[str, Any], says: dict[str, Any], status: int
) -> None:
    aida = site(liar.issuer, **asks)
    ago = says.get("auth_time")
    liar.claims = says if ago is None else {"auth_time": int(time.time()) - ago}
    with real_time():
        back(aida, liar.follow(leave(aida)), status)


def test_the_proof_is_asked_again_at_the_organisation(site: Site, liar: LyingProvider) -> None:
    aida = site(liar.issuer)
    with real_time():
        began = clock.now()
        back(aida, liar.follow(leave(aida)))
        with clock.pinned(began + timedelta(minutes=20)):
            aida.opent("/werkplek/account/tweede-factor")
            assert aida.address == "/werkplek/bevestigen"
            assert "Wachtwoord" not in aida.ziet
            again = next(link for link in aida.page.links() if "/bevestigen/organisatie" in link)
            went = leave(aida, again)
            liar.claims = {"auth_time": int(began.timestamp())}
            back(aida, liar.follow(went), 403)  # not signed in again
            assert (liar.seen[-2]["prompt"], liar.seen[-2]["max_age"]) == ("login", "0")
            liar.claims = {"auth_time": int(clock.now().timestamp()), "sub": "persoon-2"}
            back(aida, liar.follow(leave(aida, again)), 403)  # somebody else
            liar.claims = {"auth_time": int(clock.now().timestamp())}
            back(aida, liar.follow(leave(aida, again)))
            assert aida.address == "/werkplek/account/tweede-factor"


def test_a_refusal_at_the_provider_gives_a_page(site: Site, issuer: str) -> None:
    aida = site(issuer)
    denied = requests.post(leave(aida), data={"action": "deny"}, allow_redirects=False, timeout=5)
    back(aida, denied.headers["Location"], 403)
    assert "niet gelukt of afgebroken" in aida.ziet
