"""What the worker does for readers and editors: mail about changes, the weekly list, and throwing away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.cli.quarters import make_quarters
from app.contact.about_pages import count_questions_about_pages
from app.core.clock import AMSTERDAM
from app.core.worker import Chore
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.store import serving
from app.redactie.feedback import purge_feedback
from app.redactie.notfound import purge_searches
from app.redactie.readings import purge_readings
from app.redactie.subscriptions import Sender, note_news, purge_unconfirmed, send_news
from app.redactie.weekly_mail import send_weekly_list
from app.settings import Settings

FIRST_HOUR = 8  # nobody gets news in the night


def editorial_chores(settings: Settings) -> tuple[Chore, ...]:
    """The chores; each reads the content that is served at that moment."""

    def catalogue() -> Catalogue:
        found = serving(settings.content_dir, settings.data_dir)
        if found is None:
            raise RuntimeError("there is no content that can be read")
        return found

    def news(session: Session, now: datetime) -> None:
        local = now.astimezone(AMSTERDAM)
        content = catalogue()
        if local.hour < FIRST_HOUR:
            note_news(session, catalogue=content, today=local.date(), now=now)
            return
        sender = Sender(content.region, settings.base_url)
        send_news(session, sender=sender, catalogue=content, today=local.date(), now=now)

    def weekly(session: Session, now: datetime) -> None:
        if now.astimezone(AMSTERDAM).hour < FIRST_HOUR:
            return
        content = catalogue()
        sender = Sender(content.region, settings.base_url)
        send_weekly_list(session, sender=sender, catalogue=content, questions=_questions(session), now=now)

    def purge(session: Session, now: datetime) -> None:
        purge_unconfirmed(session, now=now)
        today = now.astimezone(AMSTERDAM).date()
        purge_feedback(session, today=today)
        purge_searches(session, today=today)
        purge_readings(session, today=today)

    def figures(session: Session, now: datetime) -> None:
        make_quarters(session, catalogue=catalogue(), now=now, real=settings.production)

    return (
        Chore("nieuws", timedelta(minutes=30), news),
        Chore("weeklijst", timedelta(minutes=30), weekly),
        Chore("cijfers per kwartaal", timedelta(hours=1), figures),
        Chore("opruimen voor de redactie", timedelta(hours=1), purge),
    )


def _questions(session: Session) -> Callable[[date, date], dict[str, int]]:
    return lambda first, last: count_questions_about_pages(session, first=first, last=last)
