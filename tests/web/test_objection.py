"""The page where a werkgever objects to a hand-over, and a link that is too old."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.contact import handover
from app.core import clock
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.web.desk import desk
from tests.support.actors import Visitor, Werkgever
from tests.support.factories import mails, werkgevers
from tests.support.personas import Team


@pytest.fixture
def link(app: Flask, werkgever: Werkgever, team: Team, loket_db: Database) -> str:
    """Path out of the mail about a hand-over from Aida to Zeno."""
    werkgever.stelt_een_vraag()
    with app.test_request_context(), loket_db.transaction() as session:
        number = handover.propose_handover(
            session,
            desk=desk(),
            actor=team.arnhem,
            werkgever_id=werkgevers(loket_db)[0].id,
            to=team.zevenaar.id,
            reason="Geheime reden.",
            summary="Geheime samenvatting.",
            now=clock.now(),
        )
    with app.test_request_context(), loket_db.transaction() as session:
        handover.confirm_handover(session, desk=desk(), actor=team.zevenaar, handover_id=number, now=clock.now())
    (mail,) = mails(loket_db, "overdracht")
    return urlsplit(next(word for word in mail.text.split() if "/contact/overdracht/" in word)).path


def test_opening_the_link_changes_nothing_and_one_button_objects(app: Flask, link: str, loket_db: Database) -> None:
    visitor = Visitor(app)
    for _ in range(2):
        visitor.opent(link)
    assert "Aida Arnhem heeft uw bedrijf overgedragen aan Zeno Zevenaar." in visitor.ziet
    assert "Geheime" not in visitor.page.html
    assert mails(loket_db, "overdracht-bezwaar") == []
    visitor.verstuurt(link)
    assert "Wij weten dat u liever iemand anders hebt" in visitor.ziet
    assert len(mails(loket_db, "overdracht-bezwaar")) == 1


@pytest.mark.parametrize("language", ["", "/en"])
def test_an_expired_link_offers_a_new_one_that_works(
    app: Flask, link: str, loket_db: Database, tuesday: datetime, language: str
) -> None:
    visitor = Visitor(app)
    with clock.pinned(tuesday + timedelta(days=61)):
        visitor.opent(language + link, 410)
        visitor.verstuurt("/nieuwe-link")
        again = mails(loket_db, "overdracht")
        assert len(again) == 2
        fresh = urlsplit(next(word for word in again[-1].text.split() if "/contact/overdracht/" in word)).path
        visitor.opent(fresh)
        assert "Zeno Zevenaar" in visitor.ziet


def test_sending_an_expired_page_offers_a_new_link_too(app: Flask, link: str, tuesday: datetime) -> None:
    visitor = Visitor(app)
    visitor.opent(link)
    with clock.pinned(tuesday + timedelta(days=61)):
        visitor.stuurt(link, 410)
        assert "Stuur mij een nieuwe link" in visitor.ziet


def test_a_new_link_gets_the_same_answer_for_every_link(
    app: Flask, link: str, loket_db: Database, content: ContentStore, tuesday: datetime
) -> None:
    visitor = Visitor(app)
    with app.test_request_context():
        unknown = urlsplit(desk().links.handover(9_999)).path
    with clock.pinned(tuesday + timedelta(days=61)):
        seen = []
        for address in (link, unknown, "/contact/overdracht/verzonnen"):
            visitor.opent(link, 410)
            visitor.stuurt(f"{address}/nieuwe-link")
            seen.append(visitor.ziet)
        assert len(set(seen)) == 1
        assert "De nieuwe link is onderweg" in seen[0]
        assert len(mails(loket_db, "overdracht")) == 2
