"""``flask reservekopie``: make, restore and rehearse backups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.cli.environment import open_database
from app.core import backup, clock, migrate
from app.core.db import Database
from app.core.errors import DomainError
from app.settings import Settings

LONGEST_KEPT = 30
PAGES = ("/", "/regelingen", "/contact", "/inloggen", "/gereed")


@click.group("reservekopie", help="Reservekopieën maken, terugzetten en oefenen.")
def reservekopie() -> None:
    """The group."""


@reservekopie.command("maak")
@click.argument("map_", metavar="MAP", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--bewaar",
    default=LONGEST_KEPT,
    type=click.IntRange(1, LONGEST_KEPT),
    show_default=True,
    help="Gooi oudere kopieën in MAP weg, in dagen. De nieuwste blijft altijd.",
)
def maak(map_: Path, bewaar: int) -> None:
    """Maak een kopie van de database en de gepubliceerde inhoud. De site mag doorgaan."""
    with open_database() as (database, settings):
        click.echo("Kopie maken ...")
        now = clock.now()
        file, overview = backup.make(database, settings.data_dir, map_, now=now)
        gone = backup.forget_old(map_, now=now, keep=timedelta(days=bewaar))
    size = file.stat().st_size / 1_000_000
    click.echo(f"{file}  ({size:.1f} MB, {len(overview.tabellen)} tabellen, {overview.rows} rijen)")
    if gone:
        click.echo(f"Oude kopieën weggegooid: {len(gone)}.")


@reservekopie.command("terugzetten")
@click.argument("bestand", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def terugzetten(bestand: Path) -> None:
    """Zet een kopie terug in een lege database en een lege DATA_DIR. Vergelijkt alle aantallen."""
    with open_database() as (database, settings):
        database.dispose()
        click.echo("Kopie terugzetten ...")
        overview = backup.restore(bestand, settings.database_url, settings.data_dir)
    click.echo(f"Teruggezet: {overview.rows} rijen, gemaakt op {overview.gemaakt_op:%d-%m-%Y %H:%M}. Alles klopt.")
    click.echo("Doe nu nog: flask db migreer, en daarna: flask bewaartermijn draai")


@reservekopie.command("oefen")
@click.argument("bestand", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def oefen(bestand: Path) -> None:
    """Zet een kopie terug op een plek die daarna verdwijnt, vergelijk de aantallen en open de site ermee."""
    factory: Callable[[Settings], Flask] = current_app.extensions["loket_factory"]
    with open_database() as (_database, settings), backup.rehearsal_place(settings.database_url) as (url, folder):
        click.echo("Terugzetten op een proefplek ...")
        overview = backup.restore(bestand, url, folder)
        click.echo(f"  {len(overview.tabellen)} tabellen en {overview.rows} rijen kloppen.")
        click.echo("Database bijwerken ...")
        copy = Database(url)
        try:
            migrate.upgrade(copy)
        finally:
            copy.dispose()
        click.echo("De site openen ...")
        _open_site(factory, replace(settings, database_url=url, data_dir=folder))
    click.echo("De oefening is gelukt. Er is niets bewaard.")


def _open_site(factory: Callable[[Settings], Flask], settings: Settings) -> None:
    """Ask the pages that matter from a site on the restored data; no mail leaves, because no worker runs."""
    app = factory(settings)
    try:
        for page in PAGES:
            answer = app.test_client().get(page, base_url=settings.base_url)
            if answer.status_code != 200:
                raise DomainError(f"De pagina {page} geeft {answer.status_code} op de teruggezette kopie.")
            click.echo(f"  {page}")
    finally:
        app.extensions["loket"].db.dispose()
