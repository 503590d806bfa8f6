"""``flask medewerker``: staff accounts."""

from __future__ import annotations

import click
from sqlalchemy import select

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.accounts.services import WERKDAGEN, create_medewerker, normal_email, set_password
from app.cli.environment import open_database
from app.contact.territory import set_territory
from app.core import clock
from app.core.errors import NotFound
from app.kennisbank.catalogue import load


@click.group("medewerker", help="Accounts van medewerkers.")
def medewerker() -> None:
    """The group."""


@medewerker.command("nieuw")
@click.option("--naam", required=True, prompt="Naam")
@click.option("--email", required=True, prompt="E-mailadres")
@click.option("--rol", "rollen", multiple=True, required=True, type=click.Choice([r.value for r in Rol]))
@click.option("--telefoon", default=None)
@click.option("--uren", type=int, default=36, show_default=True, help="Uren per week.")
@click.option("--dag", "werkdagen", multiple=True, type=click.Choice(WERKDAGEN), default=WERKDAGEN)
@click.option("--gemeente", "gemeenten", multiple=True, help="Neemt hier nieuwe werkgevers aan (slug).")
@click.password_option("--wachtwoord", prompt="Wachtwoord", confirmation_prompt="Nog een keer")
def nieuw(
    naam: str,
    email: str,
    rollen: tuple[str, ...],
    telefoon: str | None,
    uren: int,
    werkdagen: tuple[str, ...],
    gemeenten: tuple[str, ...],
    wachtwoord: str,
) -> None:
    """Maak een account."""
    with open_database() as (database, settings):
        catalogue, problems = load(settings.content_dir)
        if catalogue is None:
            raise click.ClickException(f"De inhoud heeft {len(problems)} fouten. Draai: flask content check")
        now = clock.now()
        with database.transaction() as session:
            made = create_medewerker(
                session,
                naam=naam,
                email=email,
                rollen=rollen,
                telefoon=telefoon,
                uren=uren,
                werkdagen=werkdagen,
                now=now,
            )
            set_password(session, medewerker_id=made.id, password=wachtwoord, now=now)
            set_territory(session, region=catalogue.region, medewerker_id=made.id, gemeenten=gemeenten, now=now)
    click.echo(f"{made.naam} kan inloggen met {made.email}.")


@medewerker.command("wachtwoord")
@click.argument("email")
@click.password_option("--wachtwoord", prompt="Nieuw wachtwoord", confirmation_prompt="Nog een keer")
def wachtwoord(email: str, wachtwoord: str) -> None:
    """Geef iemand een nieuw wachtwoord; overal uitgelogd."""
    with open_database() as (database, _settings), database.transaction() as session:
        found = session.scalar(select(Medewerker.id).where(Medewerker.email == normal_email(email)))
        if found is None:
            raise NotFound("Er is geen medewerker met dit e-mailadres.")
        set_password(session, medewerker_id=found, password=wachtwoord, now=clock.now())
    click.echo("Het wachtwoord is gewijzigd.")
