"""The application: ``create_app`` is a table of contents."""

from __future__ import annotations

from flask import Flask

from app import cli, web
from app.core import clock
from app.core.db import Database
from app.kennisbank.store import ContentStore, open_store
from app.settings import Settings, from_environ


def create_app(settings: Settings | None = None, content: ContentStore | None = None) -> Flask:
    """Build the application. It starts without a database; content must be there.

    Raises ``SettingsError`` for wrong settings and ``ContentRefused`` for wrong content without an earlier version.
    """
    settings = settings or from_environ()
    content = content or open_store(settings.content_dir, settings.data_dir, clock.today())
    app = Flask(__name__)
    web.install(app, settings, Database(settings.database_url), content)
    cli.install(app)
    return app
