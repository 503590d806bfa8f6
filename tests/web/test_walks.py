"""Walks along every address: no change without a token, no change by looking, no way out to another site."""

from __future__ import annotations

import hashlib
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.routing import Rule

from app.accounts import sign_in
from app.accounts.permissions import Actor, Rol
from app.accounts.services import set_password
from app.contact.models import Contactverzoek
from app.contact.quarantine import receive_suspect
from app.contact.quarantine_models import Verdenking
from app.core import clock
from app.core.db import Base, Database
from app.web.desk import desk
from app.web.gate import gate_of, public
from app.web.security import csrf
from app.web.staff import cookie_name
from tests.support.actors import Collega, Ontvangst, Werkgever, values_of
from tests.support.factories import facts, medewerker
from tests.support.personas import PASSWORD, Team, email_of

WITHOUT_TOKEN = {
    "lezers.do_stop": "one click in a mail program (RFC 8058); the key in the address is the permission",
    "lezers.publiceer": "the forge signs its message with a secret",
    "api.unknown": "an address that does not exist, for every method",
}
"""POST addresses without a token of a form, with the reason."""
COUNTED = {"sessie", "werkblad", "lezing", "zoekvraag", "heartbeat"}
"""Tables that looking may touch: who is signed in or has a request open now, and how often a page was asked for."""
EVIL = (
    "https://kwaad.example", "//kwaad.example", "/\\kwaad.example", "\\\\kwaad.example", "https:kwaad.example",
    "/%09/kwaad.example", "\t//kwaad.example", "/werkplek//kwaad.example", "/werkplek/../..//kwaad.example",
    "javascript:alert(1)", "/werkplek\r\nLocation: https://kwaad.example", "http:/kwaad.example", "@kwaad.example",
    "/werkplek@kwaad.example", ".kwaad.example", "//kwaad.example/werkplek",
)  # fmt: skip
ONWARD = ("verder", "next", "terug", "pagina", "over", "url", "redirect", "return")


def rules(app: Flask, method: str) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.rule, rule.endpoint))


def build(app: Flask, rule: Rule, method: str, seen: Ontvangst) -> str:
    """An address of this rule, with things that exist where it can."""
    page = rule.rule.split("/")[1]
    slugs = {"regelingen": "no-riskpolis", "artikelen": "waar-begin-ik", "begrippen": "wia", "werkbladen": "jobcarving"}
    known = {
        "slug": slugs.get(page, "behouden"),
        "referentie": seen.referentie,
        "token": seen.link.rpartition("/")[2],
        "filename": "app.js",
        "rest": "v1/niets",
        "stand": "gedaan",
        "kind": "csv",
        "code": "ABCD-2345",
        "sleutel": "x" * 32,
    }
    values = {
        name: 1 if "Integer" in type(converter).__name__ else known.get(name, "x")
        for name, converter in rule._converters.items()
    }
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


def digest(db: Database) -> dict[str, str]:
    """What stands in every table now."""
    with db.reading() as session:
        return {
            table.name: hashlib.sha256(repr(sorted(map(repr, session.execute(select(table))))).encode()).hexdigest()
            for table in Base.metadata.sorted_tables
            if table.name not in COUNTED
        }


@pytest.fixture
def seen(app: Flask, werkgever: Werkgever, loket_db: Database) -> Ontvangst:
    """A request, and a form in quarantine."""
    found = werkgever.stelt_een_vraag()
    with app.test_request_context(), loket_db.transaction() as session:
        suspect = facts(gemeente="arnhem", email="robot@een.example")
        receive_suspect(session, desk=desk(), facts=suspect, verdenking=Verdenking.LOKVELD, now=clock.now())
    app.test_client_class = FlaskClient
    return found


def browser(app: Flask, db: Database, actor: Actor | None = None) -> FlaskClient:
    """A browser, of somebody who is signed in or of a visitor."""
    client = app.test_client()
    if actor is not None:
        with db.transaction() as session:
            token = sign_in.start_session(session, medewerker_id=actor.id, now=clock.now())
        client.set_cookie(cookie_name(app.extensions["loket"].settings), token)
    return client


def test_nothing_changes_without_the_token_of_a_form(app: Flask, seen: Ontvangst, loket_db: Database) -> None:
    everything = medewerker(loket_db, *(rol for rol in Rol if rol is not Rol.GAST))
    clients = [browser(app, loket_db), browser(app, loket_db, everything)]
    walk = rules(app, "POST")
    assert len(walk) > 80 and {rule.endpoint for rule in walk} > set(WITHOUT_TOKEN)
    before = digest(loket_db)
    for rule in walk:
        if rule.endpoint in WITHOUT_TOKEN:
            continue
        for client in clients:
            answer = client.post(build(app, rule, "POST", seen), data={"reden": "x", "bevestig": "y", "naam": "x"})
            assert answer.status_code == 400, f"{rule.endpoint} answers {answer.status_code} without a token"
    assert digest(loket_db) == before


