"""Heeft deze pagina u geholpen: links on the page, a form beside it, and a ranked list for the editor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.permissions import Actor
from app.core.db import Database
from app.kennisbank import versions
from app.redactie.feedback import record_explained
from app.redactie.models import Terugmelding, Zoekvraag
from app.web.lezers.searches import store_now
from tests.conftest import TUESDAY
from tests.support.actors import Collega, Visitor, Werkgever
from tests.support.personas import Team

PAGE = "/regelingen/no-riskpolis"


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def answers(db: Database) -> list[Terugmelding]:
    with db.reading() as session:
        return list(session.scalars(select(Terugmelding).order_by(Terugmelding.id)))


def says_no(visitor: Visitor, page: str = PAGE, reden: str = "klopt-niet", tekst: str = "") -> None:
    visitor.opent(f"/feedback?pagina={page}&antwoord=nee")
    visitor.verstuurt("/feedback", reden=reden, tekst=tekst)


@pytest.mark.parametrize(
    "address", [PAGE, "/artikelen/waar-begin-ik", "/begrippen/wia", "/succesverhalen/stap-voor-stap-leren-bellen"]
)
def test_every_content_page_asks_with_links_and_stays_the_same_for_everybody(visitor: Visitor, address: str) -> None:
    page = visitor.opent(address)
    assert {f"/feedback?pagina={address}&antwoord={answer}" for answer in ("ja", "nee")} <= set(page.links())
    assert visitor.response is not None and "Set-Cookie" not in visitor.response.headers


def test_no_gives_a_reason_and_leads_to_a_person(visitor: Visitor, loket_db: Database) -> None:
    page = visitor.opent(f"/feedback?pagina={PAGE}&antwoord=nee")
    assert f"/contact?over={PAGE}" in page.links()
    visitor.verstuurt("/feedback", reden="onduidelijk", tekst="Ik snap de eerste zin niet.")
    assert "Dank u wel" in visitor.ziet and "vaste contactpersoon" in visitor.ziet
    (stored,) = answers(loket_db)
    assert (stored.pagina, stored.antwoord, stored.reden, stored.tekst, stored.op) == (
        PAGE, "nee", "onduidelijk", "Ik snap de eerste zin niet.", TUESDAY.date(),
    )  # fmt: skip


def test_yes_needs_no_reason(visitor: Visitor, loket_db: Database) -> None:
    visitor.opent(f"/feedback?pagina={PAGE}&antwoord=ja")
    visitor.verstuurt("/feedback")
    assert [(a.antwoord, a.reden) for a in answers(loket_db)] == [("ja", None)]


def test_following_the_link_stores_nothing(visitor: Visitor, loket_db: Database) -> None:
    visitor.opent(f"/feedback?pagina={PAGE}&antwoord=ja")
    assert answers(loket_db) == []


def test_no_without_a_reason_says_what_to_do_and_keeps_the_text(visitor: Visitor, loket_db: Database) -> None:
    visitor.opent(f"/feedback?pagina={PAGE}&antwoord=nee")
    visitor.verstuurt("/feedback", 422, tekst="Mijn tekst.")
    assert visitor.fouten() == ["Kies wat er aan de hand is."]
    assert visitor.ingevuld("tekst") == "Mijn tekst."
    assert answers(loket_db) == []


def test_more_than_500_characters_do_not_fit(visitor: Visitor) -> None:
    visitor.opent(f"/feedback?pagina={PAGE}&antwoord=nee")
    visitor.verstuurt("/feedback", 422, reden="onduidelijk", tekst="x" * 501)
    assert visitor.fouten() == ["Maak deze tekst korter. Er passen 500 tekens in."]


def test_what_could_be_personal_is_taken_out(visitor: Visitor, loket_db: Database) -> None:
    says_no(visitor, tekst="BSN 111222333, mail jan@bedrijf.nl of bel 026-123 45 67 of 06 12345678. In 2026: 24 uur.")
    (stored,) = answers(loket_db)
    assert stored.tekst == (
        "BSN [burgerservicenummer weggehaald], mail [e-mailadres weggehaald] of bel [nummer weggehaald] "
        "of [nummer weggehaald]. In 2026: 24 uur."
    )


def test_sending_the_same_form_twice_counts_once(visitor: Visitor, loket_db: Database) -> None:
    visitor.opent(f"/feedback?pagina={PAGE}&antwoord=ja")
    key = visitor.ingevuld("sleutel")
    visitor.verstuurt("/feedback")
    visitor.opent(f"/feedback?pagina={PAGE}&antwoord=ja")
    visitor.verstuurt("/feedback", sleutel=key)
    assert len(answers(loket_db)) == 1


def test_who_fills_in_the_field_for_robots_is_asked_once_more(visitor: Visitor, loket_db: Database) -> None:
    visitor.opent(f"/feedback?pagina={PAGE}&antwoord=ja")
    visitor.verstuurt("/feedback", 422, website="https://robot.example")
    assert answers(loket_db) == []


@pytest.mark.parametrize("query", ["", f"?pagina={PAGE}", "?pagina=/weg&antwoord=ja", f"?pagina={PAGE}&antwoord=x"])
def test_a_link_we_never_made_is_no_page(visitor: Visitor, query: str) -> None:
    visitor.opent(f"/feedback{query}", 404)


def test_english_readers_have_the_same_form(visitor: Visitor, loket_db: Database) -> None:
    page = visitor.opent(f"/en{PAGE}")
    assert f"/en/feedback?pagina={PAGE}&antwoord=nee" in page.links()
    visitor.opent(f"/en/feedback?pagina={PAGE}&antwoord=ja")
    visitor.verstuurt("/feedback")
    assert [a.taal for a in answers(loket_db)] == ["en"]


def test_nothing_in_the_tables_can_hold_an_address_of_a_machine() -> None:
    for model in (Terugmelding, Zoekvraag):
        assert not {"ip", "adres", "agent", "sessie", "tijd"} & {column.name for column in model.__table__.columns}


# --- searches


def searches(app: Flask, db: Database) -> dict[str, tuple[int, int, int]]:
    store_now(app)
    with db.reading() as session:
        return {q.vraag: (q.gezocht, q.leeg, q.geopend) for q in session.scalars(select(Zoekvraag))}


def test_searches_are_counted_in_words_per_week(app: Flask, visitor: Visitor, loket_db: Database) -> None:
    for query in ("xqzwvk", "XQZWVK!", "no-riskpolis"):
        visitor.opent(f"/zoeken?q={query}")
    assert searches(app, loket_db) == {"xqzwvk": (2, 2, 0), "no-riskpolis": (1, 0, 0)}


def test_opening_a_result_is_seen_from_where_the_reader_came(app: Flask, visitor: Visitor, loket_db: Database) -> None:
    page = visitor.opent("/zoeken?q=no-riskpolis")
    assert PAGE in page.links()
    visitor.client.get(PAGE, headers={"Referer": "http://localhost/zoeken?q=no-riskpolis"})
    visitor.client.get(PAGE, headers={"Referer": "https://elders.example/zoeken?q=no-riskpolis"})
    assert searches(app, loket_db) == {"no-riskpolis": (1, 0, 1)}


@pytest.mark.parametrize("query", ["jan@bedrijf.nl", "111222333", "bel 06-12 34 56 78", "12 34 56"])
def test_what_may_be_personal_is_not_counted(app: Flask, visitor: Visitor, loket_db: Database, query: str) -> None:
    visitor.opent(f"/zoeken?q={query}")
    assert searches(app, loket_db) == {}


def test_a_second_page_a_filter_and_a_robot_are_no_new_question(
    app: Flask, visitor: Visitor, loket_db: Database
) -> None:
    visitor.opent("/zoeken?q=loon&pagina=2")
    visitor.opent("/zoeken?q=loon&soort=regeling")
    visitor.client.get("/zoeken?q=loon", headers={"User-Agent": "VoorbeeldBot/1.0"})
    assert searches(app, loket_db) == {}


def test_searching_works_without_a_database_and_counts_later(
    app: Flask, visitor: Visitor, loket_db: Database, tmp_path: Path
) -> None:
    file = tmp_path / "test.sqlite3"
    loket_db.dispose()
    file.rename(tmp_path / "weg.sqlite3")
    file.mkdir()
    visitor.opent("/zoeken?q=xqzwvk")
    store_now(app)
    loket_db.dispose()
    file.rmdir()
    (tmp_path / "weg.sqlite3").rename(file)
    assert searches(app, loket_db) == {"xqzwvk": (1, 1, 0)}


# --- the list


def test_the_list_ranks_pages_and_shows_everything_that_came_back(
    visitor: Visitor, werkgever: Werkgever, team: Team, collega: Callable[[Actor], Collega], loket_db: Database
) -> None:
    says_no(visitor, "/begrippen/wia", "iets-anders")
    says_no(visitor, PAGE, "klopt-niet", "Het bedrag is oud.")
    says_no(visitor, PAGE, "onduidelijk")
    werkgever.opent("/contact?over=/artikelen/waar-begin-ik")
    werkgever.verstuurt("/contact", 200, **werkgever.antwoorden(vraag=werkgever.ingevuld("vraag") + " Klopt dit?"))
    with loket_db.transaction() as session:
        assert record_explained(session, pagina="/regelingen/jobcoach", key="WL-1 a", day=TUESDAY.date())
        assert not record_explained(session, pagina="/regelingen/jobcoach", key="WL-1 a", day=TUESDAY.date())
    visitor.opent("/zoeken?q=xqzwvk")
    visitor.opent("/zoeken?q=no-riskpolis")
    remi = collega(team.redacteur)
    remi.opent("/werkplek/redactie")
    for words in ("Het bedrag is oud.", "Er klopt iets niet: 1", "xqzwvk", "no-riskpolis (1 keer)"):
        assert words in remi.ziet
    found = remi.client.get("/werkplek/redactie.json").get_json()
    rows = {row["pagina"]: (row["punten"], row["nee"], row["uitleg"], row["vragen"]) for row in found["paginas"]}
    assert list(rows) == [PAGE, *sorted(rows, key=lambda p: (-rows[p][0], -rows[p][1]))[1:]]
    assert rows[PAGE] == (8, 2, 0, 0)
    assert rows["/artikelen/waar-begin-ik"] == (2, 0, 0, 1)
    assert rows["/regelingen/jobcoach"] == (2, 0, 1, 0)
    assert rows["/begrippen/wia"] == (2, 1, 0, 0)
    assert found["week"] == "2026-11-23" and found["tot"] == "2026-11-29"
    assert [row["vraag"] for row in found["niets_gevonden"]] == ["xqzwvk"]
    assert [row["vraag"] for row in found["niets_geopend"]] == ["no-riskpolis"]


def test_another_week_has_its_own_list(visitor: Visitor, team: Team, collega: Callable[[Actor], Collega]) -> None:
    says_no(visitor)
    remi = collega(team.redacteur)
    remi.opent("/werkplek/redactie?week=2026-11-18")
    assert "Week van 16 november 2026 tot en met 22 november 2026." in remi.ziet
    assert remi.client.get("/werkplek/redactie.json?week=2026-11-18").get_json()["paginas"] == []
    assert len(remi.client.get("/werkplek/redactie.json?week=onzin").get_json()["paginas"]) == 1


def test_a_publication_that_failed_is_shown_to_the_coordinator(
    app: Flask, team: Team, collega: Callable[[Actor], Collega]
) -> None:
    data = app.extensions["loket"].settings.data_dir
    fault = "regelingen/proefweek.md:3  status  Deze waarde bestaat niet."
    versions.note_refused(data, {"commit": "a" * 40, "aantal": 1, "fouten": [fault]})
    cleo = collega(team.coordinator)
    cleo.opent("/werkplek/redactie")
    assert "De laatste publicatie is mislukt" in cleo.ziet and " ".join(fault.split()) in cleo.ziet
    assert cleo.client.get("/gezondheid").get_json()["inhoud_fouten"] == [fault]
    versions.forget_refused(data)
    cleo.opent("/werkplek/redactie")
    assert "De laatste publicatie is mislukt" not in cleo.ziet


def test_without_a_secret_there_is_no_webhook(visitor: Visitor) -> None:
    assert visitor.client.post("/publiceer", json={"after": "a" * 40}).status_code == 404


def test_the_list_is_for_editors_and_coordinators(
    visitor: Visitor, team: Team, collega: Callable[[Actor], Collega]
) -> None:
    assert visitor.client.get("/werkplek/redactie").status_code == 302
    assert collega(team.coordinator).client.get("/werkplek/redactie").status_code == 200
    assert collega(team.arnhem).client.get("/werkplek/redactie").status_code == 403
    assert collega(team.beheerder).client.get("/werkplek/redactie.json").status_code == 403
