"""``flask db``: the schema of the database."""

from __future__ import annotations

import click

from app.cli.environment import open_database
from app.contact.seeding import seed_installation
from app.core import clock, migrate


@click.group("db", help="De database bijwerken.")
def db() -> None:
    """The group."""


@db.command("migreer")
def migreer() -> None:
    """Breng de database naar de versie van dit programma; richt een nieuwe installatie in productie in."""
    with open_database() as (database, settings):
        before = migrate.current(database)
        migrate.upgrade(database)
        after = migrate.current(database)
        click.echo("De database was al bij." if before == after else f"De database is bijgewerkt naar {after}.")
        if settings.production:
            seed_installation(database, settings, now=clock.now(), report=click.echo)


@db.command("stand")
def stand() -> None:
    """Zeg of de database bij is; stopt met een fout als dat niet zo is."""
    with open_database() as (database, _settings):
        current, head = migrate.current(database), migrate.head()
    if current != head:
        raise click.ClickException(
            f"De database staat op {current or 'leeg'}, nodig is {head}. Draai: flask db migreer"
        )
    click.echo(f"De database is bij ({head}).")
