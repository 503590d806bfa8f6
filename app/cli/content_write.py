"""``flask content nieuw|schema|verschil``: start a file, help the editor's editor, say what changed."""

from __future__ import annotations

from pathlib import Path

import click

from app.core import clock
from app.core.errors import DomainError
from app.kennisbank.catalogue import load_readable
from app.redactie import json_schema
from app.redactie.difference import compare, to_markdown
from app.redactie.preview import catalogue_at
from app.redactie.scaffold import FOLDERS, new_file
from app.settings import ROOT, from_environ

SCHEMAS = ROOT / "docs" / "schema"
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("nieuw")
@click.argument("kind", metavar="SOORT", type=click.Choice(sorted(FOLDERS)))
@click.argument("slug", metavar="NAAM")
@click.option("--titel", "title", default="", help="De kop van de pagina.")
@click.option("--map", "folder", type=FOLDER, default=None, help="Map met inhoud.")
def nieuw(kind: str, slug: str, title: str, folder: Path | None) -> None:
    """Maak een nieuw bestand: regeling, artikel, bijeenkomst, succesverhaal of begrip.

    NAAM wordt het adres, met streepjes.
    """
    try:
        name, text = new_file(kind, slug, clock.today(), title=title)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    path = (folder or from_environ().content_dir) / name
    if path.exists():
        raise click.ClickException(f"{name} bestaat al. Kies een andere naam.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    click.echo(f"{path}\nVul in wat bij VUL IN hoort. Draai daarna: flask content check {slug}")


@click.command("schema")
@click.option("--naar", "target", type=click.Path(path_type=Path), default=SCHEMAS, help="Map voor de bestanden.")
def schema(target: Path) -> None:
    """Schrijf docs/schema/ opnieuw, waarmee tekstverwerkers de kop van een bestand aanvullen en nakijken."""
    click.echo(f"Geschreven in {target}: {', '.join(json_schema.write(target))}")


@click.command("verschil")
@click.argument("ref", metavar="VERSIE", default="main")
@click.option("--map", "folder", type=FOLDER, default=None, help="Map met inhoud.")
def verschil(ref: str, folder: Path | None) -> None:
    """Zeg wat er voor lezers verandert sinds VERSIE (standaard main), in Markdown."""
    content_dir = folder or from_environ().content_dir
    try:
        old = catalogue_at(content_dir, ref)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    new, problems = load_readable(content_dir)
    if old is None or new is None:
        raise click.ClickException("De inhoud kan niet worden gelezen. Draai eerst: flask content check")
    click.echo(to_markdown(compare(old, new, clock.today()), ref))
    if problems:
        click.echo(f"Let op: {len(problems)} bestanden of velden zijn niet te lezen en staan hier niet bij.")
