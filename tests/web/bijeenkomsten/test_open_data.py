"""Meetings as open data, and the photo of a story: of the small region, which has both."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from tests.support.actors import Visitor as Reader
from tests.web.api.visitor import Visitor
from tests.web.bijeenkomsten.conftest import TABLE, Deelnemer, people

SLUG = TABLE.rpartition("/")[2]


@pytest.fixture
def program(app: Flask) -> Visitor:
    """Reads the API in Dutch."""
    return Visitor(app.test_client())


def test_the_list_has_what_is_to_come_and_the_first_comes_first(program: Visitor) -> None:
    found = program.read("/bijeenkomsten")
    assert [item["slug"] for item in found["bijeenkomsten"]] == ["voorbeeld-aan-tafel", "voorbeeld-vragen-online"]
    assert found["totaal"] == 2
    first = found["bijeenkomsten"][0]
    assert (first["datum"], first["van"], first["tot"]) == ("2026-12-08", "14:00", "16:00")
    assert first["plek"] == {"naam": "Dijkhuis", "adres": "Dijkweg 1, 1111 AA Noorderdijk"}
    assert (first["plaatsen"], first["vrij"], first["stand"], first["aanmelden_tot"]) == (3, 3, "open", "2026-12-06")
    assert first["voorbeeld"] is True
    for name in ("url", "api_url", "aanmelden_url", "agenda_url"):
        assert program.client.get(first[name]).status_code == 200, name
    with clock.pinned(clock.now() + timedelta(days=90)):
        assert program.read("/bijeenkomsten")["bijeenkomsten"] == []


def test_one_meeting_can_be_read_in_both_languages_also_when_it_was(app: Flask, program: Visitor) -> None:
    past = program.read("/bijeenkomsten/voorbeeld-terugblik")
    assert (past["stand"], past["versie"], past["licentie"]) == (
        "voorbij",
        program.read("/regelingen")["versie"],
        "CC BY 4.0",
    )
    assert "Zij is al geweest." in past["secties"][0]["tekst"]
    english = Visitor(app.test_client(), "/en").read(f"/bijeenkomsten/{SLUG}")
    assert english["url"] == f"http://localhost/en{TABLE}"


def test_the_link_to_take_part_online_is_never_open(program: Visitor) -> None:
    for path in ("/bijeenkomsten", "/bijeenkomsten/voorbeeld-vragen-online"):
        assert "waddenrand.example" not in json.dumps(program.read(path))


def test_a_place_that_is_taken_and_a_meeting_that_is_cancelled_show_at_once(app: Flask, program: Visitor) -> None:
    before = program.get("/bijeenkomsten")
    people(app, "Anna")
    found = program.get("/bijeenkomsten", If_None_Match=before.headers["ETag"])
    assert found.status_code == 200
    assert found.get_json()["bijeenkomsten"][0]["vrij"] == 2
    people(app, "Bas", "Cor", "Dina")
    full = program.read(f"/bijeenkomsten/{SLUG}")
    assert (full["vrij"], full["stand"]) == (0, "vol")
    Deelnemer(app, "Anna").meldt_af()
    assert program.read(f"/bijeenkomsten/{SLUG}")["vrij"] == 0, "the place went to who waited"
    with app.extensions["loket"].db.transaction() as session:
        session.connection().exec_driver_sql(
            "UPDATE deelnemerslijst SET afgelast_op = '2026-11-24 09:00:00', afgelast_reden = 'De zaal is dicht.'"
        )
    gone = program.read(f"/bijeenkomsten/{SLUG}")
    assert (gone["stand"], gone["reden_afgelast"]) == ("afgelast", "De zaal is dicht.")


def test_without_database_the_meetings_are_there_and_how_full_is_unknown(app: Flask, program: Visitor) -> None:
    with app.extensions["loket"].db.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE deelnemerslijst RENAME TO weg")
    first = program.read("/bijeenkomsten")["bijeenkomsten"][0]
    assert (first["vrij"], first["stand"]) == (None, "open")


def test_a_meeting_that_is_unknown_or_made_up_in_production_is_a_404(program: Visitor, production: Flask) -> None:
    program.refused(404, "/bijeenkomsten/bestaat-niet")
    live = Visitor(production.test_client())
    assert live.read("/bijeenkomsten")["totaal"] == 0
    live.refused(404, f"/bijeenkomsten/{SLUG}")


def test_a_story_comes_with_its_photo_and_what_can_be_seen_on_it(app: Flask, program: Visitor) -> None:
    photo = program.read("/succesverhalen/een-week-zegt-genoeg")["foto"]
    assert (photo["alt"], photo["rechten"]) == ("Tekening van een brood op een plank.", "Tekening voor de test.")
    assert (photo["breedte"], photo["hoogte"]) == (900, 506)
    answer = program.client.get(photo["url"])
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    stories = {item["slug"]: item["foto"] for item in program.read("/succesverhalen")["succesverhalen"]}
    assert stories["een-week-zegt-genoeg"] == photo
    reader = Reader(app)
    page = reader.opent("/succesverhalen/een-week-zegt-genoeg")
    assert page.one("img").get("alt") == photo["alt"]
