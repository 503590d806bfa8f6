"""The migration that made the dossier, with data in the tables: nothing gets lost on the way up or down."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.contact import closing
from app.core import clock, migrate
from app.core.db import Database
from tests.support.factories import DESK, mailed, medewerker, submit

BELOW, HERE = "20261122_6", "20261122_dossier"


def rows(db: Database, question: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def test_requests_and_messages_survive_and_a_withdrawn_one_is_closed(db: Database) -> None:
    medewerker(db, gemeenten=("aastad",))
    ref = submit(db).referentie
    with db.transaction() as session:
        closing.withdraw(session, desk=DESK, link=mailed(ref), now=clock.now())
    said = rows(db, "SELECT id, soort, tekst FROM bericht ORDER BY id")
    migrate.downgrade(db, BELOW)
    assert rows(db, "SELECT referentie, status FROM contactverzoek") == [(ref, "afgerond")]
    assert rows(db, "SELECT id, soort, tekst FROM bericht ORDER BY id") == said
    migrate.upgrade(db, HERE)
    assert rows(db, "SELECT referentie, status, kanaal FROM contactverzoek") == [(ref, "afgerond", None)]
    assert rows(db, "SELECT id, soort, tekst FROM bericht ORDER BY id") == said
    migrate.upgrade(db)


@pytest.mark.parametrize("wrong", ["UPDATE contactverzoek SET status = 'weg'", "UPDATE bericht SET soort = 'weg'"])
def test_the_database_itself_refuses_a_state_that_does_not_exist(db: Database, wrong: str) -> None:
    medewerker(db, gemeenten=("aastad",))
    submit(db)
    with pytest.raises(IntegrityError), db.transaction() as session:
        session.execute(text(wrong))
