"""The only package that speaks HTTP; one sub-package per area of the site."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response

from app.core.db import Database
from app.kennisbank.store import ContentRefused, ContentStore
from app.settings import Settings
from app.web import (
    edition,
    embed,
    errors,
    filters,
    gate,
    journal,
    language,
    pagecache,
    pages,
    rendering,
    security,
    staff,
)
from app.web.api import api, opensearch
from app.web.auth import auth
from app.web.beheer import beheer
from app.web.behoud import behoud
from app.web.bijeenkomsten import bijeenkomsten
from app.web.contact import contact
from app.web.inbed import inbed
from app.web.kennisbank import kennisbank
from app.web.keuzehulp import keuzehulp
from app.web.lezers import lezers, readings, searches
from app.web.ops import ops
from app.web.overdracht import overdracht
from app.web.publiek import publiek
from app.web.redactie import redactie
from app.web.spinnenweb import spinnenweb
from app.web.state import Loket
from app.web.werkplek import werkplek


def install(app: Flask, settings: Settings, db: Database, content: ContentStore) -> None:
    """Everything a request passes through, then the areas of the site."""
    app.extensions["loket"] = Loket(settings, db, content)
    journal.install(app, settings)
    edition.install(app)
    security.install(app, settings)
    language.install(app)
    embed.install(app, settings)
    rendering.install(app)
    filters.install(app)
    pages.install(app)
    errors.install(app)
    staff.install(app)
    gate.install(app)
    searches.install(app)
    readings.install(app)
    for area in (
        publiek,
        kennisbank,
        keuzehulp,
        behoud,
        spinnenweb,
        bijeenkomsten,
        contact,
        overdracht,
        werkplek,
        beheer,
        redactie,
        lezers,
        inbed,
        auth,
        ops,
        api,
        opensearch,
    ):
        app.register_blueprint(area)

    def served(environ: dict[str, Any]) -> None:
        searches.count_opened(app, environ)
        readings.note(app, environ)

    pagecache.install(app, settings, content, on_served=served)


def refuse(app: Flask, settings: Settings, refusal: ContentRefused) -> None:
    """Answer 503 to everything: there is no content to serve, and there never was."""
    security.protect(app, production=settings.production)
    logging.getLogger(__name__).error("content refused, first problem: %s", refusal.problems[0])

    @app.before_request
    def unavailable() -> Response:
        text = "Deze site is nog niet klaar. Probeer het later opnieuw.\n"
        return Response(text, 503, {"Retry-After": "120"}, mimetype="text/plain")
