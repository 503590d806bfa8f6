"""The weekly list by mail: once, on Monday, to who keeps the pages; and old answers go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import func, select

from app.accounts.permissions import Rol
from app.core import clock
from app.core.db import Database
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.store import ContentStore
from app.redactie.feedback import MOST_PER_DAY, purge_feedback, store_feedback
from app.redactie.models import Terugmelding, Zoekvraag
from app.redactie.notfound import SearchCounts, purge_searches, store_counts
from app.redactie.subscriptions import Sender
from app.redactie.weekly_mail import send_weekly_list
from tests.support.factories import REGION, mails, medewerker

SENDER = Sender(REGION, "https://loket.example")
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=clock.AMSTERDAM)
JOBCOACH = "/regelingen/jobcoach"


@pytest.fixture
def catalogue(content: ContentStore) -> Catalogue:
    return content.catalogue


def say(db: Database, pagina: str, *, key: str = "k", day: date | None = None, reden: str = "klopt-niet") -> bool:
    with db.transaction() as session:
        return store_feedback(
            session, pagina=pagina, taal="nl", antwoord="nee", reden=reden, tekst="", key=key,
            day=day or clock.today(),
        )  # fmt: skip


def send(db: Database, catalogue: Catalogue, now: datetime = MONDAY, **questions: int) -> int:
    with db.transaction() as session:
        return send_weekly_list(
            session, sender=SENDER, catalogue=catalogue, questions=lambda _first, _last: questions, now=now
        )


def owned(catalogue: Catalogue, slug: str, owner: str) -> Catalogue:
    """The content with another owner of one regeling."""
    page = catalogue.pages["regelingen"][slug]
    other = replace(page, meta=page.meta.model_copy(update={"eigenaar": owner}))
    regelingen = MappingProxyType({**catalogue.pages["regelingen"], slug: other})
    return replace(catalogue, pages=MappingProxyType({**catalogue.pages, "regelingen": regelingen}))


def test_editors_get_last_week_once(db: Database, catalogue: Catalogue) -> None:
    medewerker(db, Rol.REDACTEUR, email="remi@loket.example")
    medewerker(db, Rol.ACCOUNTMANAGER, email="aida@loket.example")
    say(db, JOBCOACH)
    counts = SearchCounts()
    counts.searched("xqzwvk", "nl", clock.today(), 0)
    with db.transaction() as session:
        store_counts(session, counts.take())
    assert send(db, catalogue) == 1
    assert send(db, catalogue, MONDAY + timedelta(days=2)) == 0
    (mail,) = mails(db, "weeklijst")
    assert mail.to == "remi@loket.example" and "23-11-2026" in mail.subject
    for text in (mail.text, mail.html):
        assert "Er klopt iets niet: 1" in text and "xqzwvk" in text and f"https://loket.example{JOBCOACH}" in text


def test_every_owner_gets_the_own_pages(db: Database, catalogue: Catalogue) -> None:
    medewerker(db, Rol.REDACTEUR, email="remi@loket.example")
    medewerker(db, Rol.ACCOUNTMANAGER, naam="Aida Arnhem", email="aida@loket.example")
    say(db, JOBCOACH, key="a")
    say(db, "/regelingen/no-riskpolis", key="b")
    assert send(db, owned(catalogue, "jobcoach", "Aida Arnhem")) == 2
    sent = {mail.to: mail.text for mail in mails(db, "weeklijst")}
    assert JOBCOACH in sent["aida@loket.example"] and "/regelingen/no-riskpolis" not in sent["aida@loket.example"]
    assert JOBCOACH not in sent["remi@loket.example"] and "/regelingen/no-riskpolis" in sent["remi@loket.example"]


def test_without_editors_the_desk_gets_it_and_a_quiet_week_gives_no_mail(db: Database, catalogue: Catalogue) -> None:
    assert send(db, catalogue, MONDAY - timedelta(days=7)) == 0
    say(db, JOBCOACH)
    assert send(db, catalogue) == 1
    assert [mail.to for mail in mails(db, "weeklijst")] == [REGION.loket.email]


def test_a_flood_of_answers_stops_at_what_people_give_in_a_day(sqlite_db: Database) -> None:
    stored = [say(sqlite_db, JOBCOACH, key=str(number)) for number in range(MOST_PER_DAY + 5)]
    assert stored.count(True) == MOST_PER_DAY


def test_old_answers_and_searches_go(db: Database) -> None:
    today = clock.today()
    for weeks in (0, 20, 60):
        say(db, JOBCOACH, key=str(weeks), day=today - timedelta(weeks=weeks))
        counts = SearchCounts()
        counts.searched("loon", "nl", today - timedelta(weeks=weeks), 3)
        with db.transaction() as session:
            store_counts(session, counts.take())
    with db.transaction() as session:
        purge_feedback(session, today=today)
        purge_searches(session, today=today)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Terugmelding)) == 2
        assert session.scalar(select(func.count()).select_from(Zoekvraag)) == 2
