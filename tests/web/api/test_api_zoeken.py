"""The search as open data: the agreed form, the same results as the page, and nothing that breaks it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.kennisbank.store import ContentStore
from tests.web.api.visitor import Visitor

QUERIES = ("no-riskpolis", "iemand op proef laten werken", "wie betaalt als hij ziek wordt", "subsidie", "wajong")
ANY = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_the_answer_has_exactly_the_agreed_form(visitor: Visitor) -> None:
    body = visitor.read("/zoeken", {"q": "no-riskpolis"})
    assert list(body) == ["resultaten", "totaal", "bedoelde_u"]
    assert list(body["resultaten"][0]) == ["soort", "slug", "titel", "url", "samenvatting", "fragment"]
    assert body["bedoelde_u"] is None


@pytest.mark.parametrize("q", QUERIES)
def test_the_results_are_those_of_the_engine_in_the_same_order(q: str, visitor: Visitor, content: ContentStore) -> None:
    body = visitor.read("/zoeken", {"q": q, "limit": "50"})
    wanted = content.edition.search.search(q, limit=50)
    assert [(hit["soort"], hit["slug"]) for hit in body["resultaten"]] == [(h.soort, h.slug) for h in wanted.treffers]
    assert body["totaal"] == wanted.totaal > 0


@pytest.mark.parametrize("q", QUERIES)
def test_a_fragment_is_plain_text(q: str, visitor: Visitor) -> None:
    for hit in visitor.read("/zoeken", {"q": q, "limit": "50"})["resultaten"]:
        assert hit["fragment"]
        assert not any(mark in hit["fragment"] for mark in ("<mark>", "</mark>", "&#x27;", "&quot;", "&amp;", "[["))


def test_every_result_leads_to_a_page(visitor: Visitor) -> None:
    for hit in visitor.read("/zoeken", {"q": "wajong", "limit": "50"})["resultaten"]:
        assert "/" not in hit["slug"]
        assert visitor.client.get(hit["url"]).status_code == 200


def test_a_typing_error_is_named(visitor: Visitor) -> None:
    body = visitor.read("/zoeken", {"q": "lonkostensubsdie"})
    assert body["bedoelde_u"] == "loonkostensubsidie"
    assert body["resultaten"][0]["slug"] == "loonkostensubsidie"


@pytest.mark.parametrize("kind", ["regeling", "artikel", "begrip", "succesverhaal"])
def test_soort_keeps_one_kind(kind: str, visitor: Visitor) -> None:
    body = visitor.read("/zoeken", {"q": "begeleiding", "soort": kind, "limit": "50"})
    assert {hit["soort"] for hit in body["resultaten"]} == {kind}


def test_limit_cuts_the_list_and_not_the_total(visitor: Visitor) -> None:
    body = visitor.read("/zoeken", {"q": "subsidie", "limit": "2"})
    assert len(body["resultaten"]) == 2 < body["totaal"]


def test_an_empty_question_finds_nothing(visitor: Visitor) -> None:
    nothing = {"resultaten": [], "totaal": 0, "bedoelde_u": None}
    assert visitor.read("/zoeken", "q=&soort=&limit=") == nothing
    assert visitor.read("/zoeken", "q=%20%09") == nothing


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("", 400, "q"),
        ("q=a&zoek=b", 400, "zoek"),
        ("q=a&limit=0", 422, "limit"),
        ("q=a&limit=51", 422, "limit"),
        ("q=a&limit=-1", 422, "limit"),
        ("q=a&limit=1.5", 422, "limit"),
        ("q=a&limit=%D9%A3", 422, "limit"),
        ("q=a&limit=" + "9" * 5000, 422, "limit"),
        ("q=a&limit=5&limit=6", 422, "limit"),
        ("q=a&soort=regelingen", 422, "soort"),
        ("q=" + "a" * 201, 422, "q"),
        ("q=a&q=b", 422, "q"),
    ],
)
def test_a_wrong_parameter_is_named(query: str, status: int, parameter: str, visitor: Visitor) -> None:
    problem = visitor.refused(status, "/zoeken", query)
    assert [fault["parameter"] for fault in problem["fouten"]] == [parameter]
    assert parameter in problem["detail"]


def test_the_bounds_themselves_are_allowed(visitor: Visitor) -> None:
    assert len(visitor.read("/zoeken", {"q": "subsidie", "limit": "1"})["resultaten"]) == 1
    assert visitor.read("/zoeken", {"q": "subsidie", "limit": "50"})["totaal"] > 1
    assert visitor.get("/zoeken", {"q": "é" * 200}).status_code == 200


def test_the_english_address_gives_english_addresses(english: Visitor) -> None:
    assert english.read("/zoeken", {"q": "no-riskpolis"})["resultaten"][0]["url"].startswith("http://localhost/en/")


@ANY
@given(q=st.text(max_size=220), limit=st.one_of(st.none(), st.integers(-5, 60).map(str), st.text(max_size=5)))
@example(q='" AND (NOT *:* OR ~', limit="5")
@example(q="'; DROP TABLE regelingen; --", limit=None)
@example(q="\x00\u202e😀<script>", limit="")
def test_no_text_breaks_the_search(visitor: Visitor, q: str, limit: str | None) -> None:
    response = visitor.get("/zoeken", {"q": q} if limit is None else {"q": q, "limit": limit})
    assert response.status_code in (200, 422)
    visitor.checked("/zoeken", response)


@ANY
@given(raw=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=300))
@example(raw="q=%ff%fe%00")
@example(raw="q=%&soort=%zz&&&==;")
def test_no_query_string_breaks_an_operation(visitor: Visitor, raw: str) -> None:
    for path in ("/zoeken", "/regelingen", "/begrippen", "/keuzehulp"):
        response = visitor.get(path, raw)
        assert response.status_code in (200, 400, 422)
        visitor.checked(path, response)


@ANY
@given(rest=st.text(max_size=60))
def test_no_path_breaks_the_api(visitor: Visitor, rest: str) -> None:
    response = visitor.client.get(f"/api/v1/regelingen/{rest}")
    assert response.status_code in (200, 400, 404)
    if response.status_code == 404:
        assert json.loads(response.data)["status"] == 404
