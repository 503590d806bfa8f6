"""The ledger of addresses: a changed address must be acknowledged."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.cli.routes import LEDGER, ledger, routes_lijst

EXPLAIN = "an address of the site changed: keep the old one working, then run `flask --app wsgi routes-lijst`"


def test_the_ledger_of_addresses_equals_the_site(app: Flask) -> None:
    assert LEDGER.read_text(encoding="utf-8") == ledger(app), EXPLAIN


def test_a_new_address_changes_the_ledger(app: Flask) -> None:
    careless = Flask("careless")
    before = ledger(careless)
    careless.add_url_rule("/nieuw", "nieuw", lambda: "")
    assert ledger(careless) != before
    assert "/nieuw" in ledger(careless)


def test_the_command_writes_the_ledger(app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "routes.txt"
    done = app.test_cli_runner().invoke(routes_lijst, ["--naar", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_text(encoding="utf-8") == ledger(app)
