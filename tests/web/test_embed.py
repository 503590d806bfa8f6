"""Pages in a frame of another site: only these pages and origins, no cookies, and links that know their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from app import create_app
from app.kennisbank.store import ContentStore
from app.settings import Settings
from app.web.embed import EmbedPrefix, in_frame, rewritten
from tests.support.client import AuditedClient

CITY = "https://www.stad.example"
TRADE = "https://branche.example:8443"
INSIDE = (
    "/inbed/zoeken", "/inbed/zoeken?q=ziek+personeel", "/inbed/keuzehulp", "/inbed/keuzehulp/vraag?v=1",
    "/inbed/keuzehulp/uitkomst?v=1&situatie=kandidaat", "/inbed/regelingen/no-riskpolis", "/inbed/en/zoeken?q=jobcoach",
    "/inbed/en/regelingen/no-riskpolis", "/inbed/en/keuzehulp",
)  # fmt: skip
OUTSIDE = (
    "/inbed", "/inbed/", "/inbed/contact", "/inbed/inloggen", "/inbed/werkplek", "/inbed/regelingen",
    "/inbed/en/contact",
    "/inbed/artikelen/waar-begin-ik", "/inbed/feedback", "/inbed/keuzehulp/agenda.ics", "/inbed/inbed/zoeken",
    "/inbed/static/app.js", "/inbed//zoeken", "/en/inbed/zoeken",
)  # fmt: skip


@pytest.fixture
def site(settings: Settings, content: ContentStore) -> Iterator[Flask]:
    """A site that two others may show."""
    app = create_app(replace(settings, embed_origins=(CITY, TRADE)), content)
    app.testing = True
    app.test_client_class = AuditedClient
    yield app
    app.extensions["loket"].db.dispose()


@pytest.fixture
def visitor(site: Flask) -> AuditedClient:
    client = site.test_client()
    assert isinstance(client, AuditedClient)
    return client


@pytest.mark.parametrize("address", INSIDE)
def test_exactly_the_sites_in_the_settings_may_show_these_pages(visitor: AuditedClient, address: str) -> None:
    for _time in range(2):  # the second time some stand ready in front of Flask
        answer = visitor.get(address)
        assert answer.status_code == 200
        policy = answer.headers["Content-Security-Policy"]
        assert re.findall(r"frame-ancestors ([^;]*)", policy) == [f"{CITY} {TRADE}"]
        assert "default-src 'none'; script-src 'self'" in policy
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.page.by_id("menu") is None and visitor.page.one("footer") is not None


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_other_page_can_be_shown(visitor: AuditedClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", ["/zoeken", "/keuzehulp", "/regelingen/no-riskpolis", "/contact", "/overal-te-gebruiken"]
)
def test_pages_outside_the_frame_stay_as_they_were(visitor: AuditedClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "/inbed/" not in str(visitor.page.links()) and visitor.page.by_id("menu") is not None


def test_without_sites_in_the_settings_nobody_may_show_anything(app: Flask) -> None:
    answer = app.test_client().get("/inbed/zoeken")
    assert answer.status_code == 200 and answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_is_posted_and_no_cookie_is_set_or_looked_at(site: Flask, address: str) -> None:
    plain = Client(site.wsgi_app, use_cookies=False)
    first = plain.get(address)
    name = site.config["SESSION_COOKIE_NAME"]
    known = plain.get(address, headers={"Cookie": f"{name}=onzin; loket-sessie=onzin"})
    for answer in (first, known):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert re.sub(r"sleutel[^>]*", "", first.text) == re.sub(r"sleutel[^>]*", "", known.text)
    assert 'method="post"' not in first.text
    assert plain.post(address).status_code in (404, 405)


@pytest.mark.parametrize(("path", "seen"), [
    ("/inbed/zoeken", ("/zoeken", None)), ("/inbed/contact", ("/inbed/contact", "loket=x")),
    ("/zoeken", ("/zoeken", "loket=x")),
])  # fmt: skip
def test_a_page_in_a_frame_is_made_without_looking_at_a_cookie(path: str, seen: tuple[str, str | None]) -> None:
    met: list[tuple[str, str | None]] = []

    def inner(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        met.append((environ["PATH_INFO"], environ.get("HTTP_COOKIE")))
        start_response("200 OK", [])
        return []

    Client(EmbedPrefix(inner, framed=True), use_cookies=False).get(path, headers={"Cookie": "loket=x"})
    assert met == [seen]


def test_links_stay_in_the_frame_or_open_a_window_and_say_so(visitor: AuditedClient) -> None:
    visitor.get("/inbed/regelingen/no-riskpolis")
    page = visitor.page
    seen = {"inside": 0, "outside": 0}
    for link in page.all("a"):
        address = link.get("href", "")
        if address.startswith(("#", "tel:", "mailto:")):
            assert link.get("target") is None
        elif address.startswith("/inbed/"):
            assert link.get("target") is None
            seen["inside"] += 1
        else:
            assert (link.get("target"), link.get("rel")) == ("_blank", "noopener"), address
            assert "(opent in een nieuw venster)" in page.text(link), address
            seen["outside"] += 1
    assert seen["inside"] > 3 and seen["outside"] > 3
    [form] = [form.get("action", "") for form in page.all("form")] or [""]
    assert form in ("", "/inbed/regelingen/no-riskpolis#in-uw-gemeente")


def test_the_keuzehulp_goes_on_inside_the_frame(visitor: AuditedClient) -> None:
    visitor.get("/inbed/keuzehulp")
    start = next(link for link in visitor.page.links() if "/keuzehulp/vraag" in link)
    assert start.startswith("/inbed/keuzehulp/vraag?")
    visitor.get(start)
    assert visitor.page.one("form").get("action") == "/inbed/keuzehulp/vraag"
    done = visitor.get("/inbed/keuzehulp/uitkomst?v=1&situatie=onzin")
    assert done.status_code == 302 and done.location.startswith("/inbed/keuzehulp/vraag?")
    visitor.get("/inbed/en/keuzehulp")
    assert any(link.startswith("/inbed/en/keuzehulp/vraag") for link in visitor.page.links())


@pytest.mark.parametrize(("path", "expected"), [
    ("/zoeken?q=a", "/inbed/zoeken?q=a"), ("/en/keuzehulp", "/inbed/en/keuzehulp"),
    ("/regelingen/a#b", "/inbed/regelingen/a#b"), ("/contact", None), ("/", None), ("/regelingen", None),
    ("https://loket.example/zoeken", None), ("//kwaad.example/zoeken", None),
])  # fmt: skip
def test_only_our_own_paths_stay_in_the_frame(path: str, expected: str | None) -> None:
    assert in_frame(path) == expected


def test_a_link_keeps_its_words_and_attributes(app: Flask) -> None:
    with app.test_request_context():
        text = rewritten('<a class="x" href="/contact?over=/a&amp;b" lang="nl">Een <b>woord</b></a> <a href="#x">y</a>')
    assert text.startswith(
        '<a class="x" href="/contact?over=/a&amp;b" lang="nl" target="_blank" rel="noopener">Een <b>'
    )
    assert text.endswith('</a> <a href="#x">y</a>') and "nieuw venster" in text


def test_the_script_may_be_loaded_by_others_and_nothing_else(visitor: AuditedClient) -> None:
    answer = visitor.get("/inbed.js")
    assert answer.mimetype == "text/javascript" and answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert visitor.get("/static/app.js", buffered=True).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_explanation_gives_lines_that_work(visitor: AuditedClient) -> None:
    assert visitor.get("/overal-te-gebruiken").status_code == 200
    codes = [visitor.page.text(code) for code in visitor.page.all("code")]
    assert len(codes) == 3
    for code in codes:
        [frame] = re.findall(r'<iframe src="http://localhost(/inbed/[^"]+)" title="[^"]+"', code)
        [plain] = re.findall(r'<a href="http://localhost(/[^"]+)">', code)
        assert visitor.get(frame).status_code == visitor.get(plain).status_code == 200
        assert '<script src="http://localhost/inbed.js" async></script>' in code
