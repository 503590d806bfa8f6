"""``python -m app.cli <command>``: the commands that need the database but not the site, so they start at once."""

from __future__ import annotations

import click

from app.cli.accounts import medewerker
from app.cli.db import db
from app.cli.demo import demo
from app.cli.followup import opvolging
from app.cli.publish import publiceer, terug
from app.cli.worker import worker

click.Group(commands=[db, demo, medewerker, opvolging, publiceer, terug, worker])()
