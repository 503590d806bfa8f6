"""The application: ``create_app`` is a table of contents."""

from __future__ import annotations

from app.core.garbage import not_collected

with not_collected():  # all that is imported stays
    from flask import Flask

    from app import cli, web
    from app.core import clock, logs
    from app.core.db import Database
    from app.kennisbank.store import ContentRefused, ContentStore, open_store
    from app.settings import Settings, from_environ


def create_app(settings: Settings | None = None, content: ContentStore | None = None) -> Flask:
    """Build the application. It starts without a database.

    With wrong content and no earlier good version it answers 503 to everything; its commands still work, because
    that is when an editor needs ``flask content check``. Raises ``SettingsError`` for wrong settings.
    """
    settings = settings or from_environ()
    if settings.log_json:
        logs.configure(json=True)
    app = Flask(__name__)
    cli.install(app, create_app)
    try:
        with not_collected():
            content = content or open_store(settings.content_dir, settings.data_dir, clock.today())
        content.require_real(production=settings.production)
    except ContentRefused as refusal:
        web.refuse(app, settings, refusal)
        return app
    web.install(app, settings, Database(settings.database_url), content)
    return app
