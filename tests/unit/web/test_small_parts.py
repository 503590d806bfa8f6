"""Small decisions of the web: where signing in leads, how values are shown, which language a path is in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from app.web.auth.views import safe_target
from app.web.filters import day, lines, moment, weekday
from app.web.kennisbank.zoeken import page_number
from app.web.language import LanguagePrefix
from app.web.pages import asset


@pytest.mark.parametrize(("asked", "target"), [
    ("/werkplek", "/werkplek"), ("/werkplek/verzoeken/WL-2222-22", "/werkplek/verzoeken/WL-2222-22"),
    ("/werkplek?mand=team", "/werkplek?mand=team"), ("", "/werkplek"), ("/contact", "/werkplek"),
    ("//kwaad.example", "/werkplek"), ("/werkplek//kwaad.example", "/werkplek"), ("/\\kwaad", "/werkplek"),
    ("/werkplek\r\nX: y", "/werkplek"), ("https://kwaad.example/werkplek", "/werkplek"),
])  # fmt: skip
def test_signing_in_leads_to_the_werkplek_only(asked: str, target: str) -> None:
    assert safe_target(asked) == target


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), ("100", 100), ("0", 1), ("101", 1), ("x", 1), ("²", 1), ("", 1)]
)
def test_a_page_number_is_one_to_a_hundred(text: str, number: int) -> None:
    assert page_number(text) == number


def test_dates_and_moments_are_said_as_in_amsterdam(app: Flask) -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with app.test_request_context("/"):
        assert day(date(2026, 11, 24)) == "24 november 2026"
        assert day(late) == "25 november 2026"
        assert weekday(late) == "woensdag 25 november"
        assert moment(late) == "25 november 2026, 00.30 uur"


def test_lines_of_a_person_are_text() -> None:
    assert str(lines("<b>a</b>\nb & c")) == "&lt;b&gt;a&lt;/b&gt;<br>b &amp; c"


@pytest.mark.parametrize(("path", "inner", "script"), [
    ("/en", "/", "/en"), ("/en/", "/", "/en"), ("/en/contact", "/contact", "/en"), ("/english", "/english", ""),
    ("/energie", "/energie", ""), ("/", "/", ""), ("/contact/en", "/contact/en", ""), ("/en/en", "/en", "/en"),
])  # fmt: skip
def test_the_language_prefix_moves_out_of_the_path(path: str, inner: str, script: str) -> None:
    seen: dict[str, Any] = {}

    def site(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.update(environ)
        return []

    LanguagePrefix(site)({"PATH_INFO": path}, lambda *_: None)
    assert (seen["PATH_INFO"], seen.get("SCRIPT_NAME", "")) == (inner, script)


def test_a_file_changes_its_address_when_it_changes() -> None:
    address = asset("site.css")
    assert address.startswith("/static/site.css?v=") and len(address.rpartition("=")[2]) == 12
