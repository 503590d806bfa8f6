"""Mails the weekly list: every Monday, to who keeps the pages, about the week before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import Medewerker
from app.accounts.permissions import Rol
from app.core import mail, outbox
from app.core.clock import AMSTERDAM
from app.kennisbank.catalogue import Catalogue
from app.redactie.feedback import REDENEN
from app.redactie.models import Weekbericht
from app.redactie.notfound import monday_of
from app.redactie.publishing import list_with_role
from app.redactie.subscriptions import Sender
from app.redactie.weekly import WeekList, list_week

NOBODY = "redactie"
"""Owner of what belongs to no page."""


def send_weekly_list(
    session: Session,
    *,
    sender: Sender,
    catalogue: Catalogue,
    questions: Callable[[date, date], dict[str, int]],
    now: datetime,
) -> int:
    """Mail the list of last week once; how many mails. A week in which nothing came in gives none.

    questions: counts the questions about each page between two days, both included.
    """
    week = monday_of(now.astimezone(AMSTERDAM).date()) - timedelta(days=7)
    if session.get(Weekbericht, week) is not None:
        return 0
    session.add(Weekbericht(week=week, verstuurd_op=now))
    session.flush()
    found = list_week(session, catalogue, week, questions(week, week + timedelta(days=6)))
    if not found:
        return 0
    sent = 0
    for owner in found.owners or (NOBODY,):
        for naam, email in recipients(session, sender, owner):
            _mail(session, sender, found.of(owner), owner, naam, email, now)
            sent += 1
    return sent


def recipients(session: Session, sender: Sender, owner: str) -> Sequence[tuple[str, str]]:
    """(name, address) of who keeps these pages: the colleague of that name, else all redacteuren, else the desk."""
    people = list_with_role(session, *Rol)
    chosen = [person for person in people if owner.casefold() in (person.naam.casefold(), person.email)]
    chosen = chosen or _editors(session)
    loket = sender.region.loket
    return [(person.naam, person.email) for person in chosen] or [(loket.naam, loket.email)]


def _editors(session: Session) -> list[Medewerker]:
    return list_with_role(session, Rol.REDACTEUR)


def _mail(session: Session, sender: Sender, found: WeekList, owner: str, naam: str, email: str, now: datetime) -> None:
    composed = mail.compose(
        "weeklijst",
        to=email,
        reply_to=sender.region.loket.email,
        site=sender.region.site,
        loket=sender.region.loket,
        naam=naam,
        eigenaar=owner,
        lijst=found,
        redenen=REDENEN,
        base=sender.base_url,
        link=f"{sender.base_url}/werkplek/redactie?week={found.week.isoformat()}",
    )
    outbox.enqueue(session, composed, reference="redactie", now=now)
