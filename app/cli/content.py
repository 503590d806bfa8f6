"""``flask content``: check the content."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app import settings
from app.core import clock
from app.kennisbank.checks import check_folder

content = AppGroup("content", help="Inhoud nakijken.")


@content.command("check")
@click.option(
    "--map",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Map met inhoud.",
)
@click.argument("filters", nargs=-1)
def check(folder: Path | None, filters: tuple[str, ...]) -> None:
    """Kijk alle inhoud na. Met namen erachter: toon alleen problemen in bestanden met die naam."""
    catalogue, problems = check_folder(folder or settings.from_environ().content_dir, clock.today())
    shown = [p for p in problems if not filters or any(f in p.bestand for f in filters)]
    for problem in shown:
        click.echo(("" if problem.ernst == "fout" else "let op  ") + str(problem))
    errors = sum(p.ernst == "fout" for p in problems)
    pages = sum(len(k) for k in catalogue.pages.values()) if catalogue else 0
    click.echo(f"{pages} pagina's, {errors} fouten, {len(problems) - errors} waarschuwingen.")
    sys.exit(1 if errors else 0)
