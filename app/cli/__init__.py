"""Commands for people who run and edit the site; one click group per file."""

from __future__ import annotations

from flask import Flask

from app.cli.accounts import medewerker
from app.cli.bewaartermijn import bewaartermijn
from app.cli.content import content
from app.cli.db import db
from app.cli.demo import demo
from app.cli.followup import opvolging
from app.cli.keuzehulp import keuzehulp
from app.cli.publish import publiceer, terug
from app.cli.routes import routes_lijst
from app.cli.werkgever import werkgever
from app.cli.worker import worker


def install(app: Flask) -> None:
    """Register every command."""
    for command in (publiceer, terug):
        content.add_command(command)
    for command in (
        bewaartermijn,
        content,
        db,
        demo,
        keuzehulp,
        medewerker,
        opvolging,
        routes_lijst,
        werkgever,
        worker,
    ):
        app.cli.add_command(command)
