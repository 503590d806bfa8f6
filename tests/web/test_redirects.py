"""A known page with a slash too many or capitals in its address is found; nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.client import AuditedClient


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("/regelingen/", "/regelingen"),
        ("/Regelingen", "/regelingen"),
        ("/Regelingen/No-Riskpolis", "/regelingen/no-riskpolis"),
        ("/regelingen/no-riskpolis///", "/regelingen/no-riskpolis"),
        ("/en/regelingen/", "/en/regelingen"),
        ("/en/Regelingen/No-Riskpolis/", "/en/regelingen/no-riskpolis"),
        ("/EN/Regelingen", "/en/regelingen"),
        ("/EN", "/en/"),
        ("/Zoeken?q=Proef%20Plaatsing&q=%3C", "/zoeken?q=Proef%20Plaatsing&q=%3C"),
        ("/Contact/", "/contact"),
        ("/keuzehulp/vraag/?v=1&situatie=Kandidaat", "/keuzehulp/vraag?v=1&situatie=Kandidaat"),
        ("/Privacy/", "/privacy"),
        ("/Werkbladen/Gesprek-Voorbereiden", "/werkbladen/gesprek-voorbereiden"),
        ("/spinnenweb/", "/spinnenweb"),
        ("/Bijeenkomsten/", "/bijeenkomsten"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_is_found_with_capitals_and_a_slash_at_the_end(
    app: Flask, method: str, written: str, right: str
) -> None:
    client = FlaskClient(app)
    answer = client.open(written, method=method)
    assert (answer.status_code, answer.location) == (301, right)
    assert client.open(right, method=method).status_code == 200


def test_a_meeting_is_found_too_but_a_made_up_one_is_not_in_production(app: Flask, client: AuditedClient) -> None:
    parts = app.extensions["loket"]
    slug = next(iter(parts.catalogue.pages["bijeenkomsten"]))
    answer = client.get(f"/Bijeenkomsten/{slug.title()}")
    assert (answer.status_code, answer.location) == (301, f"/bijeenkomsten/{slug}")
    assert parts.catalogue.pages["bijeenkomsten"][slug].bijeenkomst.voorbeeld
    app.extensions["loket"] = replace(parts, settings=replace(parts.settings, environment="productie"))
    assert client.get(f"/bijeenkomsten/{slug}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/bestaat-niet/", "/Bestaat-Niet", "/regelingen/onzin/", "/Regelingen/Onzin", "/en/regelingen/onzin/",
        "//evil.example", "//evil.example/", "//Evil.example/", "//evil.example//", "/\\evil.example/",
        "/Regelingen/\r\nX:y", "/http://evil.example/Regelingen/",
        "/Werkplek", "/werkplek/", "/Beheer/", "/werkplek/verzoeken/WL-2222-22/",
        "/Ontwikkel/Postvak", "/Contact/Volg/ABC", "/contact/volg/abc/", "/Api/v1/regelingen", "/inbed/Regelingen/",
        "/Inloggen/Terug", "/Werkbladen/Onzin", "/bijeenkomsten/onzin/", "/Static/site.css",
    ],
)  # fmt: skip
def test_what_is_no_open_page_of_ours_stays_unknown(client: AuditedClient, address: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": address})
    assert (answer.status_code, answer.location) == (404, None)


@pytest.mark.parametrize("address", ["/Contact", "/contact/", "/Feedback", "/regelingen/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_is_sent_is_never_sent_on(client: AuditedClient, method: str, address: str) -> None:
    answer = client.open(address, method=method, data={"vraag": "Wat moet ik doen?"})
    assert answer.status_code in (400, 404, 405) and answer.location is None


def test_an_address_that_is_right_is_never_looked_up(app: Flask, client: AuditedClient) -> None:
    asked: list[str] = []
    real = app.create_url_adapter
    app.create_url_adapter = lambda request: asked.append("x") or real(request)  # type: ignore[method-assign, assignment]
    client.get("/begrippen")
    right = len(asked)
    asked.clear()
    client.get("/begrippen/")
    assert len(asked) == right + 1
