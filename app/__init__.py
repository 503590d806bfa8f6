"""The application: ``create_app`` is a table of contents."""

from __future__ import annotations

from flask import Flask

from app.cli.content import content


def create_app() -> Flask:
    """Build the application."""
    app = Flask(__name__)
    app.cli.add_command(content)
    return app
