"""The site that ``snelheid.py`` measures: its content, its database, and a question as a browser sends it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlencode

from _common import Server, request, say

from app.accounts.sign_in import start_session
from app.core import clock
from app.core.db import Database
from app.core.migrate import upgrade
from app.kennisbank import versions
from app.kennisbank.catalogue import load
from app.kennisbank.handover import announcement
from app.kennisbank.store import build_edition
from bench.werkplek import PLACES, fill

COOKIE = "werkplek"
SECRET = "geheim-van-de-meting-met-genoeg-tekens"  # noqa: S105 - of a site that lives for a minute


def published(data: Path, folder: Path) -> None:
    """Publish a folder as ``content publiceer`` does, without its checks: what is copied twice would not pass."""
    catalogue, problems = load(folder)
    if catalogue is None:
        raise SystemExit("\n".join(map(str, problems)))
    versions.keep(folder, data, catalogue.version)
    kept = versions.folder(data, catalogue.version)
    build_edition(catalogue, clock.today(), data, kept, versions.index_folder(data, catalogue.version))
    with announcement(data, catalogue.version, say):
        versions.make_current(data, catalogue.version)


def database(path: Path, requests: int) -> tuple[str, str]:
    """A database full of requests, and the session of an accountmanager in it."""
    url = f"sqlite:///{path}"
    db = Database(url)
    upgrade(db)
    fill(db, requests)
    with db.transaction() as session:
        token = start_session(session, medewerker_id=10, now=clock.now())
    db.dispose()
    return url, token


def site(data: Path, folder: Path, url: str, *, guard: bool = False) -> Server:
    """The real site, not started yet. guard: with the limits that keep robots out."""
    settings = {
        "LOKET_OMGEVING": "test", "SECRET_KEY": SECRET, "DATA_DIR": str(data), "CONTENT_DIR": str(folder),
        "DATABASE_URL": url, "FORMULIERWACHT": "ja" if guard else "nee",
    }  # fmt: skip
    return Server("wsgi:app", settings, data / "meting.log")


def contact_forms(server: Server) -> tuple[str, ...]:
    """A question from each gemeente as a browser sends it, with a key and an address that are new every time."""
    _status, headers, body = server.get("/contact")
    page = body.decode()
    fields = dict(re.findall(r'<input type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    if "csrf_token" not in fields:
        raise SystemExit("Het contactformulier heeft geen csrf_token meer; pas bench/_site.py aan.")
    sent = {"Cookie": headers["set-cookie"].split(";")[0], "X-Forwarded-For": "10.1.2.3"}
    form = fields | {
        "sleutel": "meting-aantal-@@@@@@@@", "onderwerp": "regeling", "vraag": "Wat kan ik krijgen voor een collega?",
        "organisatie": "Bakkerij Meting", "naam": "Robin", "email": "r@@@@@@@@@bedrijf.example",
    }  # fmt: skip
    bodies = [urlencode(form | {"gemeente": place}).replace(quote("@@@@@@@@"), "@@@@@@@@") for place in PLACES]
    return tuple(request("/contact", sent, each) for each in bodies)
