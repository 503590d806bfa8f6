"""The site stays up without a database: pages are served, forms say 503 and keep what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader

from app import create_app
from app.accounts.permissions import Actor
from app.kennisbank.store import ContentStore
from app.settings import Settings
from app.web.desk import desk
from tests.support.actors import Collega, Visitor, Werkgever
from tests.support.client import AuditedClient
from tests.support.personas import BAKKERIJ


@pytest.fixture(params=["sqlite:///{}", "postgresql://loket@127.0.0.1:9/loket"], ids=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, settings: Settings, content: ContentStore, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database cannot be reached: a folder instead of a file, or nobody at the port."""
    broken = create_app(replace(settings, database_url=request.param.format(tmp_path)), content)
    broken.testing = True
    broken.test_client_class = AuditedClient
    yield broken
    broken.extensions["loket"].db.dispose()


@pytest.mark.parametrize("address", ["/", "/regelingen/no-riskpolis", "/zoeken?q=proef", "/contact", "/gezondheid"])
def test_pages_are_served(app: Flask, address: str) -> None:
    assert Visitor(app).client.get(address).status_code == 200


def test_the_contact_form_says_503_and_keeps_the_text(app: Flask) -> None:
    robin = Werkgever(app, BAKKERIJ)
    robin.vult_in(503, vraag="Mijn lange vraag.")
    assert robin.fouten() == [
        "Wij hebben uw vraag niet ontvangen. Probeer het over een paar minuten opnieuw, of bel 026 000 00 00."
    ]
    for name, value in robin.antwoorden(vraag="Mijn lange vraag.").items():
        assert robin.ingevuld(name) == value
    assert robin.response is not None
    assert robin.response.headers["Retry-After"] == "120"


def test_signing_in_says_that_it_does_not_work_now(app: Flask) -> None:
    person = Collega(app, Actor(1, "Aida", frozenset()), "aida@loket.example")
    person.logt_in(status=503)
    assert "Dit werkt nu even niet" in person.ziet


def test_every_other_form_says_not_received_with_the_phone_number_and_gives_the_text_back(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.opent("/contact")
    with app.test_request_context():
        link = desk().links.mailed("WL-2222-22")
    text = "Nog een lange aanvulling op mijn vraag."
    visitor.stuurt(link, 503, bericht=text, sleutel="sleutel-van-de-reactie")
    assert "Niet ontvangen" in visitor.ziet
    assert "Wij hebben dit niet ontvangen" in visitor.ziet and "026 000 00 00" in visitor.ziet
    assert text in visitor.ziet and "Verstuur opnieuw" in visitor.ziet
    assert visitor.ingevuld("bericht") == text
    assert visitor.ingevuld("sleutel") == "sleutel-van-de-reactie"
    assert visitor.response is not None
    assert visitor.response.headers["Retry-After"] == "120"


def test_a_password_never_comes_back_on_a_page(app: Flask) -> None:
    person = Collega(app, Actor(1, "Aida", frozenset()), "aida@loket.example")
    person.logt_in(status=503, wachtwoord="een-heel-lang-wachtwoord")
    assert person.response is not None
    assert "een-heel-lang-wachtwoord" not in person.response.text
    assert "aida@loket.example" not in person.response.text


def test_following_a_question_says_that_it_does_not_work_now(app: Flask) -> None:
    with app.test_request_context():
        link = desk().links.mailed("WL-2222-22")
    Visitor(app).opent(link, 503)


def test_readiness_says_so(app: Flask) -> None:
    response = Visitor(app).client.get("/gereed")
    assert response.status_code == 503
    assert response.json is not None and response.json["database"] == "niet bereikbaar"
    assert response.json["gereed"] is False


def test_when_even_the_page_of_the_error_cannot_be_made_there_is_a_sentence_with_the_phone_number(app: Flask) -> None:
    app.testing = False
    app.jinja_env.loader = DictLoader({})
    response = FlaskClient(app).get("/keuzehulp")
    assert response.status_code == 500
    assert response.mimetype == "text/plain"
    assert "Er ging iets mis bij ons" in response.text and "026 000 00 00" in response.text
