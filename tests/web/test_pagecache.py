"""Pages that stand ready in front of Flask: the same bytes as Flask makes, for everybody, and never yesterday's."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, request
from werkzeug.test import Client, TestResponse

from app import create_app
from app.core import clock
from app.kennisbank.store import ContentStore, open_store
from app.settings import ROOT, Settings
from app.web import pagecache
from app.web.pagecache import EXTENSION, PageCache, parameters_of

ADDED = {"etag", "vary", "content-length", "x-inhoud-versie", "x-accel-expires"}
OF_ONE_REQUEST = {"x-request-id", "date"}
GZIP = {"Accept-Encoding": "br, gzip"}


@pytest.fixture
def layer(app: Flask) -> PageCache:
    found = app.extensions[EXTENSION]
    assert isinstance(found, PageCache)
    return found


@pytest.fixture
def visitor(app: Flask) -> Client:
    """Somebody without cookies, through every layer."""
    return Client(app.wsgi_app, use_cookies=False)


def kept_addresses(app: Flask, content: ContentStore) -> Iterator[str]:
    """Every address of a page that may be kept, with each kind of question it can be asked."""
    kinds = content.catalogue.pages
    slugs = {
        "kennisbank.regeling": kinds["regelingen"], "kennisbank.artikel": kinds["artikelen"],
        "kennisbank.begrip": kinds["begrippen"], "kennisbank.succesverhaal": kinds["succesverhalen"],
        "lezers.feed_fase": content.catalogue.terms["fasen"],
        "lezers.feed_uitvoerder": content.catalogue.terms["uitvoerders"],
        "api.regeling": kinds["regelingen"], "api.artikel": kinds["artikelen"],
        "api.begrip": kinds["begrippen"], "api.succesverhaal": kinds["succesverhalen"],
        "behoud.werkblad": ["checklist-eerste-werkdag"],
    }  # fmt: skip
    for rule in app.url_map.iter_rules():
        if parameters_of(app.view_functions[rule.endpoint]) is None:
            continue
        if not rule.arguments:
            yield rule.rule
        else:
            for slug in slugs.get(rule.endpoint, ()):
                yield rule.rule.replace("<slug>", slug)
    yield from (
        "/regelingen?fase=werven&doelgroep=wajong", "/regelingen?fase=bestaat-niet", "/succesverhalen?sector=zorg",
        "/regelingen/loonkostensubsidie?gemeente=arnhem", "/regelingen/loonkostensubsidie?gemeente=buiten",
        "/merk.css?v=123", "/api/v1/regelingen?fase=werven", "/inbed/regelingen/no-riskpolis",
    )  # fmt: skip


def small_region(target: Path) -> Path:
    """A copy of the content of the small region, to change."""
    shutil.copytree(ROOT / "tests/support/example_region", target)
    return target


def told(response: TestResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def test_every_kept_page_is_what_flask_makes_byte_for_byte_with_the_same_headers(
    app: Flask, content: ContentStore, layer: PageCache, visitor: Client
) -> None:
    flask = Client(layer.inner, use_cookies=False)
    seen = 0
    for address in kept_addresses(app, content):
        for path in (address, f"/en{address}" if address != "/" else "/en"):
            rendered = flask.get(path)
            if rendered.status_code != 200:
                continue
            first, ready, packed = visitor.get(path), visitor.get(path), visitor.get(path, headers=GZIP)
            assert path in layer.kept, path
            plain = told(ready)
            assert first.data == ready.data == rendered.data, path
            assert told(first) == plain, path
            own = {name: value for name, value in told(rendered).items() if name not in ADDED | OF_ONE_REQUEST}
            assert {name: value for name, value in plain.items() if name not in ADDED} == own, path
            assert plain["vary"] == "Accept-Encoding"
            assert plain["content-length"] == str(len(rendered.data))
            assert plain["x-inhoud-versie"] == content.catalogue.version
            if packed.headers.get("Content-Encoding") == "gzip":
                assert gzip.decompress(packed.data) == rendered.data, path
                assert packed.headers["ETag"] != plain["etag"]
            seen += 1
    assert seen > 400


def test_a_page_is_made_once(app: Flask, visitor: Client) -> None:
    made = []
    app.before_request_funcs[None].insert(0, lambda: made.append(1))
    for _ in range(5):
        assert visitor.get("/regelingen").status_code == 200
    assert len(made) == 1


def test_a_browser_that_has_the_page_gets_304_and_head_gets_the_headers_only(visitor: Client) -> None:
    for headers in ({}, GZIP):
        whole = visitor.get("/regelingen/no-riskpolis", headers=headers)
        etag = whole.headers["ETag"]
        assert etag.startswith('"')
        for known in (etag, f"W/{etag}", f'"ander", {etag}', "*"):
            again = visitor.get("/regelingen/no-riskpolis", headers={**headers, "If-None-Match": known})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == etag and again.headers["Vary"] == "Accept-Encoding"
            assert again.headers["Content-Security-Policy"] == whole.headers["Content-Security-Policy"]
            assert "Content-Type" not in again.headers
        assert (
            visitor.get("/regelingen/no-riskpolis", headers={**headers, "If-None-Match": '"ander"'}).status_code == 200
        )
        head = visitor.head("/regelingen/no-riskpolis", headers=headers)
        assert told(head) == told(whole) and head.data == b""


def test_head_before_anybody_read_the_page_tells_the_same(visitor: Client) -> None:
    head, whole = visitor.head("/over"), visitor.get("/over")
    assert told(head) == told(whole)
    assert head.data == b"" and len(whole.data) > 1000


def test_how_long_nginx_may_keep_it_stands_before_what_browsers_are_told(visitor: Client) -> None:
    names = [name for name, _value in visitor.get("/").headers]
    assert names.index("X-Accel-Expires") < names.index("Cache-Control")  # nginx 1.22 goes by what it reads first


@pytest.mark.parametrize(("accepted", "packed"), [
    ("gzip", True), ("br;q=1.0, gzip;q=0.8", True), ("", False), ("br", False), ("gzip;q=0", False),
    ("gzip;q=0.0, br", False), ("identity", False),
])  # fmt: skip
def test_only_who_can_read_gzip_gets_it(visitor: Client, accepted: str, packed: bool) -> None:
    response = visitor.get("/", headers={"Accept-Encoding": accepted})
    assert (response.headers.get("Content-Encoding") == "gzip") is packed


@pytest.mark.parametrize("headers", [
    {"Cookie": "loket=abc"}, {"Cookie": "x=1; werkplek=abc"}, {"Authorization": "Basic abc"},
])  # fmt: skip
def test_who_brings_a_cookie_is_answered_by_flask_with_the_same_page(
    app: Flask, layer: PageCache, visitor: Client, headers: dict[str, str]
) -> None:
    made = []
    app.before_request_funcs[None].insert(0, lambda: made.append(1))
    personal = visitor.get("/regelingen", headers=headers)
    assert layer.kept == []
    ready = visitor.get("/regelingen")
    again = visitor.get("/regelingen", headers=headers)
    assert len(made) == 3
    assert personal.data == ready.data == again.data
    assert personal.headers["ETag"] == ready.headers["ETag"]


@pytest.mark.parametrize("address", [
    "/contact", "/inloggen", "/werkplek", "/bestaat-niet", "/regelingen/bestaat-niet", "/zoeken?q=proef",
    "/keuzehulp/uitkomst?v=1&situatie=kandidaat", "/keuzehulp?v=1", "/regelingen?van=nieuwsbrief", "/gezondheid",
    "/feedback?pagina=/regelingen/no-riskpolis&antwoord=nee", "/regelingen?fase=" + "x" * 400, "/api/v1/regelingen?x=1",
])  # fmt: skip
def test_what_is_personal_wrong_or_unknown_is_never_kept(visitor: Client, layer: PageCache, address: str) -> None:
    for _ in range(2):
        response = visitor.get(address)
        assert "X-Accel-Expires" not in response.headers
    assert layer.kept == []


def test_an_answer_that_turns_out_to_be_personal_is_not_kept(app: Flask, layer: PageCache, visitor: Client) -> None:
    for header, value in (("Set-Cookie", "a=1"), ("Cache-Control", "no-store"), ("Vary", "Cookie")):

        def personal(response, header=header, value=value):  # type: ignore[no-untyped-def]
            response.headers[header] = value
            return response

        app.after_request_funcs[None].insert(0, personal)
        assert visitor.get("/regelingen").status_code == 200
        assert layer.kept == []
        app.after_request_funcs[None].remove(personal)
    visitor.get("/regelingen")
    assert layer.kept == ["/regelingen"]


def test_another_name_of_the_site_is_answered_by_flask(layer: PageCache, visitor: Client) -> None:
    assert visitor.get("/", headers={"Host": "kwaad.example"}).status_code == 200
    assert layer.kept == []


def test_the_scheme_does_not_shape_a_page(layer: PageCache) -> None:
    flask = Client(layer.inner, use_cookies=False)
    for path in ("/", "/regelingen/no-riskpolis", "/sitemap.xml", "/nieuw/alles.atom", "/opensearch.xml"):
        assert flask.get(path, base_url="http://localhost").data == flask.get(path, base_url="https://localhost").data


def test_memory_is_bounded_and_what_is_read_most_stays(app: Flask, content: ContentStore, layer: PageCache) -> None:
    small = PageCache(layer.inner, content, cookies=(), hosts=("localhost",), most=150_000)
    visitor = Client(small, use_cookies=False)
    for slug in content.catalogue.pages["regelingen"]:
        visitor.get("/over")
        visitor.get(f"/regelingen/{slug}")
        assert small.size <= 150_000
    assert "/over" in small.kept
    assert 2 <= len(small.kept) < 10


def test_a_publication_is_seen_by_the_next_reader_and_going_back_too(settings: Settings, tmp_path: Path) -> None:
    folder = small_region(tmp_path / "inhoud")
    store = open_store(folder, tmp_path / "data", clock.today())
    app = create_app(settings, store)
    visitor = Client(app.wsgi_app, use_cookies=False)
    old = store.edition
    before = visitor.get("/regelingen/proefweek").text
    file = folder / "regelingen/proefweek.md"
    file.write_text(file.read_text(encoding="utf-8").replace("titel: Proefweek", "titel: Proefmaand"))
    store.swap(open_store(folder, tmp_path / "nieuw", clock.today()).edition)
    after = visitor.get("/regelingen/proefweek").text
    assert "Proefmaand" in after and "Proefmaand" not in before
    store.swap(old)
    assert visitor.get("/regelingen/proefweek").text == before
    app.extensions["loket"].db.dispose()


def test_a_page_made_while_another_edition_came_is_not_kept(
    app: Flask, content: ContentStore, layer: PageCache
) -> None:
    visitor = Client(app.wsgi_app, use_cookies=False)
    own = content.edition
    other = replace(own)

    @app.before_request
    def published() -> None:
        request.environ["loket.page"] = other, frozenset()

    visitor.get("/regelingen")
    assert layer.kept == []
    request_funcs = app.before_request_funcs[None]
    request_funcs.remove(published)
    visitor.get("/regelingen")
    assert layer.kept == ["/regelingen"]


def test_a_window_that_closes_turns_its_badge_at_midnight_in_amsterdam(settings: Settings, tmp_path: Path) -> None:
    folder = small_region(tmp_path / "inhoud")
    file = folder / "regelingen/proefweek.md"
    text = file.read_text(encoding="utf-8")
    assert "status: doorlopend" in text
    window = "status: tijdvak\ntijdvakken:\n  - {van: 2026-11-01, tot: 2026-11-30}"
    file.write_text(text.replace("status: doorlopend", window))
    evening = datetime(2026, 11, 30, 23, 59, 59, tzinfo=clock.AMSTERDAM)
    app = create_app(settings, open_store(folder, tmp_path / "data", evening.date()))
    visitor = Client(app.wsgi_app, use_cookies=False)
    with clock.pinned(evening):
        last = visitor.get("/regelingen/proefweek")
        assert visitor.get("/regelingen/proefweek").data == last.data
    midnight = int((evening + timedelta(seconds=1)).timestamp())
    assert last.headers["X-Accel-Expires"] == f"@{midnight}"
    with clock.pinned(evening + timedelta(seconds=1)):
        closed = visitor.get("/regelingen/proefweek")
    assert closed.data != last.data
    assert "Open tot en met 30 november 2026" in last.text
    assert "Nu gesloten" in closed.text and "Open tot en met" not in closed.text
    app.extensions["loket"].db.dispose()


def test_an_opened_result_of_the_search_still_counts(app: Flask, visitor: Client) -> None:
    counter = app.extensions["loket_zoektellingen"]
    visitor.get("/regelingen/no-riskpolis")
    came = {"Referer": "http://localhost/zoeken?q=ziek"}
    visitor.get("/regelingen/no-riskpolis", headers=came)
    visitor.get("/regelingen/no-riskpolis", headers={**came, "User-Agent": "zoekbot"})
    visitor.get("/regelingen/no-riskpolis", headers={"Referer": "http://elders.example/zoeken?q=ziek"})
    visitor.get("/regelingen", headers=came)
    (found,) = counter.counts.take().values()
    assert found.geopend == 1


def test_midnight_is_that_of_amsterdam_in_summer_and_winter() -> None:
    assert pagecache.midnight_after(date(2026, 7, 1)) == int(datetime(2026, 7, 1, 22, tzinfo=UTC).timestamp())
    assert pagecache.midnight_after(date(2026, 10, 25)) == int(datetime(2026, 10, 25, 23, tzinfo=UTC).timestamp())
