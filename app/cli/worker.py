"""``flask worker`` (or ``python -m app.cli worker``, which does not load the site): delivers mail until stopped."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import timedelta
from types import FrameType

import click

from app.accounts.sign_in import purge_attempts
from app.cli.environment import open_database
from app.core.smtp import MailUrlError, parse_mail_url
from app.core.worker import Chore, SmtpTransport, Transport, ViewerTransport, run_worker
from app.settings import Settings

CHORES = (Chore("inlogpogingen", timedelta(minutes=10), lambda session, now: purge_attempts(session, now=now)),)


@click.command("worker")
def worker() -> None:
    """Verstuur de e-mail en doe de klusjes. Stopt netjes na SIGTERM of Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    with open_database() as (database, settings):
        run_worker(database, transport_for(settings), stop, chores=CHORES)


def transport_for(settings: Settings) -> Transport:
    """SMTP when MAIL_URL is set, else the viewer."""
    if not settings.mail_url:
        return ViewerTransport()
    try:
        return SmtpTransport(parse_mail_url(settings.mail_url, settings.mail_from))
    except MailUrlError as error:
        raise click.ClickException(str(error)) from error
