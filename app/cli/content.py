"""``flask content``: check the content; the other commands of editors stand beside it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from app import settings
from app.behoud.content import check as check_behoud
from app.cli.content_preview import voorbeeld
from app.cli.content_write import nieuw, schema, verschil
from app.contact.office import check_office, load_office
from app.contact.seeding import check_start
from app.core import clock
from app.core.errors import DomainError
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.checks import Extra, check_folder, in_order
from app.kennisbank.frontmatter import Problem
from app.redactie import sources
from app.redactie.spelling import NoDictionary, Spelling
from app.redactie.versions import Changes, changes_since, missing_redirects
from app.spinnenweb.definition import check as check_spinnenweb

content = AppGroup("content", help="Inhoud schrijven, nakijken en bekijken.")
for _command in (nieuw, schema, verschil, voorbeeld):
    content.add_command(_command)


@content.command("check")
@click.option(
    "--map",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Map met inhoud.",
)
@click.option(
    "--vorm", "form", type=click.Choice(["tekst", "github", "json"]), default="tekst", help="Hoe het eruitziet."
)
@click.option("--gewijzigd", "ref", metavar="VERSIE", help="Kijk ook na wat er sinds deze versie in git is veranderd.")
@click.option("--spelling", is_flag=True, help="Kijk ook de spelling na.")
@click.option("--online", is_flag=True, help="Kijk ook of bronnen bereikbaar zijn.")
@click.argument("filters", nargs=-1)
def check(
    folder: Path | None, form: str, ref: str | None, spelling: bool, online: bool, filters: tuple[str, ...]
) -> None:
    """Kijk alle inhoud na. Met namen erachter: toon alleen problemen in bestanden met die naam."""
    content_dir = (folder or settings.from_environ().content_dir).resolve()
    try:
        changes = changes_since(content_dir, ref) if ref else None
        catalogue, problems = check_folder(
            content_dir,
            clock.today(),
            changed=changes.names if changes else None,
            extra=list(_extra(content_dir, ref, changes, spelling, online)),
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    problems = in_order(problems)
    shown = [p for p in problems if not filters or any(f in p.bestand for f in filters)]
    errors = sum(p.ernst == "fout" for p in problems)
    pages = sum(len(k) for k in catalogue.pages.values()) if catalogue else 0
    counts = {"paginas": pages, "fouten": errors, "waarschuwingen": len(problems) - errors}
    if form == "json":
        report = {**counts, "problemen": [asdict(problem) for problem in shown]}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for problem in shown:
            click.echo(_annotation(problem, content_dir) if form == "github" else _line(problem))
        click.echo(f"{pages} pagina's, {errors} fouten, {len(problems) - errors} waarschuwingen.")
    sys.exit(1 if errors else 0)


def _extra(
    content_dir: Path, ref: str | None, changes: Changes | None, spelling: bool, online: bool
) -> Iterable[Extra]:
    """The checks of the desk's own texts, and those that need git, a dictionary or the network."""
    yield lambda catalogue: check_office(load_office(content_dir), catalogue)
    yield check_start
    yield check_behoud
    yield check_spinnenweb
    if ref is not None and changes is not None:
        yield lambda catalogue: missing_redirects(content_dir, ref, changes, catalogue)
    if spelling:
        try:
            yield Spelling.of(content_dir).check
        except NoDictionary as missing:
            click.echo(str(missing), err=True)
    if online:
        yield _reachable


def _reachable(catalogue: Catalogue) -> Iterable[Problem]:
    return sources.check(sources.addresses(catalogue))


def _line(problem: Problem) -> str:
    return ("" if problem.ernst == "fout" else "let op  ") + str(problem)


def _annotation(problem: Problem, content_dir: Path) -> str:
    """A workflow command that GitHub shows beside the line."""
    path = content_dir / problem.bestand
    name = path.relative_to(settings.ROOT) if path.is_relative_to(settings.ROOT) else path
    level = "error" if problem.ernst == "fout" else "warning"
    place = f"file={_escape(str(name), ':,')},line={problem.regel},title={_escape(problem.veld, ':,')}"
    return f"::{level} {place}::{_escape(f'{problem.wat} {problem.doe}')}"


def _escape(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
