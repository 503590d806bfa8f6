"""Cijfers: the page, the files, and counting that works with pages that stand ready in front of Flask."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client

from app import create_app
from app.core import clock
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.redactie.models import Lezing
from app.redactie.public_figures import Quarter, example, store_quarter
from app.settings import Settings
from app.web.lezers import readings
from tests.support.client import AuditedClient

PAGE = "/regelingen/no-riskpolis"
NUMBERS = {"op_tijd": 112, "later": 9, "niet": None, "vragen": None, "ja": 20, "nee": 8, "antwoorden": 28}
READ = (("/regelingen/no-riskpolis", "No-riskpolis", 61), ("/regelingen/verdwenen", "Oude regeling", 12))
SUMMER = Quarter(date(2026, 7, 1), NUMBERS, 4.2, READ, (("ziek personeel", "nl", 17), ("-sick", "en", 9)))
SPRING = Quarter(date(2026, 4, 1), {**NUMBERS, "op_tijd": 77}, None, (), ())


@pytest.fixture
def filled(loket_db: Database) -> None:
    """Two quarters that were made."""
    with loket_db.transaction() as session:
        for quarter in (SUMMER, SPRING):
            store_quarter(session, quarter, now=clock.now())


def cells(client: AuditedClient) -> dict[str, str]:
    """First and last cell of every row on the page."""
    rows = [[client.page.text(cell) for cell in row if cell.tag in ("th", "td")] for row in client.page.all("tr")]
    return {row[0]: row[-1] for row in rows}


def test_without_figures_the_page_says_when_they_come(client: AuditedClient) -> None:
    assert client.get("/cijfers").status_code == 200
    assert "Er zijn nog geen cijfers" in client.page.text()
    assert "Op 15 januari 2027 komen de cijfers van het vierde kwartaal van 2026." in client.page.text()
    assert client.get("/cijfers.json").get_json()["kwartalen"] == []
    assert client.get("/cijfers.csv").text == "kwartaal;voorbeeld;soort;naam;taal;aantal\r\n"


@pytest.mark.usefixtures("filled")
def test_the_newest_quarter_is_shown_with_what_was_read_and_searched(client: AuditedClient) -> None:
    assert client.get("/cijfers").status_code == 200
    found = cells(client)
    assert found["Beantwoord op de beloofde dag of eerder"] == "112"
    assert found["Alle vragen samen"] == found["Niet beantwoord, of ingetrokken"] == "xniet getoond"
    assert found["ziek personeel"] == "17" and found["Oude regeling"] == "12"
    assert "/regelingen/verdwenen" not in client.page.links() and PAGE in client.page.links()
    assert "gemiddeld een 4,2" in client.page.text()
    assert "Voorbeeld" not in client.page.text(client.page.one("main")).split("Vraag?")[0]
    assert "Set-Cookie" not in client.get("/cijfers").headers


@pytest.mark.usefixtures("filled")
def test_another_quarter_can_be_chosen_and_an_unknown_one_is_not_there(client: AuditedClient) -> None:
    client.get("/cijfers?kwartaal=2026-K2")
    assert cells(client)["Beantwoord op de beloofde dag of eerder"] == "77"
    assert "Minder dan tien werkgevers" in client.page.text()
    for wrong in ("2026-K1", "", "../", "2026-K3x"):
        assert client.get("/cijfers", query_string={"kwartaal": wrong}).status_code == 404


@pytest.mark.usefixtures("filled")
def test_the_files_hide_the_same_numbers(client: AuditedClient) -> None:
    newest = json.loads(client.get("/cijfers.json").data)["kwartalen"][0]
    assert newest["kwartaal"] == "2026-K3" and newest["tot"] == "2026-09-30"
    assert newest["getallen"] == NUMBERS and newest["tevreden"] == 4.2
    answer = client.get("/cijfers.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.text), delimiter=";"))
    values = {(row[0], row[3]): row[5] for row in rows[1:]}
    assert values["2026-K3", "niet"] == values["2026-K3", "vragen"] == values["2026-K2", "tevreden"] == "x"
    assert values["2026-K3", "tevreden"] == "4,2" and values["2026-K2", "op_tijd"] == "77"
    assert values["2026-K3", "'-sick"] == "9", "no cell begins like a formula"


def test_an_example_is_named_as_one_and_never_shown_in_production(
    client: AuditedClient, loket_db: Database, content: ContentStore, settings: Settings
) -> None:
    with loket_db.transaction() as session:
        store_quarter(session, example(content.edition.whole, date(2026, 7, 1)), now=clock.now())
    client.get("/cijfers")
    assert "Deze cijfers zijn verzonnen." in client.page.text()
    assert client.get("/cijfers.json").get_json()["kwartalen"][0]["voorbeeld"] is True
    assert client.get("/cijfers.csv").text.split("\r\n")[1].startswith("2026-K3;ja;")
    edition = content.edition
    region = edition.catalogue.region.model_copy(
        update={"loket": edition.catalogue.region.loket.model_copy(update={"voorbeeld": False})}
    )
    real = ContentStore(replace(edition, catalogue=replace(edition.catalogue, region=region)))
    live = create_app(replace(settings, environment="productie"), real).test_client()
    assert live.get("/cijfers.json").get_json()["kwartalen"] == []


@pytest.mark.usefixtures("filled")
def test_the_figures_are_there_in_english(client: AuditedClient) -> None:
    assert client.get("/en/cijfers").status_code == 200
    assert "4.2" in client.page.text() and "4,2" not in client.page.text()
    assert "/en/cijfers?kwartaal=2026-K2" in client.page.links()


def stored(db: Database) -> dict[str, int]:
    with db.reading() as session:
        return {row.pagina: row.aantal for row in session.scalars(select(Lezing))}


def test_a_page_counts_also_when_it_stands_ready_in_front_of_flask(app: Flask, loket_db: Database) -> None:
    visitor = Client(app.wsgi_app, use_cookies=False)
    for path in (PAGE, PAGE, PAGE, f"/en{PAGE}", f"/en{PAGE}", "/regelingen", "/regelingen/bestaat-niet"):
        visitor.get(path)
    visitor.head(PAGE)
    for header in ({"User-Agent": "Zoekbot/1.0"}, {"Sec-Purpose": "prefetch"}, {"User-Agent": "x crawler"}):
        visitor.get(PAGE, headers=header)
    assert stored(loket_db) == {}, "in batches, not at every page"
    readings.store_now(app)
    assert stored(loket_db) == {PAGE: 5}
    readings.store_now(app)
    assert stored(loket_db) == {PAGE: 5}


def test_counts_go_to_the_database_after_an_answer_once_in_a_while(
    app: Flask, loket_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Client(app.wsgi_app, use_cookies=False)
    visitor.get(PAGE)
    monkeypatch.setattr(readings, "AT_MOST_EVERY", 0.0)
    visitor.get("/gezondheid").close()
    assert stored(loket_db) == {PAGE: 1}


def test_counting_breaks_nothing_when_the_database_is_away(
    settings: Settings, content: ContentStore, loket_db: Database
) -> None:
    broken = create_app(replace(settings, database_url="sqlite:////bestaat/niet/loket.sqlite3"), content)
    visitor = Client(broken.wsgi_app, use_cookies=False)
    assert visitor.get(PAGE).status_code == 200
    readings.store_now(broken)
    page = visitor.get("/cijfers")
    assert page.status_code == 200 and "De cijfers zijn er nu even niet" in page.text
    assert visitor.get("/cijfers?kwartaal=2026-K3").status_code == 200
    assert visitor.get("/cijfers.json").status_code == 503
    broken.extensions["loket"].db.dispose()
