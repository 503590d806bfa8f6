"""The only package that speaks HTTP; one sub-package per area of the site."""

from __future__ import annotations

from flask import Flask

from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.settings import Settings
from app.web import errors, filters, gate, language, pages, security, staff
from app.web.auth import auth
from app.web.kennisbank import kennisbank
from app.web.ops import ops
from app.web.publiek import publiek
from app.web.state import Loket


def install(app: Flask, settings: Settings, db: Database, content: ContentStore) -> None:
    """Everything a request passes through, then the areas of the site."""
    app.extensions["loket"] = Loket(settings, db, content)
    security.install(app, settings)
    language.install(app)
    filters.install(app)
    pages.install(app)
    errors.install(app)
    staff.install(app)
    gate.install(app)
    for area in (publiek, kennisbank, auth, ops):
        app.register_blueprint(area)
