"""``flask werkgever``: the werkgevers a servicepunt already knows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from app.cli.environment import open_database
from app.contact.importing import Uitkomst, import_werkgevers, read_lines
from app.core import clock
from app.core.errors import DomainError
from app.kennisbank.catalogue import load


class _DryRun(Exception):
    """Rolls the transaction back."""


@click.group("werkgever", help="Werkgevers die u al kent.")
def werkgever() -> None:
    """The group."""


@werkgever.command("importeer")
@click.argument("bestand", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--droog", is_flag=True, help="Laat alleen zien wat er zou gebeuren.")
def importeer(bestand: Path, droog: bool) -> None:
    """Lees werkgevers uit een CSV met kvk, naam, gemeente, sector, e-mail, accountmanager (e-mailadres)."""
    with open_database() as (database, settings):
        try:
            lines = read_lines(bestand.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise DomainError("Het bestand is geen UTF-8. Bewaar het als CSV (UTF-8).") from error
        catalogue, problems = load(settings.content_dir)
        if catalogue is None:
            raise DomainError(f"De inhoud heeft {len(problems)} fouten. Draai: flask content check")
        sectors = {term.slug: term.label.nl for term in catalogue.terms["sectoren"].values()}
        report = []
        try:
            with database.transaction() as session:
                report = import_werkgevers(session, lines, region=catalogue.region, sectors=sectors, now=clock.now())
                if droog:
                    raise _DryRun
        except _DryRun:
            click.echo("Proef: er is niets veranderd.")
    for row in report:
        click.echo(f"regel {row.nummer:5}  {row.uitkomst:10}  {row.naam}  {row.waarom}".rstrip())
    counts = Counter(row.uitkomst for row in report)
    click.echo(", ".join(f"{counts[outcome]} {outcome}" for outcome in Uitkomst) + ".")
