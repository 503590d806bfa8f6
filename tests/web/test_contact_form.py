"""The contact form: clear errors at the field with everything kept, and one stored request per question."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.contact.models import Bericht, Contactverzoek
from app.core.db import Database
from tests.support.actors import Werkgever
from tests.support.factories import mails, request_of

NOTHING = dict.fromkeys(("organisatie", "naam", "email", "postcode", "kvk_nummer", "onderwerp", "vraag"), "")


def stored(db: Database) -> int:
    """How many requests there are."""
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Contactverzoek)) or 0


def question_of(db: Database, referentie: str) -> str:
    """The first message as it was stored."""
    with db.reading() as session:
        request = request_of(session, referentie)
        return session.scalars(select(Bericht.tekst).where(Bericht.verzoek_id == request.id)).first() or ""


@pytest.mark.parametrize("blank", ["", "   ", "\t\n"])
def test_an_empty_form_says_at_every_field_what_to_do(werkgever: Werkgever, blank: str) -> None:
    werkgever.vult_in(**dict.fromkeys(NOTHING, blank) | {"onderwerp": ""})
    assert {field: werkgever.fout_bij(field) for field in ("onderwerp", "vraag", "organisatie", "naam", "email")} == {
        "onderwerp": "Kies waar uw vraag over gaat.",
        "vraag": "Schrijf kort wat u wilt weten.",
        "organisatie": "Vul de naam van uw organisatie in.",
        "naam": "Vul uw naam in.",
        "email": "Vul uw e-mailadres in.",
    }
    assert werkgever.fout_bij("postcode") == "Vul uw postcode in, of kies hieronder uw gemeente."
    assert len(werkgever.fouten()) == 6
    assert werkgever.page.text(werkgever.page.one("title")).startswith("Fout: Stel uw vraag")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("kvk_nummer", "1234567", "Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg."),
        ("kvk_nummer", "12345678a", "Een KvK-nummer heeft 8 cijfers. Controleer het nummer of laat het veld leeg."),
        ("postcode", "0811 AB", "Vul een postcode in met 4 cijfers en 2 letters, bijvoorbeeld 6811 AB."),
        ("postcode", "6811 SS", "Vul een postcode in met 4 cijfers en 2 letters, bijvoorbeeld 6811 AB."),
        ("postcode", "Arnhem", "Vul een postcode in met 4 cijfers en 2 letters, bijvoorbeeld 6811 AB."),
        ("email", "robin", "Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl."),
        ("email", "robin@bakkerij", "Vul een e-mailadres in, bijvoorbeeld naam@bedrijf.nl."),
        ("telefoon", "bel maar", "Vul een telefoonnummer in, bijvoorbeeld 026 123 45 67. Of laat het veld leeg."),
        ("organisatie", "b" * 201, "Maak deze tekst korter. Er passen 200 tekens in."),
        ("naam", "n" * 121, "Maak deze tekst korter. Er passen 120 tekens in."),
        ("vraag", "v" * 5001, "Maak deze tekst korter. Er passen 5000 tekens in."),
    ],
)
def test_a_wrong_answer_is_explained_at_its_field_and_kept(
    werkgever: Werkgever, loket_db: Database, field: str, typed: str, sentence: str
) -> None:
    werkgever.vult_in(**{field: typed})
    assert werkgever.fouten() == [sentence]
    assert werkgever.fout_bij(field) == sentence
    for name, value in werkgever.antwoorden(**{field: typed}).items():
        assert werkgever.ingevuld(name) == value
    assert stored(loket_db) == 0


@pytest.mark.parametrize("postcode", ["6816 AB", "6924AB", "6924"])
def test_a_shared_postcode_asks_for_the_gemeente(werkgever: Werkgever, loket_db: Database, postcode: str) -> None:
    werkgever.vult_in(postcode=postcode)
    assert werkgever.fouten() == ["Deze postcode hoort bij meer dan een gemeente. Kies uw gemeente."]
    werkgever.verstuurt("/contact", gemeente="duiven")
    with loket_db.reading() as session:
        assert request_of(session, werkgever.bevestiging().referentie).gemeente == "duiven"


def test_a_gemeente_is_enough_without_a_postcode(werkgever: Werkgever, loket_db: Database) -> None:
    seen = werkgever.stelt_een_vraag(postcode="", gemeente="zevenaar")
    assert seen.contactpersoon == "Zeno Zevenaar"


@pytest.mark.parametrize("where", [{"postcode": "1012 AB"}, {"postcode": "", "gemeente": "buiten"}])
def test_outside_the_region_is_stored_and_the_page_says_who_refers(
    werkgever: Werkgever, loket_db: Database, where: dict[str, str]
) -> None:
    seen = werkgever.stelt_een_vraag(**where)
    assert "Uw bedrijf staat buiten onze regio" in werkgever.ziet
    assert seen.contactpersoon == "Werkgeversloket Midden-Gelderland"
    with loket_db.reading() as session:
        request = request_of(session, seen.referentie)
        assert (request.buiten_regio, request.plaats) == (True, where["postcode"] or None)


def test_a_list_that_was_tampered_with_gets_a_dutch_sentence(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.vult_in(gemeente="amsterdam", postcode="")
    assert werkgever.fouten()
    assert "choice" not in " ".join(werkgever.fouten()).lower()
    assert stored(loket_db) == 0


def test_control_characters_disappear_and_html_is_shown_as_text(werkgever: Werkgever, loket_db: Database) -> None:
    seen = werkgever.stelt_een_vraag("Help\x00\x07 <script>alert(1)</script> &amp; <b>vet</b>\x1b")
    assert question_of(loket_db, seen.referentie) == "Help <script>alert(1)</script> &amp; <b>vet</b>"
    assert "<script>alert(1)</script> &amp; <b>vet</b>" in werkgever.leest(seen.link)


def test_html_in_a_form_with_a_fault_comes_back_as_it_was_typed(werkgever: Werkgever) -> None:
    werkgever.vult_in(vraag='</textarea><script>"', organisatie='"><i>x</i>', email="")
    assert werkgever.ingevuld("vraag") == '</textarea><script>"'
    assert werkgever.ingevuld("organisatie") == '"><i>x</i>'


def test_a_megabyte_gets_a_clear_page(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.vult_in(413, vraag="v" * 1_000_000)
    assert "Uw bericht is te groot" in werkgever.ziet
    assert stored(loket_db) == 0


def test_a_form_without_csrf_token_is_refused_in_words(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.vult_in(400, csrf_token="")
    assert "Uw formulier was verlopen." in werkgever.ziet
    assert stored(loket_db) == 0


def test_sending_the_same_form_twice_gives_one_request(werkgever: Werkgever, loket_db: Database) -> None:
    werkgever.opent("/contact")
    form = werkgever.client.page
    werkgever.verstuurt("/contact", **werkgever.antwoorden())
    first = werkgever.bevestiging()
    werkgever.client.page = form
    werkgever.verstuurt("/contact", **werkgever.antwoorden())
    assert werkgever.bevestiging().referentie == first.referentie
    assert stored(loket_db) == 1
    assert len(mails(loket_db, "ontvangst")) == 1


def test_a_bsn_is_taken_out_and_the_page_says_so(werkgever: Werkgever, loket_db: Database) -> None:
    seen = werkgever.stelt_een_vraag("Het gaat om 111222333, mijn nieuwe bakker.")
    assert "Wij hebben een burgerservicenummer weggehaald" in werkgever.ziet
    assert question_of(loket_db, seen.referentie) == (
        "Het gaat om [burgerservicenummer weggehaald], mijn nieuwe bakker."
    )


def test_the_confirmation_says_who_answers_when_and_where_to_follow(werkgever: Werkgever) -> None:
    seen = werkgever.stelt_een_vraag()
    assert seen.contactpersoon == "Aida Arnhem"
    assert seen.antwoord_uiterlijk == "donderdag 26 november"
    assert seen.link.startswith("/contact/volg/")
    assert werkgever.response is not None
    assert werkgever.response.headers["Cache-Control"] == "no-store"
    assert werkgever.response.headers["Referrer-Policy"] == "no-referrer"


def test_the_confirmation_tells_a_stranger_nothing_about_earlier_contact(app: Flask, werkgever: Werkgever) -> None:
    first = werkgever.stelt_een_vraag("Geheim plan: ik neem iemand aan.")
    stranger = Werkgever(app, werkgever.persona)
    second = stranger.stelt_een_vraag("Wie ben ik?", naam="Iemand Anders", email="vreemd@elders.example")
    for page in (stranger.page.html, stranger.opent(second.link).html):
        assert first.referentie not in page
        assert "Geheim plan" not in page
        assert werkgever.persona.naam not in page
        assert "eerder" not in page.lower()


def test_what_a_visitor_came_with_is_filled_in(werkgever: Werkgever) -> None:
    werkgever.opent("/contact?onderwerp=ziekte&vraag=Wie betaalt?")
    assert (werkgever.ingevuld("onderwerp"), werkgever.ingevuld("vraag")) == ("ziekte", "Wie betaalt?")
    werkgever.opent("/contact?over=/regelingen/no-riskpolis")
    assert werkgever.ingevuld("onderwerp") == "site"
    assert "/regelingen/no-riskpolis" in werkgever.ingevuld("vraag")


def test_a_robot_that_sends_nothing_at_all_gets_a_page(werkgever: Werkgever) -> None:
    response = werkgever.client.post("/contact", data={})
    assert response.status_code == 400


def test_a_choice_that_is_not_there_gets_a_sentence_that_says_what_to_do(werkgever: Werkgever) -> None:
    werkgever.vult_in(gemeente="atlantis")
    assert werkgever.fout_bij("gemeente") == "Kies een van de mogelijkheden."
    werkgever.opent("/en/contact")
    werkgever.verstuurt("/contact", 422, **werkgever.antwoorden(gemeente="atlantis"))
    assert werkgever.fout_bij("gemeente") != "Not a valid choice."