def test_only_these_views_take_a_form_without_a_token(app: Flask) -> None:
    def endpoint(dotted: str) -> str:
        return next(name for name, view in app.view_functions.items() if f"{view.__module__}.{view.__name__}" == dotted)

    assert {endpoint(name) for name in csrf._exempt_views} | {"api.unknown"} == set(WITHOUT_TOKEN)
    assert {getattr(found, "name", found) for found in csrf._exempt_blueprints} <= {"api"}


def looked_at(app: Flask, client: FlaskClient, seen: Ontvangst, *, staff: bool) -> dict[str, set[int]]:
    """Open every address of the werkplek or of the open site, bare and with answers; what each said."""
    said: dict[str, set[int]] = {}
    for rule in rules(app, "GET"):
        if bool(gate_of(app.view_functions[rule.endpoint])) == staff:
            for query in ("", "?q=ziek&gedaan=ja&pagina=1&v=1&situatie=kandidaat&bevestig=y&reden=x&verder=/werkplek"):
                answer = client.get(build(app, rule, "GET", seen) + query, buffered=True)
                said.setdefault(rule.endpoint, set()).add(answer.status_code)
    return said


@pytest.mark.parametrize("rol", [None, *Rol])
def test_nothing_changes_by_looking(
    app: Flask, seen: Ontvangst, team: Team, loket_db: Database, rol: Rol | None
) -> None:
    client = browser(app, loket_db, medewerker(loket_db, rol) if rol else None)
    before = digest(loket_db)
    said = looked_at(app, client, seen, staff=rol is not None)
    assert digest(loket_db) == before
    assert [name for name, codes in said.items() if max(codes) >= 500] == []
    found = sum(200 in codes for codes in said.values())
    assert found > (50 if rol is None else 3), said


def test_the_walk_notices_a_change(app: Flask, seen: Ontvangst, loket_db: Database) -> None:
    def careless() -> str:
        with loket_db.transaction() as session:
            session.execute(update(Contactverzoek).values(versie=Contactverzoek.versie + 1))
        return ""

    app.view_functions["publiek.over"] = public(careless)
    before = digest(loket_db)
    looked_at(app, browser(app, loket_db), seen, staff=False)
    assert digest(loket_db) != before


def elsewhere(location: str) -> bool:
    """Whether a browser on this site would leave it for this Location."""
    there = location.replace("\\", "/").lstrip("\t\r\n ")
    parts = urlsplit(there)
    return parts.scheme not in ("", "http") or parts.netloc not in ("", "localhost") or there.startswith("//")


def test_a_location_to_another_site_is_recognised() -> None:
    assert all(map(elsewhere, ("https://kwaad.example", "//kwaad.example", "/\\kwaad.example", "javascript:alert(1)")))
    assert not any(map(elsewhere, ("/werkplek", "http://localhost/werkplek", "/werkplek?a=//b", "werkplek")))


def test_no_address_sends_a_visitor_to_another_site(app: Flask, seen: Ontvangst, loket_db: Database) -> None:
    everything = medewerker(loket_db, *(rol for rol in Rol if rol is not Rol.GAST))
    clients = [browser(app, loket_db), browser(app, loket_db, everything)]
    for rule in rules(app, "GET"):
        address = build(app, rule, "GET", seen)
        for evil in EVIL:
            query = "&".join(f"{name}={quote(evil)}" for name in ONWARD)
            for client in clients:
                answer = client.get(f"{address}?{query}", buffered=True)
                assert not elsewhere(answer.headers.get("Location", "")), (rule.endpoint, evil)
                assert answer.status_code < 500, (rule.endpoint, evil)


@pytest.mark.parametrize(
    "path",
    [
        "//kwaad.example",
        "//kwaad.example/..",
        "/%2f/kwaad.example",
        "/\\kwaad.example/",
        "/en//kwaad.example",
        "/en/%5Ckwaad.example",
        "/regelingen//kwaad.example",
    ],
)
def test_no_path_leads_to_another_site(app: Flask, path: str) -> None:
    app.test_client_class = FlaskClient
    answer = app.test_client().get(path, base_url="http://localhost", environ_overrides={"PATH_INFO": unquote(path)})
    assert answer.status_code < 500
    assert not elsewhere(answer.headers.get("Location", ""))


@pytest.mark.parametrize("evil", EVIL)
def test_signing_in_never_leads_to_another_site(app: Flask, team: Team, loket_db: Database, evil: str) -> None:
    with loket_db.transaction() as session:
        set_password(session, medewerker_id=team.coordinator.id, password=PASSWORD, now=clock.now())
    cleo = Collega(app, team.coordinator, email_of(team.coordinator.naam))
    cleo.opent(f"/inloggen?verder={quote(evil)}")
    values = values_of(cleo.page, next(f for f in cleo.page.all("form") if f.get("method") == "post"))
    answer = cleo.client.post(
        f"/inloggen?verder={quote(evil)}", data=values | {"email": cleo.email, "wachtwoord": PASSWORD}
    )
    assert answer.status_code == 303
    assert not elsewhere(answer.headers["Location"])
