"""The fields of a form are made once; what somebody typed is in nobody else's form."""

from __future__ import annotations

from flask import Flask

from app.web.contact.form import ContactForm
from app.web.state import loket

LONG = "x" * 201


def sent(app: Flask, path: str = "/contact", **fields: str) -> ContactForm:
    with app.test_request_context(path, method="POST", data=fields):
        form = ContactForm(loket().catalogue)
        form.validate()
        return form


def test_two_forms_share_no_words_and_no_faults(app: Flask) -> None:
    first = sent(app, naam="Robin", organisatie=LONG, vraag="Een vraag")
    second = sent(app, naam="", organisatie="Bakkerij", vraag="Iets anders")
    assert (first.naam.data, second.naam.data) == ("Robin", "")
    assert (first.naam.errors, second.organisatie.errors) == ([], [])
    assert len(first.organisatie.errors) == 1
    assert len(second.naam.errors) == 1
    assert first.vraag.data == "Een vraag"
    for name in ("naam", "organisatie", "gemeente"):
        assert first[name] is not second[name]
        assert first[name].meta is first.meta


def test_a_form_speaks_the_language_of_its_own_request(app: Flask) -> None:
    with app.test_request_context("/contact"):
        dutch = str(ContactForm(loket().catalogue).organisatie.label)
    client = app.test_client()
    english, again = client.get("/en/contact").text, client.get("/contact").text
    assert "Naam van uw organisatie" in dutch
    assert "Name of your organisation" in english
    assert "Kies uw gemeente" not in english
    assert "Kies uw gemeente" in again


def test_a_choice_that_is_not_in_the_list_is_refused_in_words(app: Flask) -> None:
    form = sent(app, gemeente="nergens", onderwerp="niets")
    assert form.gemeente.errors == ["Kies een van de mogelijkheden."]
    assert form.onderwerp.errors == ["Kies waar uw vraag over gaat."]
