"""Mail about great changes: confirmed first, at most once a week, only what is new, and gone with one click."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from types import MappingProxyType

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import Database
from app.core.errors import DomainError
from app.core.outbox import claim
from app.core.smtp import build_message
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.schema import Wijziging
from app.kennisbank.store import ContentStore
from app.redactie import subscriptions
from app.redactie.models import Abonnement
from app.redactie.subscriptions import ONE_CLICK, Sender
from tests.support.factories import REGION, later, mails

SENDER = Sender(REGION, "https://loket.example")
ROBIN = "robin@bakkerij.example"


@pytest.fixture
def catalogue(content: ContentStore) -> Catalogue:
    return content.catalogue


def changed(catalogue: Catalogue, slug: str, text: str, *, soort: str = "groot", day: date | None = None) -> Catalogue:
    """The content after a change note was added to a regeling."""
    page = catalogue.pages["regelingen"][slug]
    note = Wijziging.model_validate({"datum": day or clock.today(), "tekst": text, "soort": soort})
    meta = page.meta.model_copy(update={"wijzigingen": (*page.meta.wijzigingen, note)})
    regelingen = MappingProxyType({**catalogue.pages["regelingen"], slug: replace(page, meta=meta)})
    return replace(catalogue, pages=MappingProxyType({**catalogue.pages, "regelingen": regelingen}))


def ask(
    db: Database, catalogue: Catalogue, email: str = ROBIN, topic: str = "regeling", slug: str = "jobcoach"
) -> None:
    with db.transaction() as session:
        subscriptions.ask_subscription(
            session, sender=SENDER, catalogue=catalogue, email=email, topic=topic, slug=slug, now=clock.now()  # type: ignore[arg-type]
        )  # fmt: skip


def rows(db: Database) -> list[Abonnement]:
    with db.reading() as session:
        return list(session.scalars(select(Abonnement).order_by(Abonnement.id)))


def confirm(db: Database) -> None:
    """Click on the link of every question."""
    for row in rows(db):
        with db.transaction() as session:
            assert subscriptions.confirm_subscription(session, key=row.sleutel, now=clock.now())


def send(db: Database, catalogue: Catalogue, now: datetime | None = None) -> int:
    moment = now or clock.now()
    with db.transaction() as session:
        return subscriptions.send_news(
            session, sender=SENDER, catalogue=catalogue, today=moment.astimezone(clock.AMSTERDAM).date(), now=moment
        )


@pytest.fixture
def subscribed(db: Database, catalogue: Catalogue) -> Callable[[], None]:
    """Robin confirmed mail about the jobcoach, and what stood there before counts as old."""

    def do(*slugs: str) -> None:
        send(db, catalogue)
        for slug in slugs or ("jobcoach",):
            ask(db, catalogue, slug=slug)
        confirm(db)

    return do


def test_without_confirming_nothing_is_sent_but_the_question(db: Database, catalogue: Catalogue) -> None:
    send(db, catalogue)
    ask(db, catalogue)
    (row,) = rows(db)
    (question,) = mails(db)
    assert question.to == ROBIN and f"https://loket.example/nieuw/bevestigen/{row.sleutel}" in question.text
    assert send(db, changed(catalogue, "jobcoach", "Iets groots."), later(days=1)) == 0


def test_a_great_change_is_mailed_with_a_link_and_a_way_out(
    db: Database, catalogue: Catalogue, subscribed: Callable[[], None]
) -> None:
    subscribed()
    assert send(db, changed(catalogue, "jobcoach", "De aanvraag gaat nu anders."), later(hours=1)) == 1
    (news,) = mails(db, "nieuws")
    (row,) = rows(db)
    stop = f"https://loket.example/nieuw/afmelden/{row.sleutel}"
    assert "De aanvraag gaat nu anders." in news.text and "https://loket.example/regelingen/jobcoach" in news.html
    assert stop in news.text and stop in news.html
    claimed = None
    while claimed is None or claimed.id != news.id:
        with clock.pinned(later(hours=2)):
            claimed = claim(db)
        assert claimed is not None
    message: EmailMessage = build_message("loket@loket.example", claimed)
    assert message["List-Unsubscribe"] == f"<{stop}>"
    assert message["List-Unsubscribe-Post"] == ONE_CLICK
    assert f"List-Unsubscribe: <{stop}>".encode() in message.as_bytes()


def test_other_mail_has_no_way_to_unsubscribe(db: Database, catalogue: Catalogue) -> None:
    ask(db, catalogue)
    claimed = claim(db)
    assert claimed is not None
    assert build_message("loket@loket.example", claimed)["List-Unsubscribe"] is None


def test_small_changes_and_other_pages_are_not_mailed(
    db: Database, catalogue: Catalogue, subscribed: Callable[[], None]
) -> None:
    subscribed()
    small = changed(catalogue, "jobcoach", "Een tikfout is weg.", soort="klein")
    assert send(db, changed(small, "no-riskpolis", "Iets groots."), later(hours=1)) == 0


def test_at_most_one_mail_a_week_and_nothing_gets_lost(
    db: Database, catalogue: Catalogue, subscribed: Callable[[], None]
) -> None:
    subscribed()
    first = changed(catalogue, "jobcoach", "Een.")
    assert send(db, first, later(hours=1)) == 1
    second = changed(first, "jobcoach", "Twee.")
    third = changed(second, "jobcoach", "Drie.", day=clock.today() + timedelta(days=3))
    assert send(db, second, later(days=1)) == 0
    assert send(db, third, later(days=6)) == 0
    assert send(db, third, later(days=7, hours=2)) == 1
    last = mails(db, "nieuws")[-1].text
    assert "Twee." in last and "Drie." in last and "Een." not in last
    assert send(db, third, later(days=30)) == 0


def test_two_subscriptions_give_one_mail(
    db: Database, catalogue: Catalogue, subscribed: Callable[[str, str], None]
) -> None:
    subscribed("jobcoach", "no-riskpolis")
    both = changed(changed(catalogue, "jobcoach", "Een."), "no-riskpolis", "Twee.")
    assert send(db, both, later(hours=1)) == 1
    (news,) = mails(db, "nieuws")
    assert "Een." in news.text and "Twee." in news.text and news.subject == "Er zijn 2 wijzigingen"


def test_a_fase_covers_all_its_pages(db: Database, catalogue: Catalogue) -> None:
    send(db, catalogue)
    fase = catalogue.pages["regelingen"]["jobcoach"].regeling.fasen[0]
    ask(db, catalogue, topic="fase", slug=fase)
    confirm(db)
    assert send(db, changed(catalogue, "jobcoach", "Iets groots."), later(hours=1)) == 1


def test_a_note_that_is_published_after_its_date_is_still_mailed(
    db: Database, catalogue: Catalogue, subscribed: Callable[[], None]
) -> None:
    subscribed()
    late = changed(catalogue, "jobcoach", "Al langer zo.", day=clock.today() - timedelta(days=10))
    assert send(db, late, later(days=2)) == 1


def test_a_note_for_a_later_day_waits_for_it(
    db: Database, catalogue: Catalogue, subscribed: Callable[[], None]
) -> None:
    subscribed()
    future = changed(catalogue, "jobcoach", "Vanaf dan.", day=clock.today() + timedelta(days=5))
    assert send(db, future, later(days=1)) == 0
    assert send(db, future, later(days=5)) == 1


def test_nobody_gets_what_stood_there_before_subscribing(db: Database, catalogue: Catalogue) -> None:
    before = changed(catalogue, "jobcoach", "Oud nieuws.")
    send(db, before)
    ask(db, catalogue)
    confirm(db)
    assert send(db, before, later(days=8)) == 0


def test_unsubscribing_forgets_the_address_with_everything(
    db: Database, catalogue: Catalogue, subscribed: Callable[[str, str], None]
) -> None:
    subscribed("jobcoach", "no-riskpolis")
    ask(db, catalogue, email="kim@garage.example")
    key = rows(db)[0].sleutel
    for _twice in range(2):
        with db.transaction() as session:
            subscriptions.unsubscribe(session, key=key)
    assert [row.email for row in rows(db)] == ["kim@garage.example"]


def test_who_never_confirms_is_forgotten_after_a_week(db: Database, catalogue: Catalogue) -> None:
    ask(db, catalogue)
    confirm(db)
    ask(db, catalogue, email="kim@garage.example")
    key = rows(db)[1].sleutel
    for days, left in ((6, 2), (8, 1)):
        with db.transaction() as session:
            subscriptions.purge_unconfirmed(session, now=later(days=days))
        assert len(rows(db)) == left
    with db.transaction() as session:
        assert subscriptions.confirm_subscription(session, key=key, now=later(days=8)) is None


def test_a_question_older_than_a_week_cannot_be_confirmed(db: Database, catalogue: Catalogue) -> None:
    ask(db, catalogue)
    with db.transaction() as session:
        assert subscriptions.confirm_subscription(session, key=rows(db)[0].sleutel, now=later(days=8)) is None


def test_a_strangers_mailbox_is_not_filled(db: Database, catalogue: Catalogue) -> None:
    for _again in range(3):
        ask(db, catalogue)
    assert len(mails(db)) == 1
    for slug in list(catalogue.pages["regelingen"])[:9]:
        ask(db, catalogue, slug=slug)
    assert len(mails(db)) == subscriptions.QUESTIONS_PER_DAY
    confirm(db)
    ask(db, catalogue)
    assert len(mails(db)) == subscriptions.QUESTIONS_PER_DAY


@pytest.mark.parametrize(("email", "topic", "slug"), [
    ("geen adres", "regeling", "jobcoach"), (ROBIN, "regeling", "bestaat-niet"), (ROBIN, "fase", "jobcoach"),
    (ROBIN, "uitvoerder", "uwv"),
])  # fmt: skip
def test_what_cannot_be_right_is_refused(db: Database, catalogue: Catalogue, email: str, topic: str, slug: str) -> None:
    with pytest.raises(DomainError):
        ask(db, catalogue, email, topic, slug)
    assert rows(db) == []
