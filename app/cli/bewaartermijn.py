"""``flask bewaartermijn``: throw away what was kept long enough."""

from __future__ import annotations

from dataclasses import fields

import click

from app.bijeenkomsten import chores
from app.cli.environment import open_database
from app.contact.office import load_office
from app.contact.retention import Retained, apply_retention, count_due
from app.core import clock


@click.group("bewaartermijn", help="Weggooien wat lang genoeg bewaard is.")
def bewaartermijn() -> None:
    """The group."""


@bewaartermijn.command("draai")
@click.option("--droog", is_flag=True, help="Laat alleen zien wat weg zou gaan.")
def draai(droog: bool) -> None:
    """Maak oude verzoeken anoniem en gooi weg wat oud is, ook wie bij een bijeenkomst was. Nog een keer mag altijd."""
    with open_database() as (database, settings):
        terms, now = load_office(settings.content_dir).bewaartermijnen, clock.now()
        if droog:
            with database.reading() as session:
                due = count_due(session, terms=terms, now=now)
                people = chores.count_due(session, now=now)
        else:
            due = Retained()
            with database.transaction() as session:
                people = chores.purge(session, now=now)
            while True:
                with database.transaction() as session:
                    step = apply_retention(session, terms=terms, now=now)
                due += step
                if not step.total:
                    break
    for field in fields(due):
        click.echo(f"{field.name:16} {getattr(due, field.name):6}")
    click.echo(f"{'aanmeldingen':16} {people:6}")
    click.echo("Proef: er is niets veranderd." if droog else "Klaar.")
