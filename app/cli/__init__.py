"""Commands for people who run and edit the site; one click group per file."""

from __future__ import annotations

from flask import Flask

from app.cli.accounts import medewerker
from app.cli.content import content
from app.cli.db import db
from app.cli.demo import demo
from app.cli.worker import worker


def install(app: Flask) -> None:
    """Register every command."""
    for command in (content, db, demo, medewerker, worker):
        app.cli.add_command(command)
