"""While answering: drafts, who else is here, canned answers and links, calls, and requests that came by phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Database
from tests.support.actors import Collega, Werkgever
from tests.support.factories import mails, request_of
from tests.support.personas import Team
from tests.web.test_follow_link import mailed_link

SignedIn = Callable[[Actor], Collega]


@pytest.fixture
def ref(werkgever: Werkgever, team: Team) -> str:
    """A request of the bakery, owned by Aida."""
    assert team.arnhem
    return werkgever.stelt_een_vraag(onderwerp="ziekte").referentie


def press(colleague: Collega, ref: str, button: str, **typed: str) -> None:
    """Type in the answer and press the button that sends it to another address: "concept" or "invoegen"."""
    page = colleague.bekijkt(ref)
    form = next(f for f in page.all("form") if f.get("action", "").endswith("/antwoord"))
    target = next(b.get("formaction", "") for b in form.iter("button") if b.get("formaction", "").endswith(button))
    form.set("action", target)
    colleague.verstuurt(f"/{button}", **typed)


def test_a_draft_waits_for_its_writer_only(ref: str, team: Team, collega: SignedIn, loket_db: Database) -> None:
    aida = collega(team.arnhem)
    press(aida, ref, "concept", antwoord="Ik begin met <b>dit</b> en nummer 111222333.")
    assert "Uw concept is bewaard. Het is nog niet verstuurd." in aida.ziet
    again = collega(team.arnhem)
    again.bekijkt(ref)
    assert again.ingevuld("antwoord") == "Ik begin met <b>dit</b> en nummer [burgerservicenummer weggehaald]."
    cleo = collega(team.coordinator)
    cleo.bekijkt(ref)
    assert cleo.ingevuld("antwoord") == ""
    assert mails(loket_db, "antwoord") == []
    again.antwoordt(ref, "Nu echt.")
    again.bekijkt(ref)
    assert again.ingevuld("antwoord") == ""


def test_a_draft_survives_an_answer_of_a_colleague(ref: str, team: Team, collega: SignedIn) -> None:
    aida, cleo = collega(team.arnhem), collega(team.coordinator)
    press(aida, ref, "concept", antwoord="Mijn lange antwoord.")
    cleo.antwoordt(ref, "Ik was eerst.")
    aida.verstuurt("/antwoord", 409, antwoord="Mijn lange antwoord.")
    aida.bekijkt(ref)
    assert aida.ingevuld("antwoord") == "Mijn lange antwoord."
    assert "Ik was eerst." in aida.ziet


def test_a_colleague_who_has_it_open_is_named_for_ten_minutes(
    ref: str, team: Team, collega: SignedIn, tuesday: datetime
) -> None:
    aida, cleo = collega(team.arnhem), collega(team.coordinator)
    aida.bekijkt(ref)
    assert "ook open" not in aida.ziet
    cleo.bekijkt(ref)
    assert "Een collega heeft dit verzoek ook open" in cleo.ziet
    assert "Aida Arnhem keek hier net." in cleo.ziet
    with clock.pinned(tuesday + timedelta(minutes=11)):
        cleo.bekijkt(ref)
        assert "ook open" not in cleo.ziet


def test_a_canned_answer_is_filled_in_behind_what_was_typed(
    ref: str, team: Team, collega: SignedIn, werkgever: Werkgever, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    press(aida, ref, "invoegen", antwoord="Dag Robin,", invoegen="antwoord:ziek-met-no-riskpolis")
    text = aida.ingevuld("antwoord")
    assert text.startswith("Dag Robin,\n\nGoedendag Robin Voorbeeld,")
    assert "Doe dat binnen 6 weken." in text
    assert "no-riskpolis (http://localhost/regelingen/no-riskpolis)" in text
    assert text.endswith("Aida Arnhem")
    assert not {"{", "[", "}"} & set(text)
    aida.verstuurt("/antwoord", antwoord=text)
    werkgever.opent(mailed_link(loket_db, "antwoord"))
    assert "http://localhost/regelingen/no-riskpolis" in werkgever.page.links()


def test_a_regeling_and_the_keuzehulp_are_put_in_as_links(ref: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    press(aida, ref, "invoegen", invoegen="regeling:jobcoach")
    press(aida, ref, "invoegen", invoegen="keuzehulp:")
    assert aida.ingevuld("antwoord") == (
        "Jobcoach: http://localhost/regelingen/jobcoach\n\nDoe de keuzehulp: http://localhost/keuzehulp"
    )


@pytest.mark.parametrize("chosen", ["", "onzin", "regeling:bestaat-niet", "antwoord:buiten-de-regio", "antwoord:"])
def test_what_was_not_offered_adds_nothing(ref: str, team: Team, collega: SignedIn, chosen: str) -> None:
    aida = collega(team.arnhem)
    press(aida, ref, "invoegen", antwoord="Dag,", invoegen=chosen)
    assert aida.ingevuld("antwoord") == "Dag,"


def test_answers_about_the_subject_come_first_and_only_those_of_the_team(
    ref: str, team: Team, collega: SignedIn
) -> None:
    page = collega(team.arnhem).bekijkt(ref)
    offered = [page.text(o) for o in page.all("option") if (o.get("value") or "").startswith("antwoord:")]
    assert offered[0] == "Antwoord: Ziek melden met no-riskpolis"
    assert "Antwoord: Bedrijf buiten de regio" not in offered


def test_a_link_can_open_the_page_with_an_answer_in_it(ref: str, team: Team, collega: SignedIn) -> None:
    aida = collega(team.arnhem)
    aida.opent(f"/werkplek/verzoeken/{ref}?standaard=antwoord:ontvangen-ik-zoek-het-uit")
    assert "Ik zoek het voor u uit." in aida.ingevuld("antwoord")
    aida.bekijkt(ref)
    assert aida.ingevuld("antwoord") == ""


def test_a_logged_call_is_never_seen_by_the_werkgever(
    ref: str, team: Team, collega: SignedIn, werkgever: Werkgever, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    aida.doet(ref, "gebeld", 422, gesprek=" ")
    assert aida.fouten() == ["Schrijf kort wat u besprak."]
    aida.doet(ref, "gebeld", gesprek="Voicemail ingesproken, klonk geheimzinnig.")
    assert "telefoongesprek, alleen voor collega's" in aida.ziet
    assert aida.postvak("nieuw") == [ref]
    werkgever.opent(mailed_link(loket_db))
    assert "geheimzinnig" not in werkgever.page.html
    assert "gebeld" not in werkgever.leest(mailed_link(loket_db))


def test_a_call_that_answered_the_question_keeps_the_promise(
    ref: str, team: Team, collega: SignedIn, werkgever: Werkgever, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    aida.doet(ref, "gebeld", gesprek="Alles uitgelegd.", beantwoord="y")
    assert aida.postvak("wacht-op-werkgever") == [ref]
    with loket_db.reading() as session:
        assert request_of(session, ref).eerste_antwoord_op == clock.now()
    assert "Aida Arnhem heeft u gebeld over deze vraag." in werkgever.leest(mailed_link(loket_db))
    assert "Alles uitgelegd." not in werkgever.page.html
    assert mails(loket_db, "antwoord") == []


def test_who_may_only_read_logs_a_call_but_not_an_answer(app: Flask, ref: str, team: Team, collega: SignedIn) -> None:
    lou = collega(team.loket)
    lou.doet(ref, "gebeld", gesprek="Werkgever belde het loket.")
    assert "Het gesprek is bewaard" in lou.ziet
    app.config["WTF_CSRF_ENABLED"] = False
    data = {"gesprek": "x", "beantwoord": "y", "versie": "1", "sleutel": "s" * 20}
    assert lou.client.post(f"/werkplek/verzoeken/{ref}/gebeld", data=data).status_code == 403
    for action in ("concept", "invoegen"):
        response = lou.client.post(f"/werkplek/verzoeken/{ref}/{action}", data={"antwoord": "x"})
        assert response.status_code == 422
        assert "Dit verzoek is van een collega" in response.text
    zeno = collega(team.zevenaar)
    for action in ("concept", "invoegen", "gebeld"):
        assert zeno.client.post(f"/werkplek/verzoeken/{ref}/{action}", data=data).status_code == 403


TOLD = {
    "kanaal": "telefoon",
    "onderwerp": "begeleiding",
    "vraag": "Vraagt om een jobcoach.",
    "organisatie": "Garage Voorbeeld",
    "gemeente": "arnhem",
    "naam": "Kim Proef",
    "email": "kim@garage.example",
}


def test_a_request_by_phone_is_routed_and_confirmed_as_any_other(
    team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    aida.opent("/werkplek/nieuw-verzoek")
    aida.verstuurt("/nieuw-verzoek", 422, **{**TOLD, "gemeente": "", "email": "", "onderwerp": ""})
    assert aida.fouten() == [
        "Kies waar de vraag over gaat.",
        "Kies een gemeente uit de lijst.",
        "Vul een telefoonnummer in, of een e-mailadres.",
    ]
    assert aida.ingevuld("vraag") == "Vraagt om een jobcoach."
    aida.verstuurt("/nieuw-verzoek", 422, **{**TOLD, "kvk_nummer": "12"})
    assert aida.fouten() == ["Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg."]
    aida.verstuurt("/nieuw-verzoek", **TOLD, kvk_nummer="")
    assert "Het verzoek is vastgelegd" in aida.ziet
    ref = aida.address.rpartition("/")[2]
    assert [mail.to for mail in mails(loket_db, "ontvangst")] == ["kim@garage.example"]
    with loket_db.reading() as session:
        assert request_of(session, ref).kanaal == "telefoon"
        entry = session.query(AuditEntry).filter_by(action="verzoek-vastgelegd").one()
    assert (entry.actor, entry.object_id) == (str(team.arnhem.id), ref)


BY_PHONE = {**TOLD, "email": "", "telefoon": "026 000 00 77"}


def test_a_request_by_phone_needs_no_address_and_mails_nobody(
    team: Team, collega: SignedIn, loket_db: Database
) -> None:
    aida = collega(team.arnhem)
    aida.opent("/werkplek/nieuw-verzoek")
    aida.verstuurt("/nieuw-verzoek", 422, **{**BY_PHONE, "telefoon": ""})
    assert aida.fouten() == ["Vul een telefoonnummer in, of een e-mailadres."]
    aida.verstuurt("/nieuw-verzoek", 422, **{**BY_PHONE, "kanaal": "email"})
    assert aida.fouten() == ["Vul het e-mailadres in."]
    aida.verstuurt("/nieuw-verzoek", **BY_PHONE)
    assert "Bel de werkgever" in aida.ziet and "Uw antwoord" not in aida.ziet
    assert not [link for link in aida.client.page.links() if link.startswith("mailto:")]
    ref = aida.address.rpartition("/")[2]
    aida.verstuurt("/gebeld", gesprek="Uitgelegd.", beantwoord="y")
    assert "Het gesprek is bewaard" in aida.ziet
    assert mails(loket_db) == []
    aida.verstuurt(f"/{ref}/email", 422, email="kim")
    assert aida.fouten() == ["Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl."]
    aida.verstuurt(f"/{ref}/email", email="Kim@garage.example")
    assert [(mail.kind, mail.to) for mail in mails(loket_db)] == [("eerste-link", "kim@garage.example")]
    assert "Uw antwoord" in aida.ziet


def test_a_request_for_a_colleague_goes_to_that_colleague(team: Team, collega: SignedIn) -> None:
    zeno = collega(team.zevenaar)
    zeno.opent("/werkplek/nieuw-verzoek")
    zeno.verstuurt("/nieuw-verzoek", **TOLD)
    assert "Aida Arnhem" in zeno.ziet
    assert len(collega(team.arnhem).postvak("nieuw")) == 1


def test_the_page_says_what_the_werkgever_chose_and_thought(
    ref: str, team: Team, collega: SignedIn, werkgever: Werkgever, loket_db: Database
) -> None:
    link = mailed_link(loket_db)
    werkgever.opent(link)
    werkgever.verstuurt("/bellen", moment="2026-11-25/ochtend", telefoon="026 000 00 09")
    aida = collega(team.arnhem)
    aida.bekijkt(ref)
    assert "De werkgever wil gebeld worden" in aida.ziet
    assert "woensdag 25 november 2026, tussen 9.00 en 12.00 uur: 026 000 00 09" in aida.ziet
    aida.antwoordt(ref, "Zo doet u dat.")
    werkgever.opent(link)
    werkgever.verstuurt("/opgelost")
    werkgever.verstuurt("/beoordeling", geholpen="deels", tevreden="4")
    aida.bekijkt(ref)
    assert "Geholpen: een beetje" in aida.ziet
    assert "Tevreden: 4 van 5" in aida.ziet
