"""Headers, caching, limits and cookies of every answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.permissions import Actor
from app.core import clock
from app.kennisbank.store import ContentStore, open_store
from app.settings import ROOT, Settings
from app.web.gate import public
from tests.support.actors import Collega, Visitor, values_of
from tests.support.personas import Team

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ANY_SITE = {"Cross-Origin-Resource-Policy": "cross-origin"}
API = ANY_SITE | {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, X-Content-Version",
}
OTHERWISE = {"/inbed.js": ANY_SITE, "/api/v1/regelingen": API, "/api/v1/bestaat-niet": API}
"""What other sites may use says so, and nothing else is different."""
YEAR = "public, max-age=31536000, immutable"


def protection(response: TestResponse) -> dict[str, str]:
    """Every header of an answer that protects, also one that should not be there."""
    about = (
        "x-content-type",
        "x-frame",
        "referrer",
        "permissions",
        "cross-origin",
        "strict",
        "content-security",
        "access-",
    )
    return {name: value for name, value in response.headers.items() if name.lower().startswith(about)}


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def production(settings: Settings, tmp_path: Path) -> Iterator[FlaskClient]:
    """A site in production: the desk of the example region, said to be real."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "tests/support/example_region", folder)
    region = folder / "regio/waddenrand.yaml"
    region.write_text(region.read_text(encoding="utf-8").replace("voorbeeld: true", "voorbeeld: false"))
    live = replace(settings, environment="productie", content_dir=folder)
    app = create_app(live, open_store(folder, tmp_path / "data", clock.today()))
    yield app.test_client()
    app.extensions["loket"].db.dispose()


