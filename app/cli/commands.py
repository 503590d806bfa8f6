"""Every command of the site; one click group per file."""

from __future__ import annotations

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

for part in (publiceer, terug):
    content.add_command(part)

COMMANDS = (
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
)
