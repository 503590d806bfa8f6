"""Filling in with a groep: on the phone of everybody, on one screen, and never one person to be seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.spinnenweb.definition import Spinnenweb, newest
from app.spinnenweb.models import Spinnenwebinzending
from app.spinnenweb.services import end_sessions
from tests.support.actors import Collega, Visitor
from tests.support.personas import Team

Signed = Callable[..., Collega]
FIVE = ("1112223", "2223334", "2334445", "3334445", "5555555")
OTHER = ("4445551", "4445551", "5445551", "3445551", "4445551")


@pytest.fixture
def web(content: ContentStore) -> Spinnenweb:
    return newest(content.catalogue)[0]


@pytest.fixture
def leider(collega: Signed, team: Team) -> Collega:
    """The accountmanager who leads the conversation."""
    return collega(team.arnhem)


def opens(leider: Collega, naam: str = "Zorg in Arnhem", **values: str) -> str:
    """Start a groep in the werkplek; gives the code."""
    leider.opent("/werkplek/spinnenweb")
    leider.verstuurt("/werkplek/spinnenweb", naam=naam, **values)
    return leider.address.rpartition("/")[2]


def fills_in(app: Flask, code: str, web: Spinnenweb, scores: str, groep: str = "werkgevers", status: int = 200) -> str:
    """One person with a phone; what the page says afterwards."""
    visitor = Visitor(app)
    visitor.opent(f"/spinnenweb/groep?code={code[:3].lower()}+{code[3:].lower()}")
    values = {f"score-{element.id}": mark for element, mark in zip(web.elementen, scores, strict=True)}
    visitor.verstuurt(code, status, groep=groep, **values)
    return visitor.ziet


def closes(leider: Collega, code: str) -> str:
    """Close the groep; what the screen shows."""
    leider.opent(f"/werkplek/spinnenweb/{code}")
    leider.verstuurt("/sluiten")
    return leider.ziet


def everybody(app: Flask, code: str, web: Spinnenweb, one: Sequence[str] = FIVE, two: Sequence[str] = OTHER) -> None:
    for scores in one:
        fills_in(app, code, web, scores)
    for scores in two:
        fills_in(app, code, web, scores, "professionals")


def test_a_groep_fills_in_and_sees_both_webs_with_the_largest_difference_first(
    app: Flask, leider: Collega, web: Spinnenweb
) -> None:
    code = opens(leider)
    assert f"{code[:3]} {code[3:]}" in leider.ziet
    everybody(app, code, web)
    seen = closes(leider, code)
    assert "Het grootste verschil: selectie en matching. Werkgevers geven een 5, professionals een 1." in seen
    assert "Werkgevers: 5 mensen of meer." in seen
    rows = list(leider.page.one("tbody"))
    assert leider.page.text(rows[0][0]) == "Selectie en matching"
    assert [leider.page.text(cell) for cell in rows[0][1:]] == ["5", "4 tot en met 5", "1", "1", "4"]
    differences = [leider.page.text(row[5]) for row in rows]
    assert differences == sorted(differences, reverse=True)


def test_participants_see_the_same_result_on_their_own_phone(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    code = opens(leider)
    everybody(app, code, web)
    closes(leider, code)
    table = leider.page.text(leider.page.one("table"))
    phone = Visitor(app)
    phone.opent(f"/spinnenweb/groep/{code}")
    assert phone.page.text(phone.page.one("table")) == table


def test_a_groep_of_four_is_not_shown(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    code = opens(leider)
    everybody(app, code, web, two=OTHER[:4])
    seen = closes(leider, code)
    assert "Professionals: minder dan 5 mensen. Die groep laten wij niet zien." in seen
    assert "Dit is het web van: Werkgevers." in seen
    assert "Het grootste verschil" not in seen
    assert [leider.page.text(cell) for cell in next(iter(leider.page.one("thead")))][1:] == [
        "Werkgevers",
        "Werkgevers: minstens de helft gaf",
    ]


def test_an_element_that_four_people_scored_is_not_shown(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    code = opens(leider)
    everybody(app, code, web, one=(*FIVE[:4], "x555555"), two=())
    seen = closes(leider, code)
    assert "te weinig scores" in seen
    first = next(row for row in leider.page.one("tbody") if leider.page.text(row[0]) == "Kennis van de doelgroep")
    assert [leider.page.text(cell) for cell in first[1:]] == ["–", "te weinig scores"]


def test_sending_the_same_form_twice_counts_once(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    code = opens(leider)
    visitor = Visitor(app)
    values = {f"score-{element.id}": "3" for element in web.elementen} | {"groep": "werkgevers"}
    visitor.opent(f"/spinnenweb/groep/{code}")
    key = visitor.ingevuld("sleutel")
    for _ in range(2):
        visitor.opent(f"/spinnenweb/groep/{code}")
        visitor.verstuurt(code, sleutel=key, **values)
    leider.opent(f"/werkplek/spinnenweb/{code}")
    assert "1Werkgevers" in leider.ziet
    assert "0Professionals" in leider.ziet


def test_a_form_without_a_groep_or_a_score_comes_back(app: Flask, leider: Collega) -> None:
    visitor = Visitor(app)
    visitor.opent(f"/spinnenweb/groep/{opens(leider)}")
    visitor.verstuurt("", 422)
    assert len(visitor.fouten()) == 8
    assert "Kies voor wie u dit invult." in visitor.fouten()


def test_who_is_late_hears_that_it_did_not_count(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    code = opens(leider)
    everybody(app, code, web, two=())
    late = Visitor(app)
    late.opent(f"/spinnenweb/groep/{code}")
    seen = closes(leider, code)
    late.verstuurt(code, groep="werkgevers", **{f"score-{element.id}": "1" for element in web.elementen})
    assert "U was net te laat" in late.ziet
    leider.opent(f"/werkplek/spinnenweb/{code}")
    assert leider.ziet == seen


def test_an_unknown_code_says_what_to_do(app: Flask, team: Team) -> None:
    visitor = Visitor(app)
    visitor.opent("/spinnenweb/groep?code=ZZZZZZ", 404)
    assert "Controleer de code" in visitor.ziet
    visitor.opent("/spinnenweb/groep?code=nee")
    assert "Een code heeft 6 letters en cijfers" in visitor.ziet


def test_the_answers_are_gone_once_the_groep_is_closed(
    app: Flask, leider: Collega, web: Spinnenweb, loket_db: Database
) -> None:
    code = opens(leider)
    everybody(app, code, web)
    count = select(func.count()).select_from(Spinnenwebinzending)
    with loket_db.reading() as session:
        assert session.scalar(count) == 10
    closes(leider, code)
    with loket_db.reading() as session:
        assert session.scalar(count) == 0


def test_the_files_tell_exactly_what_the_screen_tells(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    code = opens(leider, "=Zorg")
    everybody(app, code, web, two=OTHER[:4])
    closes(leider, code)
    answer = leider.client.get(f"/werkplek/spinnenweb/{code}/uitslag.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert {row["naam"] for row in rows} == {"'=Zorg"}, "a name never becomes a formula"
    assert [row["mediaan"] for row in rows if row["groep"] == "professionals"] == [""] * 7
    first = rows[0]
    assert (first["mediaan"], first["helft_van"], first["helft_tot"], first["mensen_minstens"]) == ("2", "2", "3", "5")
    told = leider.client.get(f"/werkplek/spinnenweb/{code}/uitslag.json").get_json()
    assert [row["mediaan"] for row in told] == [2, 3, 3, 4, 4, 4, 5, *[None] * 7]
    assert leider.client.get(f"/werkplek/spinnenweb/{code}/uitslag.pdf").status_code == 404


def test_a_groep_over_time_shows_the_change(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    everybody(app, first := opens(leider), web, two=())
    closes(leider, first)
    with clock.pinned(clock.now() + timedelta(days=100)):
        later = Collega(app, leider.actor).is_binnen()
        everybody(app, second := opens(later, "zorg in arnhem"), web, one=["5555555"] * 5, two=())
        closes(later, second)
        later.opent("/werkplek/spinnenweb/verloop?naam=Zorg+in+Arnhem")
        head = [later.page.text(cell) for cell in next(iter(later.page.one("thead")))]
        assert head == ["Onderdeel", "24 november 2026", "4 maart 2027", "Verandering"]
        row = [later.page.text(cell) for cell in next(iter(later.page.one("tbody")))]
        assert row == ["Kennis van de doelgroep", "2", "5", "+3"]
        assert len(later.client.get("/werkplek/spinnenweb/verloop.json?naam=zorg in arnhem").get_json()) == 28
        later.opent("/werkplek/spinnenweb/verloop?naam=niemand", 404)
        later.opent("/werkplek/spinnenweb/verloop")
        assert later.address == "/werkplek/spinnenweb", "the list to choose from"


def test_a_werkgever_over_time_is_found_by_kvk_nummer(app: Flask, leider: Collega, web: Spinnenweb) -> None:
    code = opens(leider, "Team van de bakkerij", kvk_nummer="0000 0001")
    everybody(app, code, web, two=())
    closes(leider, code)
    leider.opent("/werkplek/spinnenweb/verloop?kvk=00000001")
    assert "Verloop: Team van de bakkerij" in leider.ziet


def test_a_name_is_needed_and_a_kvk_nummer_must_be_right(leider: Collega) -> None:
    leider.opent("/werkplek/spinnenweb")
    leider.verstuurt("/werkplek/spinnenweb", 422, naam="", kvk_nummer="12")
    assert len(leider.fouten()) == 2


def test_a_colleague_does_not_see_your_groep_and_a_coordinator_does(
    collega: Signed, team: Team, leider: Collega
) -> None:
    code = opens(leider)
    other = collega(team.zevenaar)
    other.opent(f"/werkplek/spinnenweb/{code}", 403)
    other.opent("/werkplek/spinnenweb")
    assert "Zorg in Arnhem" not in other.ziet
    lead = collega(team.coordinator)
    lead.opent("/werkplek/spinnenweb")
    assert "Zorg in Arnhem" in lead.ziet
    lead.opent(f"/werkplek/spinnenweb/{code}")


@pytest.mark.parametrize("who", ["loket", "redacteur", "beheerder"])
def test_others_cannot_open_a_groep(collega: Signed, team: Team, who: str) -> None:
    collega(getattr(team, who)).opent("/werkplek/spinnenweb", 403)


def test_nobody_gets_in_without_signing_in(app: Flask, leider: Collega) -> None:
    code = opens(leider)
    guest = Visitor(app)
    for address in ("", f"/{code}", "/verloop?naam=x", f"/{code}/uitslag.csv", "/verloop.csv?naam=x"):
        assert guest.client.get(f"/werkplek/spinnenweb{address}").status_code == 302
    assert guest.client.post(f"/werkplek/spinnenweb/{code}/sluiten").status_code in (400, 403)


def test_a_groep_can_be_thrown_away(app: Flask, leider: Collega) -> None:
    code = opens(leider)
    leider.opent(f"/werkplek/spinnenweb/{code}")
    leider.verstuurt("/verwijderen")
    assert "De groep is verwijderd" in leider.ziet
    leider.opent(f"/werkplek/spinnenweb/{code}", 404)


def test_a_groep_closes_by_itself_and_is_thrown_away_after_its_term(
    app: Flask, leider: Collega, web: Spinnenweb, loket_db: Database
) -> None:
    code = opens(leider)
    everybody(app, code, web, two=())
    visitor = Visitor(app)
    with clock.pinned(clock.now() + timedelta(hours=web.groep.open_uren)):
        visitor.opent(f"/spinnenweb/groep/{code}")
        assert "De tijd om in te vullen is voorbij" in visitor.ziet
        with loket_db.transaction() as session:
            assert end_sessions(session, clock.now()) == (1, 0)
        visitor.opent(f"/spinnenweb/groep/{code}")
        assert "Werkgevers: 5 mensen of meer." in visitor.ziet
    with clock.pinned(clock.now() + timedelta(days=30 * web.groep.bewaren_maanden)):
        with loket_db.transaction() as session:
            assert end_sessions(session, clock.now()) == (0, 1)
        visitor.opent(f"/spinnenweb/groep/{code}", 404)
