"""The werkgeverdossier on the screen: list, page, follow-ups, check-in, right of access and erasure."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.accounts.services import set_password
from app.contact.models import Contactverzoek
from app.contact.quarantine import receive_suspect
from app.contact.quarantine_models import Verdenking
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.outbox import OutboxMessage
from app.web.werkplek.dossier_forms import read_day, read_month
from tests.support.actors import Collega, Visitor, Werkgever
from tests.support.factories import DESK, facts, mails, werkgevers
from tests.support.personas import PASSWORD, Team
from tests.web.test_follow_link import mailed_link

SignedIn = Callable[[Actor], Collega]


@pytest.fixture
def dossier(werkgever: Werkgever, loket_db: Database) -> str:
    """The address of the dossier of a werkgever that used the mailed link."""
    werkgever.stelt_een_vraag("Over een vertrouwelijke zaak.")
    werkgever.reageert(mailed_link(loket_db), "Ik hoor graag van u.")
    return f"/werkplek/werkgevers/{werkgevers(loket_db)[0].id}"


def with_password(db: Database, actor: Actor) -> None:
    """Give a colleague the password of the tests."""
    from_now = clock.now()
    with db.transaction() as session:
        set_password(session, medewerker_id=actor.id, password=PASSWORD, now=from_now)


@pytest.mark.parametrize(
    ("text", "day"), [("2026-11-24", (2026, 11, 24)), ("24-11-2026", (2026, 11, 24)), ("4/1/2027", (2027, 1, 4))]
)
def test_a_day_is_read_as_browsers_and_people_write_it(text: str, day: tuple[int, int, int]) -> None:
    found = read_day(text)
    assert found is not None
    assert (found.year, found.month, found.day) == day


@pytest.mark.parametrize("text", ["", None, "31-02-2026", "24 november", "2026-13-01", "²-1-2026"])
def test_what_is_no_day_is_none(text: str | None) -> None:
    assert read_day(text) is None
    assert read_month(text) is None


@pytest.mark.parametrize("text", ["2026-11", "11-2026", "11/2026"])
def test_a_month_is_read_as_browsers_and_people_write_it(text: str) -> None:
    found = read_month(text)
    assert found is not None
    assert (found.year, found.month, found.day) == (2026, 11, 1)


def test_the_list_leads_to_the_dossier(dossier: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    page = aida.opent("/werkplek/werkgevers?q=bakkerij")
    assert dossier in page.links()
    aida.opent(dossier)
    assert "Bakkerij Voorbeeld" in aida.ziet
    assert "KvK-nummer 00000001" in aida.ziet
    assert "robin@bakkerij.example" in aida.ziet
    aida.opent("/werkplek/werkgevers?q=bestaatniet")
    assert "Geen werkgevers gevonden" in aida.ziet


def test_a_stranger_sees_no_dossier(dossier: str, team: Team, collega: SignedIn) -> None:
    zeno = collega(team.zevenaar)
    for part in ("", "/inzage"):
        zeno.opent(dossier + part, 403)
        assert "Bakkerij" not in zeno.page.html
    zeno.opent("/werkplek/werkgevers/999", 404)


def test_noting_a_placement_plans_the_follow_up(dossier: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/plaatsingen", 422, functie="", startmaand="ooit", tot1="morgen")
    assert aida.fouten() == [
        "Vul de functie in.",
        "Vul een maand in, bijvoorbeeld 11-2026.",
        "Vul een datum in, bijvoorbeeld 24-11-2026.",
    ]
    assert aida.ingevuld("startmaand") == "ooit"
    aida.verstuurt(
        "/plaatsingen",
        functie="Bakker",
        startmaand="2026-11",
        tot1="",
        regeling1="forfaitaire-loonkostensubsidie",
        regeling2="jobcoach",
        tot2="30-06-2027",
    )
    assert "De plaatsing is genoteerd" in aida.ziet
    assert "tot en met 30 april 2027 (geteld vanaf de startmaand)" in aida.ziet
    assert "tot en met 30 juni 2027 (volgens de beschikking)" in aida.ziet
    assert "Het vaste bedrag stopt op 30 april 2027. Regel de meting van de loonwaarde." in aida.ziet
    assert "De jobcoach stopt op 30 juni 2027." in aida.ziet
    aida.verstuurt("/einddatums", **{"p1-jobcoach": "2027-07-31"})
    assert "De jobcoach stopt op 31 juli 2027." in aida.ziet
    assert "De jobcoach stopt op 30 juni 2027." not in aida.ziet
    aida.verstuurt("/beeindigen")
    assert "Er is niets gepland." in aida.ziet
    assert "Beëindigd" in aida.ziet


def test_a_follow_up_stands_in_its_basket_until_it_is_done(dossier: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent("/werkplek/opvolgen")
    assert "Niets op te volgen deze week" in aida.ziet
    aida.opent(dossier)
    aida.verstuurt("/opvolgingen", op="2026-11-26", waarom="Vragen naar het contract.")
    assert "De opvolging is gepland" in aida.ziet
    aida.opent("/werkplek")
    assert "1 Opvolgen" in aida.ziet.replace("1Opvolgen", "1 Opvolgen")
    aida.opent("/werkplek/opvolgen")
    assert "Vragen naar het contract." in aida.ziet
    assert "over 2 dagen" in aida.ziet
    aida.verstuurt("/gedaan")
    assert "De opvolging is afgehandeld" in aida.ziet
    assert "Vragen naar het contract." not in aida.ziet


def test_a_moment_of_contact_is_for_colleagues(dossier: str, team: Team, collega: SignedIn, loket_db: Database) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/contactmomenten", 422, tekst="", dag="ooit")
    assert len(aida.fouten()) == 2
    aida.verstuurt("/contactmomenten", soort="bezoek", dag="2026-11-23", tekst="Goed gesprek <b>gehad</b>.")
    assert "Goed gesprek <b>gehad</b>." in aida.ziet
    assert all("Goed gesprek" not in mail.text + mail.html for mail in mails(loket_db))


def test_a_check_in_is_answered_with_one_button(
    app: Flask, dossier: str, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/check-in")
    assert "De check-in is verstuurd" in aida.ziet
    links = [word for word in mails(loket_db, "checkin")[0].text.split() if "/contact/hoe-gaat-het/" in word]
    robin = Visitor(app)
    for _scanner in range(2):
        for link in links:
            robin.opent(link)
    assert "nog geen antwoord" in collega(team.arnhem).opent(dossier).html
    page = robin.opent(links[2])
    chosen = [(e.get("name"), e.get("value")) for e in page.all("input") if e.get("checked") is not None]
    assert chosen == [("bellen", "ja")]
    assert page.all("textarea") == []
    robin.verstuurt("")
    assert "belt u zo snel mogelijk" in robin.ziet
    aida.opent(dossier)
    assert "wil gebeld worden" in aida.ziet
    aida.opent("/werkplek/opvolgen")
    assert "De werkgever vraagt bij de check-in: bel mij." in aida.ziet


def test_a_link_of_an_older_mail_chooses_everything_good_and_waits_for_the_button(
    app: Flask, dossier: str, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/check-in")
    link = next(word for word in mails(loket_db, "checkin")[0].text.split() if "antwoord=goed" in word)
    robin = Visitor(app)
    page = robin.opent(link)
    chosen = [(e.get("name"), e.get("value")) for e in page.all("input") if e.get("checked") is not None]
    assert chosen == [("taken", "goed"), ("begeleiding", "goed"), ("bellen", "nee")]
    robin.verstuurt("")
    assert "U hoeft niets te doen." in robin.ziet
    aida.opent(dossier)
    assert "taken goed, begeleiding goed" in aida.ziet
    page = robin.opent(link.partition("?")[0])
    assert [e.get("value") for e in page.all("input") if e.get("checked") is not None] == ["goed", "goed", "nee"]


def test_a_worse_answer_stands_in_the_basket_and_over_time_in_the_dossier(
    app: Flask, dossier: str, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida, robin = collega(team.arnhem), Visitor(app)
    aida.opent(dossier)
    aida.verstuurt("/plaatsingen", functie="Bakker", startmaand="2026-11", checkin_email="robin@bakkerij.example")
    assert "Check-ins gaan naar robin@bakkerij.example" in aida.ziet
    later = clock.now() + timedelta(days=8)
    for moment, level in ((clock.now(), "goed"), (later, "kan-beter")):
        with clock.pinned(moment):
            aida = collega(team.arnhem)
            aida.opent(dossier)
            aida.verstuurt("/check-in", plaatsing="1")
            link = mails(loket_db, "checkin")[-1].text.split("vragen:")[1].split()[0]
            robin.opent(link)
            robin.verstuurt("", taken=level, begeleiding="goed", bellen="nee")
    assert "ziet uw antwoord vandaag" in robin.ziet
    with clock.pinned(later):
        page = aida.opent(dossier)
    rows = [[page.text(cell) for cell in row] for row in page.all("tr")]
    assert ["24 november 2026", "Goed", "Goed", "nee"] in rows
    assert ["2 december 2026", "Kan beter", "Goed", "nee"] in rows
    svg = "{http://www.w3.org/2000/svg}svg"
    drawn = [picture for picture in page.all(svg) if picture.get("role") == "img"]
    assert [page.text(picture[0]) for picture in drawn] == ["Hoe het gaat: Bakker"]
    with clock.pinned(later):
        aida.opent("/werkplek/opvolgen")
    assert "De taken gaan minder goed dan eerst." in aida.ziet


def test_an_expired_link_of_a_check_in_mails_a_new_one(
    app: Flask, dossier: str, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida, robin = collega(team.arnhem), Visitor(app)
    aida.opent(dossier)
    aida.verstuurt("/check-in")
    link = mails(loket_db, "checkin")[0].text.split("vragen:")[1].split()[0]
    with clock.pinned(clock.now() + timedelta(days=61)):
        robin.opent(link, 410)
        assert len(mails(loket_db, "checkin")) == 1
        robin.verstuurt("/nieuwe-link")
        assert "De nieuwe link is onderweg" in robin.ziet
        assert "robin@" not in robin.page.html
        fresh = mails(loket_db, "checkin")[1].text.split("vragen:")[1].split()[0]
        robin.opent(fresh)
        robin.verstuurt("", taken="goed", begeleiding="goed", bellen="nee")
        assert "Dank u wel" in robin.ziet


def test_a_check_in_link_that_was_changed_or_empty_answer_does_nothing(
    app: Flask, dossier: str, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/check-in")
    link = next(word for word in mails(loket_db, "checkin")[0].text.split() if "/contact/hoe-gaat-het/" in word)
    robin = Visitor(app)
    robin.opent(link.split("?")[0][:-1], 400)
    robin.opent(link.split("?")[0] + "?antwoord=onzin")
    robin.verstuurt("", 422, taken="goed")
    assert robin.fouten() == ["Kies een antwoord. Of kies onderaan dat wij u bellen.", "Kies of wij u bellen."]
    assert robin.ingevuld("taken") == "goed"
    robin.opent(mailed_link(loket_db).replace("volg", "hoe-gaat-het"), 400)


def test_access_needs_a_recent_proof_and_gives_everything(
    dossier: str, team: Team, collega: SignedIn, loket_db: Database, tuesday: datetime
) -> None:
    with_password(loket_db, team.arnhem)
    aida = collega(team.arnhem)
    aida.opent(dossier)
    aida.verstuurt("/contactmomenten", soort="notitie", tekst="Belt liever in de ochtend.")
    with loket_db.transaction() as session:
        asked = facts(vraag="Een vraag die nog wacht.", gemeente="aastad")
        receive_suspect(session, desk=DESK, facts=asked, verdenking=Verdenking.DRUKTE, now=clock.now())
    with clock.pinned(tuesday + timedelta(minutes=16)):
        aida.opent(f"{dossier}/inzage")
        assert aida.address == "/werkplek/bevestigen"
        aida.verstuurt(f"verder={dossier}/inzage", 422, bewijs="")
        aida.verstuurt(f"verder={dossier}/inzage", 422, bewijs="niet mijn wachtwoord")
        assert aida.fouten() == ["Dit klopt niet. Probeer het opnieuw of wacht een kwartier."]
        aida.verstuurt(f"verder={dossier}/inzage", bewijs=PASSWORD)
    assert aida.address == f"{dossier}/inzage"
    assert "vertrouwelijke zaak" not in aida.page.html
    aida.verstuurt("/inzage", vorm="afdruk")
    assert "Over een vertrouwelijke zaak." in aida.ziet
    assert "Belt liever in de ochtend." in aida.ziet
    assert "Een vraag die nog wacht." in aida.ziet
    aida.opent(f"{dossier}/inzage")
    token = aida.ingevuld("csrf_token")
    data = {"csrf_token": token, "vorm": "json"}
    response = aida.client.post(f"{dossier}/inzage", data=data)
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    found = json.loads(response.text)
    assert found["verzoeken"][0]["berichten"][0]["tekst"] == "Over een vertrouwelijke zaak."
    assert found["contactmomenten"][0]["tekst"] == "Belt liever in de ochtend."
    assert found["werkgever"]["emails"][0]["email"] == "robin@bakkerij.example"
    assert found["wachtende_formulieren"][0]["vraag"] == "Een vraag die nog wacht."
    with loket_db.reading() as session:
        exports = session.query(AuditEntry).filter_by(action="dossier-uitgevoerd").all()
    assert [(e.actor, e.details) for e in exports] == [(str(team.arnhem.id), {})] * 2


def test_erasing_needs_a_coordinator_a_reason_and_closed_requests(
    dossier: str, werkgever: Werkgever, team: Team, collega: SignedIn, loket_db: Database
) -> None:
    collega(team.arnhem).opent(f"{dossier}/wissen", 403)
    cleo = collega(team.coordinator)
    cleo.opent(f"{dossier}/wissen")
    cleo.verstuurt("/wissen", 422, reden="")
    assert cleo.fouten() == ["Kies een reden."]
    cleo.verstuurt("/wissen", 422, reden="verzoek-werkgever")
    assert cleo.fouten() == ["Er staan nog verzoeken open. Sluit die eerst."]
    werkgever.opent(mailed_link(loket_db))
    werkgever.verstuurt("/intrekken")
    cleo.opent(f"{dossier}/wissen")
    cleo.verstuurt("/wissen", reden="verzoek-werkgever")
    cleo.opent("/werkplek/werkgevers?q=bakkerij")
    assert "Geen werkgevers gevonden" in cleo.ziet
    with loket_db.reading() as session:
        request = session.query(Contactverzoek).one()
        left = json.dumps([request.organisatie, request.contact_naam, request.contact_email, request.toewijzing])
        assert request.berichten == []
        assert session.query(OutboxMessage).filter_by(reference=request.referentie).count() == 0
        erased = session.query(AuditEntry).filter_by(action="werkgever-gewist").one()
    assert "obin" not in left
    assert erased.details == {"reden": "verzoek-werkgever"}
    werkgever.opent(werkgever.address, 404)
