"""The list of the organiser: who sees it, what stands in the file, and what only a coördinator may do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.accounts.permissions import Actor
from app.bijeenkomsten.models import Aanmelding
from app.core.audit import AuditEntry
from app.core.db import Database
from tests.support.actors import Collega, Visitor
from tests.support.personas import Team
from tests.web.bijeenkomsten.conftest import TABLE, Deelnemer, people

LIST = f"/werkplek{TABLE}"
SignedIn = Callable[[Actor], Collega]


def log(db: Database) -> list[tuple[str, str, dict[str, str]]]:
    """What the log tells about meetings."""
    with db.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "bijeenkomst"))
        return [(entry.actor, entry.action, entry.details) for entry in found]


def test_the_overview_counts_places_and_who_waits(app: Flask, collega: SignedIn, team: Team) -> None:
    people(app, "Anna", "Bas", "Cor", "Dina")
    me = collega(team.arnhem)
    page = me.opent("/werkplek/bijeenkomsten")
    cells = [page.text(cell) for cell in next(row for row in page.all("tr") if "Aan tafel" in page.text(row)).iter()
             if cell.tag == "td"]  # fmt: skip
    assert cells == ["8 december 2026", "Vol, er is een wachtlijst", "3 van 3", "1"]


def test_the_list_names_who_comes_and_who_waits_in_order(app: Flask, collega: SignedIn, team: Team) -> None:
    people(app, "Cor", "Bas", "Anna", "Els", "Dina")
    Deelnemer(app, "Onbevestigd").meldt_aan()
    me = collega(team.arnhem)
    page = me.opent(LIST)
    placed, waiting = page.all("tbody")
    assert [page.text(next(iter(row))) for row in placed] == ["Anna", "Bas", "Cor"]
    assert page.text(waiting).index("Els") < page.text(waiting).index("Dina")
    assert "Onbevestigd" not in me.ziet
    assert "Haal van de lijst" not in me.ziet, "an accountmanager looks, a coördinator changes"


def test_a_coordinator_reads_what_taking_a_name_off_the_list_does(app: Flask, collega: SignedIn, team: Team) -> None:
    people(app, "Anna")
    me = collega(team.coordinator)
    page = me.opent(LIST)
    assert [page.text(cell) for cell in page.all("th") if cell.get("scope") == "col"][-1] == "Komt niet?"
    assert "Haal van de lijst: Anna" in [page.text(button) for button in page.all("button")]
    assert "Wij mailen dat aan deze persoon. Wie als eerste wacht, krijgt de plaats." in me.ziet
    assert "U kunt dit niet terugdraaien." in me.ziet


def test_on_paper_stand_names_and_no_addresses(app: Flask, collega: SignedIn, team: Team) -> None:
    people(app, "Anna", "Bas", "Cor", "Dina")
    me = collega(team.arnhem)
    me.opent(f"{LIST}/afdruk")
    assert "3 mensen met een plaats" in me.ziet and "Anna" in me.ziet
    assert "@" not in me.ziet and "Dina" not in me.ziet


def test_the_file_can_do_no_harm_and_the_log_tells_who_took_it(
    app: Flask, collega: SignedIn, team: Team, loket_db: Database
) -> None:
    evil = Deelnemer(app, "Anna")
    evil.meldt_aan(naam='=HYPERLINK("https://kwaad.example";"klik")', organisatie=" +31 BV")
    evil.bevestigt()
    people(app, "Bas", "Cor", "Dina")
    me = collega(team.arnhem)
    me.opent(LIST)
    me.verstuurt("/bestand")
    response = me.response
    assert response is not None
    assert response.mimetype == "text/csv" and "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0] == ["naam", "organisatie", "e-mail", "stand", "nummer op wachtlijst"]
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[-1] == ["Dina", "Bakkerij Voorbeeld", "dina@bedrijf.example", "wachtlijst", "1"]
    assert log(loket_db)[-1] == (str(team.arnhem.id), "deelnemers-geexporteerd", {"slug": "voorbeeld-aan-tafel"})


def test_a_coordinator_signs_somebody_off(app: Flask, collega: SignedIn, team: Team, loket_db: Database) -> None:
    anna, *_rest, dina = people(app, "Anna", "Bas", "Cor", "Dina")
    with loket_db.reading() as session:
        number = session.scalars(select(Aanmelding.id).where(Aanmelding.naam == "Anna")).one()
    for actor, status in ((team.arnhem, 403), (team.coordinator, 200)):
        me = collega(actor)
        me.opent(LIST)
        me.stuurt(f"{LIST}/afmelden/{number}", status)
    assert "De naam is van de lijst gehaald" in me.ziet and "Anna" not in me.ziet
    assert (anna.post()[-1], dina.post()[-1]) == ("afgemeld", "plaats-vrij")
    me.stuurt(f"{LIST}/afmelden/{number}", 404)


def test_a_coordinator_cancels_with_a_reason(app: Flask, collega: SignedIn, team: Team) -> None:
    anna, bas, cor, dina = people(app, "Anna", "Bas", "Cor", "Dina")
    manager = collega(team.arnhem)
    manager.opent(LIST)
    manager.stuurt(f"{LIST}/afgelasten", 403, reden="Ik wil het.")
    me = collega(team.coordinator)
    me.opent(LIST)
    me.verstuurt("/afgelasten", 422, reden="")
    assert me.fouten() == ["Schrijf in één zin waarom het niet doorgaat."]
    me.verstuurt("/afgelasten", reden="De zaal is dicht.")
    assert "De bijeenkomst is afgelast" in me.ziet
    assert {person.post()[-1] for person in (anna, bas, cor, dina)} == {"afgelast"}
    reader = Visitor(app)
    reader.opent(TABLE)
    assert "Gaat niet door" in reader.ziet and "De zaal is dicht." in reader.ziet
    assert "STATUS:CANCELLED" in reader.client.get("/bijeenkomsten.ics").text
    assert "Gaat niet door: Voorbeeld" in reader.client.get("/bijeenkomsten.atom").text
    me.opent(LIST)
    assert "Gelast af en mail iedereen" not in me.ziet


def test_who_has_no_part_in_it_sees_nothing(app: Flask, collega: SignedIn, team: Team) -> None:
    for actor in (team.loket, team.redacteur, team.beheerder):
        me = collega(actor)
        for path in ("/werkplek/bijeenkomsten", LIST, f"{LIST}/afdruk"):
            assert me.client.get(path).status_code == 403
    assert Visitor(app).client.get(LIST).status_code == 302


def test_a_list_without_its_file_is_not_forgotten(
    app: Flask, collega: SignedIn, team: Team, loket_db: Database
) -> None:
    people(app, "Anna")
    with loket_db.transaction() as session:
        session.scalars(select(Aanmelding)).one().lijst.slug = "oude-naam"
    me = collega(team.arnhem)
    me.opent("/werkplek/bijeenkomsten")
    assert "Deze bijeenkomsten staan niet meer in de inhoud" in me.ziet
    assert "1 mens op de lijst" in me.ziet
