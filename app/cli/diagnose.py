"""``flask diagnose``: looks at everything that must be right and says in words what is not, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.contact.attention import what_needs_a_person
from app.core import clock, migrate, outbox, smtp, worker
from app.core.db import Database
from app.core.errors import Unavailable
from app.kennisbank import versions
from app.kennisbank.securitytxt import expires
from app.kennisbank.store import serving
from app.settings import Settings, SettingsError, from_environ

GOOD, CARE, WRONG = "goed", "let op", "FOUT"
LEAST_FREE = 1_000_000_000
"""Bytes that must be free where the data stands."""
SILENT = timedelta(minutes=2)
"""A worker that was not seen for this long does not run."""
SLOW_MAIL = timedelta(minutes=15)
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, about what, and what to do."""

    state: str
    about: str
    text: str


@click.command("diagnose")
def diagnose() -> None:
    """Kijk na of alles goed staat. Zegt per onderdeel wat u moet doen; stopt met 1 als er iets fout is."""
    try:
        settings = from_environ()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    worst = GOOD
    for finding in look(settings):
        click.echo(f"{finding.state:6}  {finding.about:13}  {finding.text}")
        worst = WRONG if WRONG in (worst, finding.state) else worst
    if worst == WRONG:
        raise click.ClickException("Er is iets fout. Begin bij de eerste regel met FOUT.")


def look(settings: Settings) -> Iterator[Finding]:
    """Every finding, in the order in which problems should be solved."""
    yield Finding(GOOD, "instellingen", f"{settings.environment}, {settings.base_url}")
    yield from _disk(settings)
    yield from _content(settings)
    db = Database(settings.database_url)
    try:
        yield from _database(db)
    finally:
        db.dispose()
    yield from _mail_server(settings)


def _disk(settings: Settings) -> Iterator[Finding]:
    probe = settings.data_dir / ".schrijfproef"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"proef")
        probe.unlink()
    except OSError as error:
        yield Finding(WRONG, "schijf", f"In {settings.data_dir} kan niet worden geschreven ({error.strerror}).")
        return
    free = shutil.disk_usage(settings.data_dir).free
    text = f"{free / 1_000_000_000:.1f} GB vrij in {settings.data_dir}"
    yield Finding(GOOD, "schijf", text) if free >= LEAST_FREE else Finding(CARE, "schijf", f"{text}. Maak ruimte.")


def _content(settings: Settings) -> Iterator[Finding]:
    catalogue = serving(settings.content_dir, settings.data_dir)
    if catalogue is None:
        yield Finding(WRONG, "inhoud", "Er is geen inhoud zonder fouten. Draai: flask content check")
        return
    pages = sum(len(found) for found in catalogue.pages.values())
    yield Finding(GOOD, "inhoud", f"versie {catalogue.version}, {pages} pagina's, regio {catalogue.region.naam}")
    if versions.refused(settings.data_dir):
        yield Finding(CARE, "inhoud", "Nieuwere inhoud is geweigerd. Draai: flask content check")
    until = expires(catalogue)
    if until is not None and until - clock.now() < SOON:
        yield Finding(CARE, "inhoud", "security.txt verloopt bijna. Kijk de pagina Kwetsbaarheid melden na.")
    if settings.production and catalogue.region.loket.voorbeeld:
        yield Finding(WRONG, "inhoud", "Het loket is een voorbeeld. Vul in content/regio de echte gegevens in.")


def _database(db: Database) -> Iterator[Finding]:
    kind = db.engine.dialect.name
    try:
        current, head = migrate.current(db), migrate.head()
    except (SQLAlchemyError, Unavailable) as error:
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding(WRONG, "database", f"{kind} antwoordt niet ({cause}). Start de database of kijk DATABASE_URL na.")
        return
    if current != head:
        yield Finding(
            WRONG, "database", f"{kind} staat op {current or 'leeg'}, nodig is {head}. Draai: flask db migreer"
        )
        return
    yield Finding(GOOD, "database", f"{kind}, schema {head}")
    for part in (_worker, _mail, _people, _work):
        yield from part(db)


def _worker(db: Database) -> Iterator[Finding]:
    with db.reading() as session:
        seen = worker.last_heartbeat(session)
    if seen is None:
        yield Finding(WRONG, "worker", "De worker heeft nog nooit gewerkt. Start: flask worker")
    elif clock.now() - seen > SILENT:
        yield Finding(WRONG, "worker", f"De worker is {_ago(seen)} niet gezien. Start: flask worker")
    else:
        yield Finding(GOOD, "worker", f"{_ago(seen)} geleden gezien")


def _mail(db: Database) -> Iterator[Finding]:
    with db.reading() as session:
        state = outbox.state(session)
    if state.dead:
        yield Finding(CARE, "e-mail", f"{state.dead} niet bezorgd. Kijk in de werkplek bij Beheer, E-mail.")
    if state.oldest and clock.now() - state.oldest > SLOW_MAIL:
        yield Finding(CARE, "e-mail", f"{state.waiting} wachten, de oudste {_ago(state.oldest)}. Werkt de mailserver?")
    elif not state.dead:
        yield Finding(GOOD, "e-mail", f"{state.waiting} wachten")


def _people(db: Database) -> Iterator[Finding]:
    with db.reading() as session:
        people = session.scalars(select(Medewerker).where(Medewerker.actief.is_(True))).all()
    roles = {rol for person in people for rol in person.rollen}
    missing = [rol.label for rol in (Rol.COORDINATOR, Rol.BEHEERDER, Rol.ACCOUNTMANAGER) if rol not in roles]
    if missing:
        text = f"Niemand is {' of '.join(missing)}. Maak een account: flask medewerker nieuw"
        yield Finding(CARE, "medewerkers", text)
    else:
        yield Finding(GOOD, "medewerkers", f"{len(people)} accounts")


def _work(db: Database) -> Iterator[Finding]:
    with db.reading() as session:
        found = what_needs_a_person(session, today=clock.today())
    if found.late_total or found.at_desk:
        text = f"{found.late_total} te laat, {found.at_desk} bij het loket. Vertel het de coördinator."
        yield Finding(CARE, "verzoeken", text)
    else:
        yield Finding(GOOD, "verzoeken", "niets te laat, niets zonder contactpersoon")


def _mail_server(settings: Settings) -> Iterator[Finding]:
    if not settings.mail_url:
        yield Finding(GOOD, "mailserver", "geen: e-mail staat in het postvak voor ontwikkelaars")
        return
    try:
        server = smtp.parse_mail_url(settings.mail_url, settings.mail_from)
        smtp.check(server)
    except smtp.MailUrlError as error:
        yield Finding(WRONG, "mailserver", str(error))
    except smtp.DeliveryError as error:
        text = f"{server.host}:{server.port} werkt niet ({str(error).rstrip('.')}). Kijk MAIL_URL na."
        yield Finding(WRONG, "mailserver", text)
    else:
        how = "versleuteld" if server.tls or server.starttls else "op deze machine, niet versleuteld"
        yield Finding(GOOD, "mailserver", f"{server.host}:{server.port} antwoordt, {how}")


def _ago(moment: datetime) -> str:
    seconds = int((clock.now() - moment).total_seconds())
    for size, word in ((86_400, "dagen"), (3600, "uur"), (60, "minuten")):
        if seconds >= 2 * size:
            return f"{seconds // size} {word}"
    return f"{seconds} seconden"