@pytest.mark.parametrize(("address", "status"), [
    ("/", 200), ("/regelingen/no-riskpolis", 200), ("/contact", 200), ("/bestaat-niet", 404), ("/merk.css", 200),
    ("/zoeken/suggesties?q=proef", 200), ("/inloggen", 200), ("/werkplek", 302), ("/robots.txt", 200),
    ("/gezondheid", 200), ("/static/app.js", 200), ("/.well-known/security.txt", 200), ("/sitemap.xml", 200),
    ("/api/v1/regelingen", 200), ("/api/v1/bestaat-niet", 404), ("/cijfers.json", 200), ("/cijfers.csv", 200),
    ("/bijeenkomsten.ics", 200), ("/bijeenkomsten.atom", 200), ("/nieuw/alles.atom", 200), ("/opensearch.xml", 200),
    ("/inbed/zoeken", 200), ("/inbed.js", 200), ("/kapot", 500),
    (f"/zoeken?q={'a' * 8001}", 414), (f"/zoeken?{'a=1&' * 500}", 414), ("/static/bestaat-niet.js", 404),
])  # fmt: skip
def test_every_answer_carries_the_same_protection(app: Flask, visitor: Visitor, address: str, status: int) -> None:
    app.add_url_rule("/kapot", "kapot", public(lambda: 1 // 0))
    app.testing = False
    for _time in range(2):  # the second time some stand ready in front of Flask
        response = visitor.client.get(address, buffered=True)
        assert response.status_code == status
        assert protection(response) == EXPECTED | OTHERWISE.get(address, {})


@pytest.mark.parametrize(("method", "address", "status"), [
    ("POST", "/contact", 400), ("POST", "/publiceer", 404), ("PUT", "/regelingen", 405), ("HEAD", "/", 200),
    ("OPTIONS", "/contact", 200), ("TRACE", "/", 405), ("GET", "/%00", 404), ("GET", "/zoeken?q=%ff%00", 200),
])  # fmt: skip
def test_every_method_gets_the_same_protection(app: Flask, method: str, address: str, status: int) -> None:
    app.test_client_class = FlaskClient  # answers without a page are not audited
    response = app.test_client().open(address, method=method)
    assert response.status_code == status
    assert protection(response) == EXPECTED


def test_behind_login_nothing_is_kept_and_signing_out_clears_the_browser(
    team: Team, collega: Callable[[Actor], Collega]
) -> None:
    cleo = collega(team.coordinator)
    for address in ("/werkplek", "/beheer", "/beheer/quarantaine", "/werkplek/bestaat-niet"):
        response = cleo.client.get(address)
        assert protection(response) == EXPECTED
        if response.status_code == 200:
            assert response.headers["Cache-Control"] == "no-store"
    cleo.opent("/werkplek")
    token = values_of(cleo.page, cleo.page.all("form")[0])["csrf_token"]
    response = cleo.client.post("/uitloggen", data={"csrf_token": token})
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert protection(response) == EXPECTED


@pytest.mark.parametrize(("address", "caching"), [
    ("/", "no-cache"), ("/regelingen/no-riskpolis", "no-cache"), ("/contact", "private, no-cache"),
    ("/inloggen", "no-store"),
    ("/zoeken?q=proef", "no-cache"), ("/werkplek", "no-store"), ("/bestaat-niet", "no-cache"), ("/merk.css", YEAR),
])  # fmt: skip
def test_what_may_be_kept_and_what_not(visitor: Visitor, address: str, caching: str) -> None:
    assert visitor.client.get(address).headers["Cache-Control"] == caching


@pytest.mark.parametrize("address", ["/", "/regelingen", "/regelingen/no-riskpolis", "/zoeken?q=proef", "/privacy"])
def test_pages_to_read_set_no_cookie(visitor: Visitor, address: str) -> None:
    assert "Set-Cookie" not in visitor.client.get(address).headers


def test_files_with_a_fingerprint_are_kept_for_a_year_and_others_are_not(visitor: Visitor) -> None:
    page = visitor.opent("/")
    styles = [e.get("href", "") for e in page.all("link") if e.get("rel") == "stylesheet"]
    assert len(styles) == 2
    scripts = [e.get("src", "") for e in page.all("script")]
    for address in [*styles, *scripts]:
        assert "?v=" in address
        response = visitor.client.get(address, buffered=True)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == YEAR
    plain = visitor.client.get("/static/site.css", buffered=True)
    assert "immutable" not in plain.headers.get("Cache-Control", "")


def test_the_colours_of_the_region_are_served_as_css(visitor: Visitor) -> None:
    response = visitor.client.get("/merk.css")
    assert response.mimetype == "text/css"
    assert "--merk-accent-500" in response.text


def test_a_method_that_is_not_offered_gets_a_page(visitor: Visitor) -> None:
    for method, address in (("POST", "/regelingen"), ("DELETE", "/contact"), ("GET", "/uitloggen")):
        response = visitor.client.open(address, method=method)
        assert response.status_code == 405, (method, address)
        assert "Dit kan hier niet" in visitor.ziet
        assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/contact", "/inloggen"])
def test_a_body_of_a_megabyte_gets_a_clear_page(visitor: Visitor, address: str) -> None:
    response = visitor.client.post(address, data={"vraag": "x" * 1_048_576})
    assert response.status_code == 413
    assert "Maak uw bericht korter en stuur het opnieuw." in visitor.ziet


@pytest.mark.parametrize("address", ["/contact", "/inloggen", "/feedback"])
def test_more_fields_than_any_form_has_are_refused_before_they_are_read(visitor: Visitor, address: str) -> None:
    many = "&".join(f"veld{number}=x" for number in range(501))
    response = visitor.client.post(address, data=many, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    parts = {f"veld{number}": "x" for number in range(201)}
    assert visitor.client.post(address, data=parts, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.1")])
def test_only_as_many_proxies_as_were_told_may_say_where_a_request_comes_from(
    settings: Settings, content: ContentStore, proxies: int, seen: str
) -> None:
    app = create_app(replace(settings, proxies=proxies), content)
    app.add_url_rule("/wie", "wie", public(lambda: str(request.remote_addr)))
    told = {"X-Forwarded-For": "192.0.2.66, 198.51.100.1, 203.0.113.9", "X-Real-Ip": "192.0.2.66"}
    assert app.test_client().get("/wie", headers=told).text == seen
    app.extensions["loket"].db.dispose()


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = visitor.client.get("/contact").headers["Set-Cookie"]
    assert cookie.startswith("loket=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


@pytest.mark.parametrize("address", ["/", "/werkplek", "/bestaat-niet", "/static/app.js", "/inbed/zoeken"])
def test_production_tells_every_browser_to_stay_on_https(production: FlaskClient, address: str) -> None:
    for _time in range(2):
        response = production.get(address, base_url="https://localhost", buffered=True)
        assert protection(response) == EXPECTED | {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


def test_production_insists_on_https(production: FlaskClient) -> None:
    response = production.get("/contact", base_url="https://localhost")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-loket=") and "Secure" in cookie and "Domain" not in cookie


@pytest.mark.parametrize("address", ["/ontwikkel/stijlgids", "/ontwikkel/postvak", "/ontwikkel/postvak/1"])
def test_production_has_no_mail_viewer_and_no_style_guide(production: FlaskClient, address: str) -> None:
    assert production.get(address).status_code == 404


def test_production_refuses_the_desk_of_the_example(settings: Settings, content: ContentStore) -> None:
    app = create_app(replace(settings, environment="productie"), content)
    response = app.test_client().get("/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "120"
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "Strict-Transport-Security" in response.headers


def test_an_unknown_host_is_refused_when_hosts_are_listed(settings: Settings, content: ContentStore) -> None:
    app = create_app(replace(settings, trusted_hosts=("loket.example",)), content)
    assert app.test_client().get("/", base_url="http://loket.example").status_code == 200
    for host in ("kwaad.example", "loket.example.kwaad.example", "loket.example:8000@kwaad.example", "localhost"):
        answer = app.test_client().get("/", base_url=f"http://{host}")
        assert answer.status_code == 400, host
        assert "kwaad" not in answer.text
    for name in ("X-Forwarded-Host", "Forwarded"):
        answer = app.test_client().get("/", base_url="http://loket.example", headers={name: "host=kwaad.example"})
        assert "kwaad" not in answer.text
    app.extensions["loket"].db.dispose()


def test_scripts_keep_nothing_in_the_browser() -> None:
    scripts = sorted((ROOT / "app/static").glob("*.js"))
    assert len(scripts) > 4
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert not [word for word in ("localStorage", "sessionStorage", "indexedDB", ".cookie") if word in text], script
