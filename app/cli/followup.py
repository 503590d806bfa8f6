"""``flask opvolging``: what the worker reminds people of."""

from __future__ import annotations

import click

from app.cli.environment import open_database
from app.cli.worker import DeskReader
from app.contact.reminders import due_reminders, send_reminders
from app.core import clock


@click.group("opvolging", help="Herinneringen aan beloftes.")
def opvolging() -> None:
    """The group."""


@opvolging.command("draai")
@click.option("--droog", is_flag=True, help="Laat alleen zien wat verstuurd zou worden.")
def draai(droog: bool) -> None:
    """Verstuur de herinneringen die vandaag aan de beurt zijn. De worker doet dit ook vanzelf."""
    with open_database() as (database, settings):
        desk, now = DeskReader(settings).read(), clock.now()
        with database.reading() as session:
            due = due_reminders(session, desk=desk, now=now)
        for reminder in due:
            click.echo(
                f"{reminder.referentie}  {reminder.moment:10}  beloofd {reminder.beloofd_op}  "
                f"{reminder.eigenaar or 'loket'}  {reminder.organisatie}"
            )
        if droog:
            click.echo(f"{len(due)} herinneringen zouden worden verstuurd.")
            return
        with database.transaction() as session:
            sent = send_reminders(session, desk=desk, now=now)
        click.echo(f"{sent} herinneringen verstuurd.")
