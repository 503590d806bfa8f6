"""Signing up and off through the pages: only a button changes something, and no page tells who comes."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.bijeenkomsten.models import Aanmelding
from app.core import clock
from app.core.db import Database
from tests.data.bijeenkomsten.desk import on
from tests.support.factories import later
from tests.web.bijeenkomsten.conftest import TABLE, Deelnemer, people


@pytest.fixture
def anna(app: Flask) -> Deelnemer:
    return Deelnemer(app, "Anna")


def stands(app: Flask) -> dict[str, str]:
    """Who is on the list, and how."""
    db: Database = app.extensions["loket"].db
    with db.reading() as session:
        return {entry.naam: entry.stand for entry in session.scalars(select(Aanmelding).order_by(Aanmelding.rang))}


def test_from_the_form_to_a_place(app: Flask, anna: Deelnemer) -> None:
    assert "U doet nog niet mee." in anna.meldt_aan()
    assert stands(app) == {"Anna": "gevraagd"}
    assert "U hebt een plaats" in anna.bevestigt()
    assert stands(app) == {"Anna": "bevestigd"}
    assert anna.post() == ["bevestigen", "plaats"]


def test_opening_the_link_changes_nothing(app: Flask, anna: Deelnemer) -> None:
    anna.meldt_aan()
    for _ in range(2):
        anna.opent(anna.link())
        assert "Bevestig uw aanmelding" in anna.ziet
    assert stands(app) == {"Anna": "gevraagd"}
    anna.bevestigt()
    anna.opent(anna.link())
    assert stands(app) == {"Anna": "bevestigd"}


def test_who_comes_too_late_waits_and_moves_up(app: Flask) -> None:
    *placed, dina = people(app, "Anna", "Bas", "Cor", "Dina")
    dina.opent(dina.link())
    assert "U bent nummer 1." in dina.ziet
    assert "U bent afgemeld" in placed[0].meldt_af()
    dina.opent(dina.link())
    assert "U hebt een plaats" in dina.ziet
    assert dina.post()[-1] == "plaats-vrij"
    assert list(stands(app)) == ["Bas", "Cor", "Dina"]


def test_signing_off_twice_gives_the_same_page_and_the_old_link_says_so(app: Flask, anna: Deelnemer) -> None:
    anna.komt()
    link = anna.link()
    anna.opent(link)
    anna.verstuurt("/afmelden")
    anna.opent(f"{TABLE}/aanmelden")
    anna.stuurt(f"{link}/afmelden")
    assert "U bent afgemeld" in anna.ziet
    anna.opent(link, 410)
    assert "Deze link werkt niet meer" in anna.ziet
    anna.opent(f"{TABLE}/aanmelden")
    anna.stuurt(f"{link}/bevestigen", 410)
    assert stands(app) == {}


def test_the_answer_does_not_tell_who_is_on_the_list(app: Flask) -> None:
    people(app, "Anna")
    with clock.pinned(later(hours=1)):
        known, unknown = Deelnemer(app, "Anna"), Deelnemer(app, "Zoë")
        unknown.email = "zoe@bedrijf.example"
        assert known.meldt_aan() == unknown.meldt_aan()
        assert known.address == unknown.address
    assert known.post()[-1] == "al-aangemeld"


def test_a_form_sent_twice_counts_once_and_a_better_address_counts(app: Flask, anna: Deelnemer) -> None:
    anna.opent(f"{TABLE}/aanmelden")
    token = anna.ingevuld("csrf_token")
    values = {"csrf_token": token, "naam": "Anna"}
    for email in ("ana@bedrijf.example", anna.email, anna.email):
        response = anna.client.post(f"{TABLE}/aanmelden", data={**values, "email": email})
        assert response.status_code == 303
    assert anna.post() == ["bevestigen"]


def test_a_mistake_keeps_what_was_typed(anna: Deelnemer) -> None:
    anna.meldt_aan(422, email="geen adres", naam="")
    assert anna.fouten() == ["Vul uw naam in.", "Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl."]
    assert anna.ingevuld("organisatie") == "Bakkerij Voorbeeld"
    assert anna.ingevuld("email") == "geen adres"
    assert anna.page.text(anna.page.one("title")).startswith("Fout: ")


def test_who_fills_in_the_field_for_robots_is_asked_once_more(app: Flask, anna: Deelnemer) -> None:
    anna.meldt_aan(422, website="https://robot.example")
    assert anna.fouten() == ["Wij weten niet zeker of een mens dit verstuurt. Verstuur het formulier nog een keer."]
    assert stands(app) == {} and anna.post() == []
    anna.verstuurt("/aanmelden")
    assert anna.post() == ["bevestigen"]


def test_who_sends_the_form_just_after_it_closed_reads_why(app: Flask, anna: Deelnemer) -> None:
    with clock.pinned(on(6, hour=23)):
        anna.opent(f"{TABLE}/aanmelden")
    with clock.pinned(on(7, hour=0)):
        anna.verstuurt("/aanmelden", 422, naam="Anna", email=anna.email)
    assert anna.fouten() == ["U kunt zich niet meer aanmelden. Bel het loket als u toch wilt komen."]
    assert stands(app) == {}


def test_a_link_that_is_not_ours_opens_nothing(anna: Deelnemer) -> None:
    anna.komt()
    for token in ("x", anna.link().rpartition("/")[2] + "x"):
        assert anna.client.get(f"/aanmelding/{token}").status_code == 400


def test_confirming_too_late_says_so(app: Flask, anna: Deelnemer) -> None:
    anna.meldt_aan()
    anna.opent(anna.link())
    with clock.pinned(later(days=8)):
        anna.verstuurt("/bevestigen", 410)
    assert "ouder dan zeven dagen" in anna.ziet
    assert stands(app) == {"Anna": "gevraagd"}


def test_the_pages_of_one_person_are_kept_nowhere_and_found_by_nobody(anna: Deelnemer) -> None:
    anna.komt()
    response = anna.client.get(anna.link())
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_somebody_can_sign_off_when_the_file_of_the_meeting_is_gone(app: Flask, anna: Deelnemer) -> None:
    anna.komt()
    db: Database = app.extensions["loket"].db
    with db.transaction() as session:
        session.scalars(select(Aanmelding)).one().lijst.slug = "andere-naam"
    assert "U bent afgemeld" in anna.meldt_af()
    assert stands(app) == {}


def test_without_a_database_nothing_is_lost_that_was_typed(app: Flask, anna: Deelnemer) -> None:
    anna.opent(f"{TABLE}/aanmelden")
    db: Database = app.extensions["loket"].db
    with db.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE aanmelding RENAME TO weg")
    anna.verstuurt("/aanmelden", 503, naam="Anna", email=anna.email)
    assert anna.ingevuld("naam") == "Anna"
