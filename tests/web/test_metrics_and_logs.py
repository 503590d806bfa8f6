"""Figures for a scraper, and the number of a request in the answer and in the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.core import logs
from app.kennisbank.store import ContentStore
from app.settings import Settings
from tests.support.client import AuditedClient

TOKEN = "sleutel-voor-de-cijfers-van-de-proef"


@pytest.fixture
def watched(settings: Settings, content: ContentStore) -> Iterator[Flask]:
    """A site that gives its figures."""
    application = create_app(replace(settings, metrics_token=TOKEN), content)
    yield application
    application.extensions["loket"].db.dispose()


def _figures(app: Flask) -> dict[str, float]:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = [line for line in answer.get_data(as_text=True).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


def test_figures_count_answers_per_view_never_per_address(watched: Flask) -> None:
    name = 'loket_verzoeken_total{adres="/regelingen/<slug>",methode="GET",status="200"}'
    before = _figures(watched).get(name, 0)
    watched.test_client().get("/regelingen/no-riskpolis")
    figures = _figures(watched)
    assert figures[name] == before + 1
    assert not any("no-riskpolis" in figure for figure in figures)
    assert figures["loket_database_bereikbaar"] == 1
    assert figures["loket_mail_mislukt"] == 0
    assert figures["loket_schijf_vrij_bytes"] > 0


def test_without_a_database_the_figures_say_so(watched: Flask) -> None:
    db = watched.extensions["loket"].db
    db.dispose()
    with Path(db.engine.url.database).open("wb") as file:
        file.write(b"geen database, maar wel lang genoeg om er een te lijken " * 50)
    assert _figures(watched)["loket_database_bereikbaar"] == 0


def test_figures_ask_for_the_key(watched: Flask, client: AuditedClient) -> None:
    assert watched.test_client().get("/metrics").status_code == 403
    wrong = watched.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"})
    assert wrong.status_code == 403
    assert client.get("/metrics").status_code == 404


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log writes as JSON."""
    root, stream = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(stream), root.level
    root.addHandler(handler)
    formatters = [(found, found.formatter, list(found.filters)) for found in root.handlers]
    logs.configure(json=True)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    for found, formatter, filters in formatters:
        found.setFormatter(formatter)
        found.filters[:] = filters


def test_what_says_the_same_at_every_start_is_left_out_and_its_warnings_are_not(lines: io.StringIO) -> None:
    talker = logging.getLogger("alembic.runtime.plugins")
    talker.info("setup plugin")
    talker.warning("broken plugin")
    assert [json.loads(line)["melding"] for line in lines.getvalue().splitlines()] == ["broken plugin"]


def test_a_log_line_has_the_number_that_the_answer_carries(client: AuditedClient, lines: io.StringIO) -> None:
    answer = client.get("/regelingen/no-riskpolis?geheim=abc")
    (line,) = [json.loads(line) for line in lines.getvalue().splitlines() if "loket.verzoek" in line]
    assert line["verzoek"] == answer.headers["X-Request-ID"]
    assert (line["adres"], line["status"], line["methode"]) == ("/regelingen/<slug>", 200, "GET")
    assert "no-riskpolis" not in lines.getvalue()
    assert "geheim" not in lines.getvalue()


def test_every_request_has_a_number_of_its_own(client: AuditedClient) -> None:
    numbers = {client.get("/gezondheid").headers["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.parametrize(("proxies", "kept"), [(0, False), (1, True)])
def test_only_a_trusted_proxy_gives_the_number(
    settings: Settings, content: ContentStore, proxies: int, kept: bool
) -> None:
    app = create_app(replace(settings, proxies=proxies), content)
    answer = app.test_client().get("/gezondheid", headers={"X-Request-ID": "nummer-van-buiten"})
    assert (answer.headers["X-Request-ID"] == "nummer-van-buiten") is kept
    odd = app.test_client().get("/gezondheid", headers={"X-Request-ID": "x\u00e9 {evil}"})
    assert odd.headers["X-Request-ID"].isalnum()
