"""Around a conversation: what we know of the company, the sheet to prepare it and the report to leave behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor, Rol
from app.core import clock
from app.core.db import Database
from tests.support.actors import Collega, Visitor, Werkgever
from tests.support.factories import mails, medewerker, werkgevers
from tests.support.personas import Team
from tests.web.test_follow_link import mailed_link

SignedIn = Callable[[Actor], Collega]
PAGES = ("/gesprek", "/rapport", "/rapport/afdruk")


@pytest.fixture
def dossier(werkgever: Werkgever, loket_db: Database) -> str:
    """The address of the dossier of a werkgever that used the mailed link."""
    werkgever.stelt_een_vraag("Wij zoeken een bakker.")
    werkgever.reageert(mailed_link(loket_db), "Ik ben trots op mijn team.")
    return f"/werkplek/werkgevers/{werkgevers(loket_db)[0].id}"


def headings(person: Collega) -> list[str]:
    return [person.page.text(each) for each in person.page.all("h1", "h2")]


def test_what_is_filled_in_changes_the_sheet(dossier: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    assert f"{dossier}/gesprek" in aida.page.links()
    aida.opent(f"{dossier}/gesprek")
    assert "Waarom wilt u met deze mensen werken?" in aida.ziet
    aida.opent(dossier)
    aida.verstuurt("/bedrijf", motief="opgelegd", ervaring="geen", hr="", grootte="klein")
    assert "De gegevens van het bedrijf zijn bewaard" in aida.ziet
    assert "Opgelegd: het moet door een aanbesteding" in aida.ziet
    assert aida.ingevuld("motief") == "opgelegd"
    aida.opent(f"{dossier}/gesprek")
    assert "Waarom wilt u met deze mensen werken?" not in aida.ziet
    assert "Wie regelt bij u het personeel en het papierwerk?" in aida.ziet
    assert "Neem extra werk uit handen." in aida.ziet


def test_a_wrong_answer_about_the_company_comes_back_with_a_fault(dossier: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/bedrijf", 422, motief="iets", hr="geen")
    assert aida.fouten() == ["Kies een antwoord uit de lijst."]
    assert aida.ingevuld("hr") == "geen"


def test_the_sheet_fits_the_phase_and_another_can_be_chosen(dossier: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/plaatsingen", functie="Bakker", startmaand="2026-11", regeling1="jobcoach", tot1="2027-06-30")
    page = aida.opent(f"{dossier}/gesprek")
    assert "Fase: Verduurzamen." in aida.ziet
    assert "Er werkt nu iemand bij deze werkgever." in aida.ziet
    assert "30 juni 2027" in aida.ziet
    assert "/werkbladen/gesprek-voorbereiden" in page.links()
    assert "Optimalisering van re-integratiedienstverlening" in aida.ziet
    aida.opent(f"{dossier}/gesprek?fase=interesseren")
    assert "Fase: Interesseren." in aida.ziet
    assert "Een plaatsing willen, wat het ook kost." in aida.ziet
    aida.opent(f"{dossier}/gesprek?fase=onzin")
    assert "Fase: Verduurzamen." in aida.ziet


def test_the_report_starts_without_words_and_gets_only_what_was_ticked(
    dossier: str, team: Team, collega: SignedIn
) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/contactmomenten", soort="notitie", tekst="Geheime indruk.", dag=clock.today().isoformat())
    page = aida.opent(f"{dossier}/rapport")
    boxes = [box for box in page.all("input") if box.get("name") == "tekst"]
    assert len(boxes) == 3
    assert not [box for box in boxes if box.get("checked") is not None]
    labels = {box.get("value"): page.text(next(iter(page.parents(box)))) for box in boxes}
    proud = next(value for value, words in labels.items() if "trots" in words)
    aida.opent(f"{dossier}/rapport/afdruk")
    assert "Geheime" not in aida.page.html and "trots" not in aida.page.html
    assert "In eigen woorden" not in headings(aida)
    aida.opent(f"{dossier}/rapport/afdruk?tekst={proud}")
    assert "Ik ben trots op mijn team." in aida.ziet
    assert "Geheime" not in aida.page.html


def test_the_english_report_says_in_english_how_it_went(
    app: Flask, dossier: str, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida, robin = collega(team.arnhem), Visitor(app)
    aida.opent(dossier)
    aida.verstuurt("/plaatsingen", functie="Bakker", startmaand="2026-11", checkin_email="robin@bakkerij.example")
    later = clock.now() + timedelta(days=8)
    for moment, levels in ((clock.now(), ("niet-goed", "kan-beter")), (later, ("kan-beter", "goed"))):
        with clock.pinned(moment):
            aida = collega(team.arnhem)
            aida.opent(dossier)
            aida.verstuurt("/check-in", plaatsing="1")
            robin.opent(mails(loket_db, "checkin")[-1].text.split("vragen:")[1].split()[0])
            robin.verstuurt("", taken=levels[0], begeleiding=levels[1], bellen="nee")
    with clock.pinned(later):
        page = aida.opent(f"/en{dossier}/rapport/afdruk")
    rows = [[page.text(cell) for cell in row] for row in page.all("tr")]
    assert [row[1:] for row in rows if row[-1] == "no"] == [
        ["Not good", "Could be better", "no"],
        ["Could be better", "Good", "no"],
    ]
    drawn = [page.text(word) for word in page.all("{http://www.w3.org/2000/svg}text")]
    assert drawn[:3] == ["Good", "Could be better", "Not good"]
    assert "the tasks went from not good to could be better" in aida.ziet
    for dutch in ("Kan beter", "kan beter", "Niet goed", "niet goed"):
        assert dutch not in page.html
    with clock.pinned(later):
        aida.opent(f"/en{dossier}")
    assert "tasks: could be better, guidance: good" in aida.ziet


@pytest.mark.parametrize("page", PAGES)
def test_only_who_has_a_part_in_the_werkgever_sees_these_pages(
    app: Flask, dossier: str, team: Team, collega: SignedIn, loket_db: Database, page: str
) -> None:
    for actor in (team.arnhem, team.coordinator, team.loket):
        collega(actor).opent(dossier + page)
    for actor in (team.zevenaar, team.redacteur, team.beheerder, medewerker(loket_db, Rol.GAST)):
        found = collega(actor).opent(dossier + page, 403)
        assert "Bakkerij" not in found.html
    assert "/inloggen" in Visitor(app).client.get(dossier + page).location
    collega(team.coordinator).opent(f"/werkplek/werkgevers/999{page}", 404)


def test_the_werkgever_reads_how_to_prepare(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.stelt_een_vraag()
    assert "/werkbladen/gesprek-voorbereiden" in werkgever.page.links()
    werkgever.opent(mailed_link(loket_db))
    assert "/werkbladen/gesprek-voorbereiden" in werkgever.page.links()
