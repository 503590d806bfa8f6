"""Commands for people who run and edit the site; one click group per file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from app.cli.accounts import medewerker
from app.cli.backup import reservekopie
from app.cli.bewaartermijn import bewaartermijn
from app.cli.content import content
from app.cli.db import db
from app.cli.demo import demo
from app.cli.diagnose import diagnose
from app.cli.followup import opvolging
from app.cli.keuzehulp import keuzehulp
from app.cli.publish import publiceer, terug
from app.cli.routes import routes_lijst
from app.cli.secrets import geheim
from app.cli.werkgever import werkgever
from app.cli.worker import worker
from app.settings import Settings


def install(app: Flask, factory: Callable[[Settings], Flask]) -> None:
    """Register every command; ``factory`` builds another application, for commands that open the site aside."""
    app.extensions["loket_factory"] = factory
    for command in (publiceer, terug):
        content.add_command(command)
    for command in (
        bewaartermijn,
        content,
        db,
        demo,
        diagnose,
        geheim,
        keuzehulp,
        medewerker,
        opvolging,
        reservekopie,
        routes_lijst,
        werkgever,
        worker,
    ):
        app.cli.add_command(command)
