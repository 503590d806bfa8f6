"""Headers, caching, limits and cookies of every answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.core import clock
from app.kennisbank.store import ContentStore, open_store
from app.settings import ROOT, Settings
from tests.support.actors import Visitor

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
YEAR = "public, max-age=31536000, immutable"


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
    ("/gezondheid", 200), ("/static/app.js", 200),
])  # fmt: skip
def test_every_answer_carries_the_same_protection(visitor: Visitor, address: str, status: int) -> None:
    response = visitor.client.get(address, buffered=True)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "Strict-Transport-Security" not in response.headers


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


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = visitor.client.get("/contact").headers["Set-Cookie"]
    assert cookie.startswith("loket=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


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


def test_an_unknown_host_is_refused_when_hosts_are_listed(settings: Settings, content: ContentStore) -> None:
    app = create_app(replace(settings, trusted_hosts=("loket.example",)), content)
    assert app.test_client().get("/", base_url="http://loket.example").status_code == 200
    assert app.test_client().get("/", base_url="http://kwaad.example").status_code == 400
    app.extensions["loket"].db.dispose()
