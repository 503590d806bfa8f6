"""A short fuzz of everything a visitor can send; ``make faults`` does it a hundred times longer (``long_fuzz.py``)."""

from __future__ import annotations

import re

import markdown
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.db import Database
from app.core.outbox import OutboxMessage
from app.kennisbank.render import to_html
from tests.fuzz import attacks

COUNT = 3


def test_any_query_cookie_and_path_gets_an_answer_in_time(app: Flask, client: FlaskClient) -> None:
    found = attacks.addresses(app)
    assert len(found) > 90
    for path in found:
        attacks.run(attacks.opens(client, path), st.tuples(attacks.queries, attacks.text, attacks.cookies), COUNT)


def test_any_form_gets_an_answer_and_no_mail_gets_a_line_too_many(client: FlaskClient, app: Flask) -> None:
    for path in attacks.FORMS:
        attacks.run(attacks.sends(client, path), attacks.fields, 8)
    db: Database = app.extensions["loket"].db
    for field in ("naam", "organisatie", "email", "onderwerp", "telefoon"):
        for evil in ("Robin\r\nBcc: x@kwaad.example", "Robin\nBcc: x@kwaad.example", "Robin\u2028Bcc: x@kwaad.example"):
            attacks.sends(client, "/contact")({field: evil, "vraag": f"Vraag met {field} {evil!r}"})
    with db.reading() as session:
        sent = session.scalars(select(OutboxMessage)).all()
    assert len(sent) > 3
    for mail in sent:
        for line in (mail.to, mail.subject, mail.reply_to, *map(str, (mail.headers or {}).values())):
            assert len(line.splitlines()) <= 1, line


def test_any_words_can_be_searched_for_in_time(client: FlaskClient) -> None:
    for value in attacks.NASTY:
        attacks.seeks(client)(value)
    attacks.run(attacks.seeks(client), attacks.words, 15)


def test_the_api_keeps_its_own_description(app: Flask) -> None:
    app.test_client_class = FlaskClient
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 8
    for operation in operations:
        attacks.run(attacks.describes, operation.as_strategy(), 4)


@pytest.mark.parametrize("payload", attacks.PAYLOADS)
def test_a_known_attack_in_content_is_harmless(payload: str) -> None:
    assert attacks.unsafe(str(to_html(payload))) == []


def test_any_content_is_harmless() -> None:
    attacks.run(_harmless, attacks.documents, 150)


def _harmless(document: str) -> None:
    assert attacks.unsafe(str(to_html(document))) == [], document


def test_content_that_is_not_cleaned_is_caught() -> None:
    caught = [payload for payload in attacks.PAYLOADS if attacks.unsafe(markdown.markdown(payload))]
    assert len(caught) > 12


def test_no_regular_expression_is_slow_on_a_long_text() -> None:
    found = attacks.patterns()
    assert len(found) > 60
    assert attacks.slow_patterns(found, attacks.long_texts(2000)) == []


def test_a_slow_regular_expression_is_caught() -> None:
    assert attacks.slow_patterns({"traag": re.compile(r"\s*\s*z")}, (" " * 1000,), 0.1)
