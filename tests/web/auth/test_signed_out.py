"""A form that comes in when nobody is signed in any more, or when the database does not say who is."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from app.core import clock
from tests.support.actors import Collega, Werkgever
from tests.support.personas import BAKKERIJ, Team

TEXT = "Dit schreef ik in een half uur, en ik wil het niet nog een keer typen."


def test_what_was_typed_comes_back_when_the_session_is_over(app: Flask, team: Team, tuesday: datetime) -> None:
    ref = Werkgever(app, BAKKERIJ).stelt_een_vraag().referentie
    aida = Collega(app, team.arnhem).is_binnen()
    aida.bekijkt(ref)
    with clock.pinned(tuesday + timedelta(minutes=45)):
        aida.verstuurt("/antwoord", 401, antwoord=TEXT)
        assert TEXT in aida.ziet and "Kopieer uw tekst" in aida.ziet
        assert not [f for f in aida.page.all("form") if f.get("action", "").endswith("/antwoord")]


def test_without_an_answer_of_the_database_nobody_is_told_to_sign_in(app: Flask, team: Team) -> None:
    aida = Collega(app, team.arnhem).is_binnen()
    aida.opent("/werkplek")
    with app.extensions["loket"].db.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE sessie RENAME TO weg")
        connection.commit()
    aida.opent("/werkplek", 503)
    assert "Dit werkt nu even niet" in aida.ziet
