"""``flask keuzehulp``: try the scenarios, draw the map of questions."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app import settings
from app.core import clock
from app.kennisbank.catalogue import load
from app.kennisbank.checks import rules
from app.keuzehulp.engine import Engine, engine_for
from app.keuzehulp.map import draw
from app.keuzehulp.scenarios import run

keuzehulp = AppGroup("keuzehulp", help="De keuzehulp nakijken en tekenen.")
FOLDER = click.option(
    "--map", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Map met inhoud."
)


def _engine(content_dir: Path) -> Engine:
    catalogue, problems = load(content_dir)
    if catalogue is None:
        for problem in problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    return engine_for(catalogue)


@keuzehulp.command("toets")
@FOLDER
def toets(folder: Path | None) -> None:
    """Reken alle scenario's na en zeg wat anders uitkomt dan verwacht."""
    content_dir = folder or settings.from_environ().content_dir
    engine = _engine(content_dir)
    problems = [*rules.check(engine.catalogue)]
    count, wrong = run(engine, content_dir)
    problems += wrong
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{count} scenario's op {clock.today():%d-%m-%Y}, {len(problems)} problemen.")
    sys.exit(1 if problems or not count else 0)


@keuzehulp.command("kaart")
@FOLDER
@click.option("--naar", type=click.Path(path_type=Path, dir_okay=False), help="Bestand voor de tekening (SVG).")
def kaart(folder: Path | None, naar: Path | None) -> None:
    """Teken de vragen en wat elke vraag beslist."""
    drawing = draw(_engine(folder or settings.from_environ().content_dir))
    if naar is None:
        click.echo(drawing)
    else:
        naar.write_text(drawing, encoding="utf-8")
        click.echo(f"De tekening staat in {naar}.")
