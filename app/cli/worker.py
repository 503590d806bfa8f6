"""``flask worker`` (or ``python -m app.cli worker``, which does not load the site): delivers mail until stopped."""

from __future__ import annotations

import shutil
import signal
import threading
from datetime import datetime, timedelta
from types import FrameType

import click
from sqlalchemy.orm import Session

from app.accounts.sign_in import purge_attempts
from app.cli.editorial import editorial_chores
from app.cli.environment import open_database
from app.cli.meetings import meeting_chores
from app.cli.watch import watch_worker
from app.contact.absence import apply_absences
from app.contact.attention import send_daily_mail
from app.contact.checkins import send_planned
from app.contact.links import MAILED_DAYS, Desk, Links
from app.contact.office import load_office
from app.contact.reminders import send_reminders
from app.contact.retention import apply_retention
from app.contact.undelivered import announce_forgotten
from app.core import logs
from app.core.clock import AMSTERDAM
from app.core.outbox import purge_sent, sweep
from app.core.smtp import MailUrlError, parse_mail_url
from app.core.worker import Chore, SmtpTransport, Transport, ViewerTransport, run_worker
from app.kennisbank import versions
from app.kennisbank.store import serving
from app.settings import Settings
from app.spinnenweb.services import end_sessions

FIRST_HOUR = 8  # nobody is reminded in the night
LEAST_FREE = 1_000_000_000  # bytes
KEEP_MAIL = timedelta(days=MAILED_DAYS)


@click.command("worker")
@click.option("--bewaakt", is_flag=True, help="Start de worker opnieuw als hij omvalt.")
def worker(bewaakt: bool) -> None:
    """Verstuur de e-mail en doe de klusjes. Stopt netjes na SIGTERM of Ctrl-C."""
    if bewaakt:
        logs.configure(json=False)
        watch_worker()
        return
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    with open_database() as (database, settings):
        logs.configure(json=settings.log_json)
        run_worker(database, transport_for(settings), stop, chores=chores_for(settings))


def transport_for(settings: Settings) -> Transport:
    """SMTP when MAIL_URL is set, else the viewer."""
    if not settings.mail_url:
        return ViewerTransport()
    try:
        return SmtpTransport(parse_mail_url(settings.mail_url, settings.mail_from))
    except MailUrlError as error:
        raise click.ClickException(str(error)) from error


class DeskReader:
    """The region of the content that is served."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._desk: Desk | None = None

    def read(self) -> Desk:
        """The desk as it is now. Raises RuntimeError when the content never was right."""
        catalogue = serving(self._settings.content_dir, self._settings.data_dir)
        if catalogue is not None:
            links = Links(self._settings.base_url, self._settings.secrets)
            self._desk = Desk(catalogue.region, links)
        if self._desk is None:
            raise RuntimeError("the content has errors, so the region is unknown")
        return self._desk


def chores_for(settings: Settings) -> tuple[Chore, ...]:
    """What the worker does besides mail."""
    desk = DeskReader(settings)

    def absence(session: Session, now: datetime) -> None:
        apply_absences(session, desk=desk.read(), now=now)

    def retention(session: Session, now: datetime) -> None:
        apply_retention(session, terms=load_office(settings.content_dir).bewaartermijnen, now=now)

    def reminders(session: Session, now: datetime) -> None:
        if now.astimezone(AMSTERDAM).hour >= FIRST_HOUR:
            send_reminders(session, desk=desk.read(), now=now)

    def checkins(session: Session, now: datetime) -> None:
        if now.astimezone(AMSTERDAM).hour >= FIRST_HOUR:
            send_planned(session, desk=desk.read(), plan=load_office(settings.content_dir).plan, now=now)

    def forgotten(session: Session, now: datetime) -> None:
        announce_forgotten(session, desk=desk.read(), now=now)

    def daily(session: Session, now: datetime) -> None:
        if now.astimezone(AMSTERDAM).hour >= FIRST_HOUR:
            send_daily_mail(session, desk=desk.read(), now=now, other=_house(settings))

    return (
        Chore("inlogpogingen", timedelta(minutes=10), lambda session, now: purge_attempts(session, now=now)),
        Chore("oude e-mail", timedelta(hours=6), lambda session, now: purge_sent(session, before=now - KEEP_MAIL)),
        Chore("blijven steken", timedelta(minutes=10), lambda session, _now: sweep(session)),
        Chore("vergeten", timedelta(minutes=10), forgotten),
        Chore("bewaartermijn", timedelta(hours=24), retention),
        Chore("afwezigheid", timedelta(minutes=15), absence),
        Chore("herinneringen", timedelta(minutes=30), reminders),
        Chore("check-ins", timedelta(minutes=30), checkins),
        Chore("dagbericht", timedelta(minutes=30), daily),
        Chore("spinnenweb", timedelta(minutes=10), end_sessions),
        *editorial_chores(settings),
        *meeting_chores(settings),
    )


def _house(settings: Settings) -> list[str]:
    """What is wrong besides requests and mail, as sentences for the daily mail."""
    sentences = []
    if versions.refused(settings.data_dir):
        sentences.append("Nieuwe inhoud is geweigerd. Kijk op de werkplek bij Redactie wat er mis is.")
    if settings.data_dir.is_dir() and shutil.disk_usage(settings.data_dir).free < LEAST_FREE:
        sentences.append("De schijf van het loket is bijna vol. Vraag uw beheerder om ruimte.")
    return sentences
