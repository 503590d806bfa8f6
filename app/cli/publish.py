"""``flask content publiceer`` and ``terug``: what is served, changed without a release."""

from __future__ import annotations

import getpass
import time

import click
from sqlalchemy import select

from app.accounts.models import Medewerker
from app.accounts.services import normal_email
from app.cli.environment import open_database
from app.core.db import Database
from app.redactie.publishing import Place, Refused, go_back, publish
from app.settings import Settings

WEBHOOK = "webhook"


def place_of(settings: Settings) -> Place:
    """Where this installation takes content from and keeps it."""
    return Place(
        repository=settings.content_repo,
        content_dir=settings.content_dir,
        data_dir=settings.data_dir,
        production=settings.production,
        base_url=settings.base_url,
    )


def actor_for(db: Database, name: str | None) -> str:
    """How the audit log names who does this: the id of a medewerker by e-mail address, else the user of the machine."""
    if name == WEBHOOK:
        return WEBHOOK
    if name is None:
        return f"systeem:{getpass.getuser()}"[:60]
    with db.reading() as session:
        found = session.scalar(select(Medewerker.id).where(Medewerker.email == normal_email(name)))
    if found is None:
        raise click.ClickException(f"Er is geen medewerker met e-mailadres {name}.")
    return str(found)


door = click.option("--door", "who", metavar="E-MAIL", help="Wie dit doet; komt in het logboek.")


@click.command("publiceer")
@click.argument("commit", required=False)
@click.option("--alleen-nieuwer", "newer_only", is_flag=True, help="Weiger een commit die ouder is dan wat er staat.")
@door
def publiceer(commit: str | None, newer_only: bool, who: str | None) -> None:
    """Zet een commit live, of zonder COMMIT de map met inhoud. De site hoeft niet opnieuw te starten."""
    began = time.monotonic()
    with open_database() as (database, settings):
        actor = actor_for(database, who)
        try:
            done = publish(
                database, place_of(settings), commit=commit, actor=actor, report=click.echo, newer_only=newer_only
            )
        except Refused as refusal:
            for problem in refusal.problems:
                click.echo(str(problem), err=True)
            raise click.ClickException(str(refusal)) from refusal
    what = f"commit {done.commit[:12]}" if done.commit else "de map met inhoud"
    news = "" if done.changed else " Er is niets veranderd."
    seconds = time.monotonic() - began
    click.echo(f"Versie {done.version} staat live: {done.pages} pagina's uit {what}, in {seconds:.1f} s.{news}")


@click.command("terug")
@click.argument("versie", required=False)
@door
def terug(versie: str | None, who: str | None) -> None:
    """Zet de vorige versie terug, of VERSIE. De laatste vijf versies blijven bewaard."""
    with open_database() as (database, settings):
        place, actor = place_of(settings), actor_for(database, who)
        version = go_back(database, place, version=versie, actor=actor, report=click.echo)
    click.echo(f"Versie {version} staat weer live.")
