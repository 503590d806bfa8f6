"""The agenda and the page of a meeting, for readers, calendars and feed readers."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from icalendar import Calendar

from app.core import clock
from tests.data.bijeenkomsten.desk import on
from tests.support.actors import Visitor
from tests.support.client import AuditedClient
from tests.web.bijeenkomsten.conftest import TABLE, people

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reader(app: Flask) -> Visitor:
    return Visitor(app)


def test_the_agenda_shows_what_comes_by_month_and_folds_what_was(reader: Visitor) -> None:
    page = reader.opent("/bijeenkomsten")
    assert [page.text(h) for h in page.all("h2")][:2] == ["December 2026", "Januari 2027"]
    folded = page.text(page.one("details"))
    assert folded.startswith("1 bijeenkomst is voorbij") and "Terugblik op de proefweek" in folded
    assert "dinsdag 8 december, van 14.00 tot 16.00 uur" in reader.ziet
    assert "nog 3 plaatsen" in reader.ziet


def test_without_meetings_the_page_says_what_to_expect_and_how_to_hear_of_one(production: Flask) -> None:
    reader = Visitor(production)
    page = reader.opent("/bijeenkomsten")
    assert "Er staat nu geen bijeenkomst gepland" in reader.ziet
    assert "bespreekt u met andere werkgevers wat werkt" in reader.ziet
    assert "/bijeenkomsten.ics" in page.links()
    assert Calendar.from_ical(reader.client.get("/bijeenkomsten.ics").data).walk("VEVENT") == []
    feed = ElementTree.fromstring(reader.client.get("/bijeenkomsten.atom").data)  # noqa: S314 - our own answer
    assert feed.findall(f"{ATOM}entry") == [] and feed.findtext(f"{ATOM}updated")


def test_production_never_shows_a_made_up_meeting(production: Flask) -> None:
    reader = Visitor(production)
    for path in ("", ".ics", "/aanmelden", "/aangevraagd"):
        assert reader.client.get(f"{TABLE}{path}").status_code == 404
    for path in ("/", "/sitemap.xml"):
        assert "aan-tafel" not in reader.client.get(path).text


def test_a_made_up_meeting_says_so_on_every_page(reader: Visitor) -> None:
    reader.opent(TABLE)
    assert "Deze bijeenkomst is verzonnen. U kunt er niet heen." in reader.ziet
    assert "noindex" in reader.response.text if reader.response else False
    reader.opent("/bijeenkomsten")
    assert "Voorbeeld, verzonnen" in reader.ziet


def test_the_page_tells_when_where_for_whom_and_by_whom(reader: Visitor) -> None:
    page = reader.opent(TABLE)
    said = [page.text(e) for e in page.all("dd")]
    assert said == [
        "dinsdag 8 december 2026, van 14.00 tot 16.00 uur",
        "Dijkhuis, Dijkweg 1, 1111 AA Noorderdijk",
        "Werkgevers die iemand willen inwerken.",
        "3, nog 3 plaatsen",
        "6 december 2026",
        "Accountmanagers van het Ondernemersloket",
    ]
    assert "Programma" in reader.ziet


@pytest.mark.parametrize(
    ("moment", "words", "can"),
    [
        (on(6, hour=23), "U kunt zich aanmelden", True),
        (on(7, hour=0), "Aanmelden kan niet meer", False),
        (on(8, hour=15), "Aanmelden kan niet meer", False),
        (on(8, hour=16), "Voorbij", False),
    ],
)
def test_how_a_meeting_stands_is_said_in_words(reader: Visitor, moment: datetime, words: str, can: bool) -> None:
    with clock.pinned(moment):
        page = reader.opent(TABLE)
        assert words in reader.ziet
        assert (f"{TABLE}/aanmelden" in page.links()) is can
        reader.opent(f"{TABLE}/aanmelden")
        assert reader.address == (f"{TABLE}/aanmelden" if can else TABLE)


def test_a_full_meeting_says_so_and_offers_the_waiting_list(app: Flask, reader: Visitor) -> None:
    people(app, "Anna", "Bas", "Cor", "Dina")
    reader.opent(TABLE)
    assert "Vol, er is een wachtlijst" in reader.ziet
    assert "Meld u aan voor de wachtlijst" in reader.ziet
    reader.opent("/bijeenkomsten")
    assert "1 mens op de wachtlijst" in reader.ziet
    assert "Anna" not in reader.client.get(TABLE).text


def test_a_year_after_it_a_meeting_leaves_the_agenda(reader: Visitor) -> None:
    with clock.pinned(on(7, month=10, year=2027)):
        page = reader.opent("/bijeenkomsten")
        assert "Terugblik" not in page.text(page.one("main"))


def test_a_calendar_can_follow_all_meetings_or_take_one(reader: Visitor) -> None:
    response = reader.client.get("/bijeenkomsten.ics")
    assert response.mimetype == "text/calendar"
    events = Calendar.from_ical(response.data).walk("VEVENT")
    assert [str(event["uid"]) for event in events] == [
        "voorbeeld-terugblik@localhost", "voorbeeld-aan-tafel@localhost", "voorbeeld-vragen-online@localhost",
    ]  # fmt: skip
    (event,) = Calendar.from_ical(reader.client.get(f"{TABLE}.ics").data).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 12, 8, 14, tzinfo=clock.AMSTERDAM)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=2)
    assert (str(event["status"]), str(event["location"])) == ("CONFIRMED", "Dijkhuis, Dijkweg 1, 1111 AA Noorderdijk")


def test_the_link_to_take_part_online_is_on_no_public_page(reader: Visitor) -> None:
    address = "/bijeenkomsten/voorbeeld-vragen-online"
    for path in (address, f"{address}.ics", "/bijeenkomsten", "/bijeenkomsten.ics", "/bijeenkomsten.atom"):
        assert "online.waddenrand.example" not in reader.client.get(path).text
    reader.opent(address)
    assert "Online. U krijgt de link per e-mail." in reader.ziet


def test_a_feed_reader_gets_the_meetings_the_latest_first(reader: Visitor) -> None:
    feed = ElementTree.fromstring(reader.client.get("/bijeenkomsten.atom").data)  # noqa: S314 - our own answer
    links = [entry.find(f"{ATOM}link") for entry in feed.findall(f"{ATOM}entry")]
    assert [link.get("href", "").rpartition("/")[2] for link in links if link is not None] == [
        "voorbeeld-vragen-online", "voorbeeld-aan-tafel", "voorbeeld-terugblik",
    ]  # fmt: skip


def test_on_en_the_page_is_english_around_dutch_words(reader: Visitor) -> None:
    page = reader.opent(f"/en{TABLE}")
    heading = page.one("h1")
    assert heading.get("lang") == "nl"
    assert f"/en{TABLE}/aanmelden" in page.links()


def test_search_engines_read_what_kind_of_page_it_is(reader: Visitor) -> None:
    page = reader.opent(TABLE)
    facts = {e.get("itemprop"): e.get("content") or e.get("href") for e in page.all("meta") + page.all("link")}
    assert facts["startDate"] == "2026-12-08T14:00:00+01:00"
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"


def test_the_agenda_can_be_read_while_the_database_is_away(reader: Visitor, client: AuditedClient) -> None:
    reader.app.extensions["loket"].db.engine.dispose()
    with reader.app.extensions["loket"].db.transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE deelnemerslijst RENAME TO weg")
    page = reader.opent("/bijeenkomsten")
    assert "Wij weten nu niet hoeveel plaatsen er vrij zijn" in reader.ziet
    assert TABLE in page.links()
    reader.opent(TABLE)


def test_home_and_the_foot_of_every_page_lead_to_the_agenda(reader: Visitor) -> None:
    page = reader.opent("/")
    assert "Praat met andere werkgevers" in reader.ziet and TABLE in page.links()
    assert "/bijeenkomsten" in reader.opent("/privacy").links()


def test_pages_that_say_how_full_it_is_are_never_kept(reader: Visitor) -> None:
    for path in ("/bijeenkomsten", TABLE, f"{TABLE}.ics", "/bijeenkomsten.atom"):
        assert reader.client.get(path).headers["Cache-Control"] == "no-store"
