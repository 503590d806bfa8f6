"""``flask medewerker``: staff accounts. For the first beheerder, and for when nobody can sign in any more."""

from __future__ import annotations

import click
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import links, mails, second_factor
from app.accounts.mails import Sender
from app.accounts.models import Medewerker, Sessie
from app.accounts.permissions import Rol
from app.accounts.services import WERKDAGEN, create_medewerker, normal_email, set_password
from app.accounts.sign_in import end_all_sessions
from app.cli.environment import open_database
from app.contact.territory import set_territory
from app.core import audit, clock
from app.core.errors import NotFound
from app.kennisbank.region import Regio
from app.kennisbank.store import serving
from app.settings import Settings


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
@click.option("--wachtwoord", default=None, help="Zonder deze optie vraagt het programma erom.")
@click.option("--uitnodigen", is_flag=True, help="Geen wachtwoord: mail een link en laat die hier ook zien.")
def nieuw(
    naam: str,
    email: str,
    rollen: tuple[str, ...],
    telefoon: str | None,
    uren: int,
    werkdagen: tuple[str, ...],
    gemeenten: tuple[str, ...],
    wachtwoord: str | None,
    uitnodigen: bool,
) -> None:
    """Maak een account."""
    password = None if uitnodigen else wachtwoord or _ask_password("Wachtwoord")
    link = ""
    with open_database() as (database, settings):
        region, now = _region(settings), clock.now()
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
            set_territory(session, region=region, medewerker_id=made.id, gemeenten=gemeenten, now=now)
            if password is not None:
                set_password(
                    session,
                    medewerker_id=made.id,
                    password=password,
                    now=now,
                    site=region.site,
                    known=region.known_words,
                    leaked=settings.leaked_passwords,
                )
            else:
                link = links.invite(session, medewerker_id=made.id, sender=_sender(region, settings), now=now)
    if link:
        _show_link(made.email, link)
    else:
        click.echo(f"{made.naam} kan inloggen met {made.email}.")


@medewerker.command("uitnodigen")
@click.argument("email")
def uitnodigen(email: str) -> None:
    """Mail een link om een wachtwoord te kiezen, en laat die hier ook zien."""
    with open_database() as (database, settings):
        sender = _sender(_region(settings), settings)
        with database.transaction() as session:
            person = _find(session, email)
            link = links.invite(session, medewerker_id=person.id, sender=sender, now=clock.now())
    _show_link(person.email, link)


@medewerker.command("wachtwoord")
@click.argument("email")
@click.option("--wachtwoord", default=None, help="Zonder deze optie vraagt het programma erom.")
def wachtwoord(email: str, wachtwoord: str | None) -> None:
    """Geef iemand een nieuw wachtwoord; overal uitgelogd."""
    password = wachtwoord or _ask_password("Nieuw wachtwoord")
    with open_database() as (database, settings):
        region = _region(settings)
        with database.transaction() as session:
            person = _find(session, email)
            set_password(
                session,
                medewerker_id=person.id,
                password=password,
                now=clock.now(),
                site=region.site,
                known=region.known_words,
                leaked=settings.leaked_passwords,
            )
    click.echo("Het wachtwoord is gewijzigd.")


@medewerker.command("app-los")
@click.argument("email")
def app_los(email: str) -> None:
    """Telefoon en herstelcodes zijn kwijt: bij het inloggen stelt deze persoon een nieuwe app in."""
    with open_database() as (database, settings):
        sender = _sender(_region(settings), settings)
        with database.transaction() as session:
            person, now = _find(session, email), clock.now()
            second_factor.remove_second_factor(session, medewerker_id=person.id, by="systeem", now=now)
            mails.second_factor_changed(session, sender, person, now, "weggehaald")
    click.echo(f"De app van {person.naam} is losgemaakt. Controleer altijd eerst wie het vraagt.")


@medewerker.command("uitloggen")
@click.argument("email", required=False)
@click.option("--iedereen", is_flag=True, help="Alle medewerkers, bijvoorbeeld na een lek.")
def uitloggen(email: str | None, iedereen: bool) -> None:
    """Beëindig alle sessies van iemand, of van iedereen."""
    if bool(email) == iedereen:
        raise click.ClickException("Geef een e-mailadres of --iedereen.")
    with open_database() as (database, _settings), database.transaction() as session:
        number = _find(session, email).id if email else 0
        if email:
            end_all_sessions(session, number)
        else:
            session.execute(delete(Sessie))
        audit.record(
            session, at=clock.now(), actor="systeem", action="sessies-beeindigd", object_type="medewerker",
            object_id=number or "iedereen",
        )  # fmt: skip
    click.echo("Uitgelogd.")


@medewerker.command("sleutels")
def sleutels() -> None:
    """Versleutel de geheimen van de apps opnieuw met de nieuwste SECRET_KEY."""
    with open_database() as (database, settings), database.transaction() as session:
        done, lost = second_factor.renew_secrets(session, settings.secrets)
    click.echo(f"{done} opnieuw versleuteld.")
    if lost:
        numbers = ", ".join(map(str, lost))
        raise click.ClickException(
            f"Deze medewerkers horen bij een andere SECRET_KEY: {numbers}. Zet de oude in SECRET_KEY_FALLBACKS."
        )


def _ask_password(label: str) -> str:
    return str(click.prompt(label, hide_input=True, confirmation_prompt="Nog een keer"))


def _show_link(email: str, link: str) -> None:
    click.echo(f"{email} krijgt een e-mail. De link werkt {links.VALID[links.INVITATION].days} dagen en één keer:")
    click.echo(link)


def _find(session: Session, email: str) -> Medewerker:
    found = session.scalar(select(Medewerker).where(Medewerker.email == normal_email(email)))
    if found is None:
        raise NotFound("Er is geen medewerker met dit e-mailadres.")
    return found


def _region(settings: Settings) -> Regio:
    catalogue = serving(settings.content_dir, settings.data_dir)
    if catalogue is None:
        raise click.ClickException("De inhoud heeft fouten. Draai: flask content check")
    return catalogue.region


def _sender(region: Regio, settings: Settings) -> Sender:
    return Sender(region.site, settings.base_url, region.loket)
