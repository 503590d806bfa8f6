"""``flask routes-lijst``: the ledger of addresses. A test compares it, so that no address changes unnoticed."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.settings import ROOT

LEDGER = ROOT / "docs" / "routes.txt"
_HEAD = (
    "# Alle adressen van de site: methoden, adres, naam. Gemaakt met: flask routes-lijst\n"
    "# Mensen bewaren adressen. Verdwijnt er een, zorg dan dat het oude adres doorverwijst.\n"
)


def ledger(app: Flask) -> str:
    """Every address with its methods and endpoint, sorted by address."""
    rows = sorted(
        (rule.rule, ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})), rule.endpoint)
        for rule in app.url_map.iter_rules()
    )
    return _HEAD + "".join(f"{methods:<8} {address:<52} {endpoint}\n" for address, methods, endpoint in rows)


@click.command("routes-lijst")
@click.option("--naar", "target", type=click.Path(path_type=Path), default=LEDGER, help="Bestand voor de lijst.")
@with_appcontext
def routes_lijst(target: Path) -> None:
    """Schrijf alle adressen van de site naar docs/routes.txt."""
    target.write_text(ledger(current_app), encoding="utf-8")
    click.echo(f"{target.name} is bijgewerkt.")
