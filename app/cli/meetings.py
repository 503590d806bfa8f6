"""What the worker does for meetings: follow the content, remind people, and throw away on time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.bijeenkomsten.chores import keep_in_step, purge, send_reminders
from app.bijeenkomsten.mails import Site
from app.bijeenkomsten.meetings import list_meetings
from app.core.clock import AMSTERDAM
from app.core.worker import Chore
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.store import serving
from app.settings import Settings

FIRST_HOUR = 8  # nobody is reminded in the night


def meeting_chores(settings: Settings) -> tuple[Chore, ...]:
    """The chores; each reads the content that is served at that moment."""

    def catalogue() -> Catalogue:
        found = serving(settings.content_dir, settings.data_dir)
        if found is None:
            raise RuntimeError("there is no content that can be read")
        return found

    def follow(session: Session, now: datetime) -> None:
        content = catalogue()
        site = Site(content.region, settings.base_url, settings.secrets)
        meetings = list_meetings(content, production=settings.production)
        keep_in_step(session, site=site, meetings=meetings, now=now)
        if now.astimezone(AMSTERDAM).hour >= FIRST_HOUR:
            send_reminders(session, site=site, meetings=meetings, now=now)

    return (
        Chore("bijeenkomsten", timedelta(minutes=10), follow),
        Chore("deelnemers wissen", timedelta(hours=6), lambda session, now: purge(session, now=now)),
    )
