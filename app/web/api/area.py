"""The blueprint: what every answer of the API carries, how an operation is declared, and what an error looks like."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException

from app.core.errors import Conflict, DomainError, NotAllowed, NotFound, Unavailable
from app.kennisbank.catalogue import Catalogue
from app.web.api.models import LICENCE_URL
from app.web.api.parameters import Parameter, read
from app.web.api.problems import ALLOW, BadParameters, problem
from app.web.gate import public
from app.web.language import prefix
from app.web.pagecache import cached
from app.web.security import csrf
from app.web.state import loket

log = logging.getLogger(__name__)
api = Blueprint("api", __name__, url_prefix="/api")
VERSION = "/v1"
CACHE = "public, max-age=300"
PRIVATE = "private, max-age=300"
"""For answers to a question that can point to one person: not in a shared cache."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

Parameters = Callable[[Catalogue], tuple[Parameter, ...]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address that can be read. ``path`` is a rule of Flask below ``/api/v1``; ``group`` its heading."""

    path: str
    name: str
    group: str
    text: str
    answer: type[BaseModel]
    parameters: Parameters


OPERATIONS: list[Operation] = []
"""Every operation, in the order of declaration; the OpenAPI document is made of these."""


def no_parameters(_catalogue: Catalogue) -> tuple[Parameter, ...]:
    """For an address that takes none."""
    return ()


def operation(
    path: str,
    *,
    group: str,
    text: str,
    answer: type[BaseModel],
    parameters: Parameters = no_parameters,
    cache: str = CACHE,
    keeps: Sequence[str] | None = None,
    fresh: bool = False,
) -> Callable[[Callable[..., BaseModel]], Callable[..., BaseModel]]:
    """Declare a view: its parameters are checked before it runs, its model is sent as JSON, and it is documented.

    keeps: the parameters with which answers are kept in front of Flask. An answer without parameters always is, unless
    it is fresh: it also tells what stands in the database now.
    """

    def declare(view: Callable[..., BaseModel]) -> Callable[..., BaseModel]:
        name = view.__name__

        @public
        def serve(**path_values: str) -> Response:
            given = read(parameters(loket().catalogue), request.args)
            body = view(given, **path_values).model_dump_json()
            return send(body, "application/json", cache)

        if not fresh and (parameters is no_parameters or keeps is not None):
            cached(*(keeps or ()))(serve)
        OPERATIONS.append(Operation(path, name, group, text, answer, parameters))
        api.add_url_rule(VERSION + path, name, serve, methods=["GET"])
        return view

    return declare


def send(body: str, content_type: str, cache: str = CACHE) -> Response:
    """An answer with its ETag; 304 when the visitor has it already."""
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = cache
    response.add_etag()
    response.make_conditional(request)
    return response


@public
def unknown(rest: str = "") -> Response:
    """Everything below /api that is not an operation: 404, or 405 for anything but reading."""
    return problem(404 if request.method in ("GET", "HEAD") else 405)


for _rule in ("", "/", "/<path:rest>"):
    api.add_url_rule(_rule, "unknown", unknown, methods=METHODS)
csrf.exempt(unknown)


@api.after_request
def headers(response: Response) -> Response:
    """Licence, content version and CORS on every answer, errors included; never a cookie."""
    described = f'<{loket().settings.base_url}{prefix()}/api/v1/openapi.json>; rel="service-desc"'
    response.headers["Link"] = f'<{LICENCE_URL}>; rel="license", {described}'
    response.headers["X-Content-Version"] = loket().catalogue.version
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, X-Content-Version"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    if request.method == "OPTIONS":
        response.headers["Allow"] = ALLOW
        response.headers.pop("Content-Type", None)
        response.headers["Access-Control-Allow-Methods"] = ALLOW
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


@api.errorhandler(BadParameters)
def bad_parameters(error: BadParameters) -> Response:
    """400 or 422, naming what is wrong."""
    detail = " ".join(f"{fault.parameter or 'adres'}: {fault.uitleg}" for fault in error.faults[:3])
    return problem(error.status, detail, error.faults)


@api.errorhandler(HTTPException)
def http(error: HTTPException) -> Response:
    """What a view or the server aborted with."""
    return problem(error.code or 500)


@api.errorhandler(DomainError)
def domain(error: DomainError) -> Response:
    """A rule of the domain, in its own words."""
    kinds = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Unavailable, 503))
    return problem(next((code for kind, code in kinds if isinstance(error, kind)), 400), str(error))


@api.errorhandler(Exception)
def unexpected(error: Exception) -> Response:
    """Ours: written down, and said without details."""
    log.exception("unexpected error at endpoint %s", request.endpoint)
    if current_app.testing:
        raise error
    return problem(500)
