"""How the API behaves on the wire: caching, CORS, errors, the OpenAPI document and the OpenSearch description."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask, abort

from app.core.errors import Unavailable
from app.web.gate import public
from tests.support.client import AuditedClient
from tests.web.api.schema import faults, resolve
from tests.web.api.visitor import Visitor, common

PATHS = (
    "/regelingen",
    "/regelingen/no-riskpolis",
    "/artikelen",
    "/begrippen/loonwaarde",
    "/succesverhalen",
    "/bijeenkomsten",
    "/bijeenkomsten/voorbeeldbijeenkomst",
    "/zoeken?q=ziek",
    "/keuzehulp",
    "/keuzehulp/vragen",
    "/openapi.json",
)


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_did_not_change_is_not_sent_again(path: str, visitor: Visitor) -> None:
    first = visitor.get(path)
    again = visitor.get(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert visitor.get(path, If_None_Match='"iets-anders"').data == first.data
    assert "max-age=300" in first.headers["Cache-Control"]


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/keuzehulp"])
def test_answers_may_be_kept_by_shared_caches(path: str, visitor: Visitor) -> None:
    assert visitor.get(path).headers["Cache-Control"] == "public, max-age=300"


def test_a_head_request_gives_the_headers_alone(visitor: Visitor) -> None:
    response = visitor.client.head("/api/v1/regelingen")
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["ETag"] == visitor.get("/regelingen").headers["ETag"]


@pytest.mark.parametrize("path", ["/api/v1/regelingen", "/api/v1/zoeken", "/en/api/v1/keuzehulp"])
def test_a_browser_on_another_site_may_read(path: str, client: AuditedClient) -> None:
    asked = {"Origin": "https://elders.voorbeeld", "Access-Control-Request-Method": "GET"}
    response = client.options(path, headers=asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Methods"] == response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in response.headers
    common(response)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/api/v1/regelingen", "/api/v1/zoeken", "/api/v1/begrippen/loonwaarde"])
def test_the_api_can_only_be_read(method: str, path: str, visitor: Visitor) -> None:
    response = visitor.client.open(path, method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    common(response)
    assert visitor.checked("", response)["title"] == "Dit kan hier niet"


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v2/regelingen", "/api/v1/bestaat/niet", "/en/api/x"]
)
def test_an_unknown_address_is_problem_json_and_not_a_page(path: str, visitor: Visitor) -> None:
    response = visitor.client.get(path)
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    assert "openapi.json" in visitor.checked("", response)["detail"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(429, "Te veel verzoeken"), (500, "Er ging iets mis bij ons"), (503, "Dit werkt nu even niet")],
)
def test_trouble_of_our_own_is_problem_json_without_details(app: Flask, status: int, words: str) -> None:
    @public
    def trouble() -> NoReturn:
        if status == 500:
            raise RuntimeError("een geheim")
        if status == 503:
            raise Unavailable("De database is niet bereikbaar. Probeer het later opnieuw.")
        abort(status)

    app.add_url_rule("/api/v1/stuk", "api.stuk", trouble)
    app.testing = False
    visitor = Visitor(app.test_client())
    problem = visitor.refused(status, "/stuk")
    assert problem["title"] == words
    assert "geheim" not in json.dumps(problem)


def test_an_error_outside_the_api_is_still_a_page(client: AuditedClient) -> None:
    response = client.get("/regelingen/bestaat-niet")
    assert (response.status_code, response.mimetype) == (404, "text/html")


def test_every_operation_is_in_the_document_and_every_path_of_the_document_exists(app: Flask, visitor: Visitor) -> None:
    rules = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api.unknown"
    }
    assert rules - {"/openapi.json"} == set(visitor.document["paths"])


def test_the_document_is_complete_in_itself(visitor: Visitor) -> None:
    document = visitor.document
    assert document["openapi"].startswith("3.1")
    assert document["info"]["license"]["name"] == "CC BY 4.0"
    pointers = re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))
    assert len(pointers) > 50
    for pointer in pointers:
        assert resolve(pointer, document)
    operations = [item["get"] for item in document["paths"].values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for path, operation in zip(document["paths"], operations, strict=True):
        declared = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path))


def test_the_document_speaks_dutch(visitor: Visitor) -> None:
    for schema in visitor.document["components"]["schemas"].values():
        assert "description" not in schema
    for found in visitor.document["paths"].values():
        assert found["get"]["summary"].endswith(".")


def test_the_checker_of_these_tests_sees_what_is_wrong(visitor: Visitor) -> None:
    schema = {"$ref": "#/components/schemas/RegelingVolledig"}
    body = visitor.read("/regelingen/no-riskpolis")

    def wrong(**change: Any) -> list[str]:
        return list(faults({**body, **change}, schema, visitor.document))

    assert not wrong()
    assert wrong(titel=3) and wrong(nieuw="x") and wrong(licentie="MIT") and wrong(nagekeken_op="2026-1-1")
    assert wrong(status={**body["status"], "soort": "misschien"})
    assert wrong(feiten=[{"naam": "half"}])
    assert list(faults({}, schema, visitor.document))


@pytest.mark.parametrize(
    ("path", "language", "start"), [("/opensearch.xml", "nl", ""), ("/en/opensearch.xml", "en", "/en")]
)
def test_a_browser_can_add_the_search(path: str, language: str, start: str, client: AuditedClient) -> None:
    response = client.get(path)
    assert response.mimetype == "application/opensearchdescription+xml"
    assert "Set-Cookie" not in response.headers
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = fromstring(response.data)  # noqa: S314 - our own answer
    assert root.tag == f"{space}OpenSearchDescription"
    texts = {child.tag.removeprefix(space): child.text or "" for child in root}
    assert texts["Language"] == language
    assert 0 < len(texts["ShortName"]) <= 16 and len(texts["LongName"]) <= 48
    templates = {child.attrib["type"]: child.attrib["template"] for child in root.iter(f"{space}Url")}
    assert templates["text/html"] == f"http://localhost{start}/zoeken?q={{searchTerms}}"
    for kind in ("text/html", "application/json"):
        answer = client.get(templates[kind].replace("{searchTerms}", "ziek"))
        assert (answer.status_code, answer.mimetype) == (200, kind)
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
