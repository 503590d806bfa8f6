"""``flask demo``: demo data for a first look."""

from __future__ import annotations

import click

from app.cli.environment import open_database
from app.contact.demo import DEMO_PASSWORD, demo_logins, load_demo


@click.group("demo", help="Demogegevens.")
def demo() -> None:
    """The group."""


@demo.command("laad")
def laad() -> None:
    """Vul een lege database met verzonnen mensen en verzoeken. Niet in productie."""
    with open_database() as (database, settings):
        if not load_demo(database, settings, report=click.echo):
            raise click.ClickException("Er zijn geen demogegevens geladen: de database is niet leeg.")
    click.echo(f"Inloggen met wachtwoord {DEMO_PASSWORD}:")
    for naam, email, rol in demo_logins():
        click.echo(f"  {email:28} {naam} ({rol})")
