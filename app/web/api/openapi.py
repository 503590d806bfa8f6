"""The OpenAPI 3.1 document, made of the declared operations and their models, so that it cannot differ from them."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from flask import Response, request
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.web.api.area import OPERATIONS, VERSION, Operation, api, no_parameters, send
from app.web.api.models import LICENCE
from app.web.api.parameters import read
from app.web.api.problems import MEDIA_TYPE, TEXTS, Probleem
from app.web.gate import public
from app.web.language import prefix
from app.web.pagecache import cached
from app.web.state import loket

OPENAPI = "3.1.0"
API_VERSION = "1.1.0"
ABOUT = (
    "Regelingen, artikelen, begrippen, succesverhalen, bijeenkomsten, zoeken en de keuzehulp als open data. Vrij te "
    "gebruiken met bronvermelding. Geen sleutel nodig, alleen lezen. Zet /en voor /api voor Engelse termen."
)
_FAILURES = (400, 404, 405, 422, 429, 500, 503)
_SLUG = re.compile(r"<(\w+)>")


@lru_cache(maxsize=1)
def _schemas() -> dict[str, Any]:
    """Every model that can be answered. Docstrings are for us; readers get the Dutch descriptions of the fields."""
    wanted: list[type[BaseModel]] = list(dict.fromkeys([*(operation.answer for operation in OPERATIONS), Probleem]))
    _, document = models_json_schema(
        [(model, "serialization") for model in wanted], ref_template="#/components/schemas/{model}"
    )
    found: dict[str, Any] = document["$defs"]
    for schema in found.values():
        schema.pop("description", None)
        for field in schema.get("properties", {}).values():
            field.pop("title", None)
    return found


def _failure(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Probleem"}
    return {"description": TEXTS[status][0], "content": {MEDIA_TYPE: {"schema": schema}}}


def _path(found: Operation) -> dict[str, Any]:
    place = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": "Naam van de pagina, zoals in de lijst.",
            "schema": {"type": "string"},
        }
        for name in _SLUG.findall(found.path)
    ]
    failures = [status for status in _FAILURES if status != 404 or place]
    schema = {"$ref": f"#/components/schemas/{found.answer.__name__}"}
    return {
        "get": {
            "operationId": found.name,
            "tags": [found.group],
            "summary": found.text,
            "parameters": place + [parameter.document() for parameter in found.parameters(loket().catalogue)],
            "responses": {
                "200": {"description": "Gelukt", "content": {"application/json": {"schema": schema}}},
                "304": {"description": "Niet veranderd sinds de ETag die u stuurde"},
                **{str(status): {"$ref": f"#/components/responses/Fout{status}"} for status in failures},
            },
        }
    }


def document() -> dict[str, Any]:
    """The whole document for this installation and language."""
    base = f"{loket().settings.base_url}{prefix()}/api{VERSION}"
    return {
        "openapi": OPENAPI,
        "info": {
            "title": f"{loket().region.site} {loket().region.naam}",
            "version": API_VERSION,
            "description": ABOUT,
            "license": {"name": LICENCE, "identifier": "CC-BY-4.0"},
            "contact": {"name": loket().region.loket.naam, "email": loket().region.loket.email},
            "x-inhoud-versie": loket().catalogue.version,
        },
        "servers": [{"url": base}],
        "tags": [{"name": name} for name in dict.fromkeys(operation.group for operation in OPERATIONS)],
        "paths": {_SLUG.sub(r"{\1}", operation.path): _path(operation) for operation in OPERATIONS},
        "components": {
            "schemas": _schemas(),
            "responses": {f"Fout{status}": _failure(status) for status in _FAILURES},
        },
    }


@api.get(f"{VERSION}/openapi.json")
@public
@cached()
def openapi() -> Response:
    """The description of this API."""
    read(no_parameters(loket().catalogue), request.args)
    return send(json.dumps(document(), ensure_ascii=False), "application/json")
