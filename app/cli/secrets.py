"""``flask geheim``: a new secret key without locking anybody out."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

import click

from app.contact.links import MAILED_DAYS
from app.core import clock

KEY, FORMER = "SECRET_KEY", "SECRET_KEY_FALLBACKS"
MOST_FORMER = 2
"""A key that was already a former one before the last one opens no link that is still valid."""
_LINE = r"^{}=(?P<quote>['\"]?)(?P<value>.*?)(?P=quote)[ \t]*$"


@click.group("geheim", help="De geheime sleutel van deze installatie.")
def geheim() -> None:
    """The group."""


@geheim.command("roteer")
@click.option("--bestand", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--gelekt", is_flag=True, help="De oude sleutel is bij anderen bekend: vertrouw hem niet meer.")
def roteer(bestand: Path, gelekt: bool) -> None:
    """Maak een nieuwe SECRET_KEY in het bestand met instellingen; de oude blijft nog leesbaar."""
    until = clock.today() + timedelta(days=MAILED_DAYS)
    _replace(bestand, rotated(bestand.read_text(encoding="utf-8"), leaked=gelekt))
    click.echo(f"Er staat een nieuwe {KEY} in {bestand}. Doe nu dit:")
    steps = [
        "Zet hetzelfde bestand op elke machine.",
        "Start de website en de worker opnieuw: systemctl restart werkgeversloket werkgeversloket-worker",
    ]
    if gelekt:
        steps += [
            "Log iedereen uit: flask --app wsgi medewerker uitloggen --iedereen",
            "Laat medewerkers hun app opnieuw instellen: de oude geheimen zijn niet meer te lezen.",
            "Links die eerder zijn gemaild werken niet meer. Werkgevers bellen dan, of stellen hun vraag opnieuw.",
        ]
    else:
        steps += [
            "Versleutel de geheimen van de apps opnieuw: flask --app wsgi medewerker sleutels",
            f"Haal {FORMER} op {until:%d-%m-%Y} uit het bestand. Tot dan werken links uit e-mail nog.",
        ]
    for number, step in enumerate(steps, 1):
        click.echo(f"{number}. {step}")


def rotated(text: str, *, leaked: bool = False) -> str:
    """The settings with a new key; the old one goes to the former ones, newest first, unless it leaked."""
    old = _value(text, KEY)
    if len(old) < 32:
        raise click.ClickException(f"Er staat geen {KEY} van minstens 32 tekens in dit bestand.")
    former = [] if leaked else [old, *filter(None, (part.strip() for part in _value(text, FORMER).split(",")))]
    text = _with(text, KEY, secrets.token_hex(32))
    return _with(text, FORMER, ",".join(former[:MOST_FORMER]))


def _value(text: str, name: str) -> str:
    found = re.search(_LINE.format(name), text, re.MULTILINE)
    return found["value"] if found else ""


def _with(text: str, name: str, value: str) -> str:
    line = f"{name}={value}"
    changed, count = re.subn(_LINE.format(name), line, text, count=1, flags=re.MULTILINE)
    if count:
        return changed
    return text if not value else f"{text.rstrip()}\n{line}\n"


def _replace(path: Path, text: str) -> None:
    """Write beside it and put it in its place, with the same owner and rights: never half a file."""
    had = path.stat()
    handle, beside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chown(beside, had.st_uid, had.st_gid)
        Path(beside).chmod(had.st_mode & 0o777)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
