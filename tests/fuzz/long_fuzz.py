"""The long fuzz, for ``make faults``: the same attacks, other values every time, many more of them."""

from __future__ import annotations

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st

from app.kennisbank.render import to_html
from tests.fuzz import attacks

ADDRESSES = 300
FORMS = 1500
SEARCHES = 2000
DOCUMENTS = 20_000
CASES = 300


def test_addresses(app: Flask, client: FlaskClient) -> None:
    any_address = st.sampled_from(attacks.addresses(app))
    value = st.tuples(any_address, st.tuples(attacks.queries, attacks.text, attacks.cookies))
    attacks.run(lambda drawn: attacks.opens(client, drawn[0])(drawn[1]), value, ADDRESSES * 30)


@pytest.mark.parametrize("path", attacks.FORMS)
def test_forms(client: FlaskClient, path: str) -> None:
    attacks.run(attacks.sends(client, path), attacks.fields, FORMS)


def test_searching(client: FlaskClient) -> None:
    attacks.run(attacks.seeks(client), attacks.words, SEARCHES)


def test_content() -> None:
    def harmless(document: str) -> None:
        assert attacks.unsafe(str(to_html(document))) == [], document

    attacks.run(harmless, attacks.documents, DOCUMENTS)


def test_regular_expressions() -> None:
    assert attacks.slow_patterns(attacks.patterns(), attacks.long_texts(8000), 4 * attacks.SLOW_MATCH) == []


def test_the_api(app: Flask) -> None:
    app.test_client_class = FlaskClient
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        attacks.run(attacks.describes, found.ok().as_strategy(), CASES)
