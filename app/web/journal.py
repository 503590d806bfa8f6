"""Every request gets a number; the log says per request which view answered, how and how fast. Nothing about who.

The number comes from a trusted proxy (``X-Request-ID``) or is made here, goes back in the answer, and stands on every
log line of that request. The path is not logged: it can hold a signed link. The rule of the view is.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Iterable
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

from app.core.logs import request_number
from app.settings import Settings

log = logging.getLogger("loket.verzoek")
HEADER = "X-Request-ID"
NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
own_counts = CollectorRegistry()
"""What this process counted."""
_answers = Counter("loket_verzoeken", "Beantwoorde verzoeken", ("adres", "methode", "status"), registry=own_counts)
_seconds = Histogram(
    "loket_verzoek_seconden",
    "Hoe lang een antwoord duurde",
    ("adres",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=own_counts,
)


@lru_cache(maxsize=2000)
def _counted(rule: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """Where an answer of this view is counted."""
    return _answers.labels(rule, method, str(status)), _seconds.labels(rule)


def install(app: Flask, settings: Settings) -> None:
    """Number, count and log every request that reaches a view."""
    app.wsgi_app = _Numbering(app.wsgi_app, trusted=settings.proxies > 0)  # type: ignore[method-assign]  # how a WSGI layer is put on

    @app.before_request
    def start() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def write(response: Response) -> Response:
        seconds = time.perf_counter() - g.begun if "begun" in g else 0.0
        rule = request.url_rule.rule if request.url_rule else "-"
        method = request.method if request.url_rule else "-"
        answers, took = _counted(rule, method, response.status_code)
        answers.inc()
        took.observe(seconds)
        if log.isEnabledFor(logging.INFO) and request.endpoint != "static":
            figures = {"methode": method, "adres": rule, "status": response.status_code, "ms": round(seconds * 1000, 1)}
            log.info("%s %s %s", method, rule, response.status_code, extra=figures)
        response.headers[HEADER] = request_number.get() or "-"
        return response


class _Numbering:
    """Sets the number before anything else logs, and clears it afterwards."""

    def __init__(self, app: WSGIApplication, *, trusted: bool) -> None:
        self._app = app
        self._trusted = trusted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._trusted else ""
        token = request_number.set(given if NUMBER.fullmatch(given) else secrets.token_hex(8))
        try:
            return self._app(environ, start_response)
        finally:
            request_number.reset(token)
