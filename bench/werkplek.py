"""Does the werkplek stay quick as closed requests pile up? Run: ``python bench/werkplek.py [--verzoeken N]``.

Fills a database twice, with the same open work and 200 accountmanagers: once with 20,000 requests (so that every page
is full) and once with 100,000, nearly all of them closed. Then it counts the queries and measures the time of every
screen on both. The number of queries must be equal and the time may not grow with the closed requests: the ratio is
printed and more than ``MOST`` fails. On SQLite and on a PostgreSQL server that it starts itself.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import create_engine, event, insert, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from app.accounts.models import Medewerker  # noqa: E402
from app.accounts.permissions import Actor, Rol  # noqa: E402
from app.contact.conversation import get_conversation  # noqa: E402
from app.contact.dossier import get_dossier, list_werkgevers  # noqa: E402
from app.contact.dossier_models import Opvolging  # noqa: E402
from app.contact.followups import count_due, list_due  # noqa: E402
from app.contact.links import Desk, Links  # noqa: E402
from app.contact.models import Bericht, Contactverzoek, Territorium, Werkgever  # noqa: E402
from app.contact.office import load_office  # noqa: E402
from app.contact.queries import Mand, count_baskets, list_basket, list_colleagues  # noqa: E402
from app.contact.reminders import due_reminders  # noqa: E402
from app.contact.retention import count_due as count_retention  # noqa: E402
from app.contact.staffing import load_staff, open_loads  # noqa: E402
from app.core import clock  # noqa: E402
from app.core.db import Database, normalise_url  # noqa: E402
from app.core.migrate import upgrade  # noqa: E402
from app.kennisbank.catalogue import load  # noqa: E402
from tests.support import postgres  # noqa: E402

STAFF, OPEN_WORK, SMALL = 200, 900, 20_000
MOST = 2.5
"""A screen may be this much slower with five times the closed requests: noise and a deeper index, no scan."""
RUNS = 15
PLACES = (
    "arnhem", "doesburg", "duiven", "lingewaard", "overbetuwe", "renkum", "rheden", "rozendaal", "westervoort",
    "zevenaar",
)  # fmt: skip
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=clock.AMSTERDAM)
REASON = {"regel": "gemeente", "reden_medewerker": "", "reden_werkgever": "", "overgeslagen": []}


def fill(db: Database, requests: int) -> None:
    """200 colleagues, a werkgever per ten requests, ``OPEN_WORK`` open requests, the rest closed, two messages each."""
    states = ("nieuw", "in-behandeling", "wacht-op-werkgever")
    with db.transaction() as session:
        people = [
            {
                "id": n, "naam": f"Collega {n:03}", "email": f"c{n}@loket.example", "werkdagen": ["ma", "di", "wo"],
                "rollen": ["accountmanager"] if n > 2 else ["coordinator"], "uren": 36, "vol": False, "actief": True,
                "demo": False, "aangemaakt_op": NOW,
            }
            for n in range(1, STAFF + 1)
        ]  # fmt: skip
        session.execute(insert(Medewerker), people)
        areas = [{"gemeente": PLACES[n % len(PLACES)], "medewerker_id": n} for n in range(3, STAFF + 1)]
        session.execute(insert(Territorium), areas)
        employers = max(requests // 10, OPEN_WORK)
        rows = [
            {
                "id": n,
                "naam": f"Bedrijf {n}",
                "kvk_nummer": f"{n:08}",
                "accountmanager_id": 3 + n % 198,
                "aangemaakt_op": NOW,
            }
            for n in range(1, employers + 1)
        ]
        _insert(session, Werkgever, rows)
        made, said = [], []
        for n in range(1, requests + 1):
            is_open = n <= OPEN_WORK
            asked = NOW - timedelta(days=1 if is_open else 30 + n % 600)
            made.append(
                {
                    "id": n, "referentie": f"B{n}", "sleutel": f"s{n}", "werkgever_id": 1 + n % employers,
                    "organisatie": f"Bedrijf {n}", "contact_naam": "Robin", "contact_email": f"r{n}@bedrijf.example",
                    "buiten_regio": False, "onderwerp": "Iets anders",
                    "status": states[n % 3] if is_open else "afgerond",
                    "eigenaar_id": 3 + n % 198, "spoed": False, "beloofd_op": (asked + timedelta(days=3)).date(),
                    "toewijzing": REASON, "versie": 2, "ingediend_op": asked, "gewijzigd_op": asked,
                    "eerste_antwoord_op": asked, "afgesloten_op": None if is_open else asked + timedelta(days=5),
                }
            )  # fmt: skip
            for kind in ("werkgever", "medewerker"):
                said.append(
                    {"verzoek_id": n, "soort": kind, "tekst": "Een vraag of een antwoord.", "geschreven_op": asked}
                )
        _insert(session, Contactverzoek, made)
        _insert(session, Bericht, said)
        plans = [
            {
                "werkgever_id": n, "sleutel": f"o{n}-{done}", "op": (NOW + timedelta(days=2)).date(),
                "waarom": "Bellen.",
                "stand": "gedaan" if done else "gepland", "aangemaakt_op": NOW,
            }
            for n in range(1, employers + 1)
            for done in (True, False)
            if done or n <= OPEN_WORK
        ]  # fmt: skip
        _insert(session, Opvolging, plans)
    with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))


def _insert(session: Session, model: type, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), 5_000):
        session.execute(insert(model), rows[start : start + 5_000])


def screens() -> dict[str, Callable[[Session], object]]:
    """What people look at, and what the worker does all day."""
    today = NOW.date()
    person = Actor(10, "Collega 010", frozenset({Rol.ACCOUNTMANAGER}))
    lead = Actor(1, "Collega 001", frozenset({Rol.COORDINATOR}))
    catalogue, _problems = load(ROOT / "content")
    assert catalogue is not None
    desk = Desk(catalogue.region, Links("https://loket.example", "x" * 40))
    plan, terms = load_office(ROOT / "content").plan, load_office(ROOT / "content").bewaartermijnen
    return {
        "tabbladen accountmanager": lambda s: count_baskets(s, person, today=today),
        "tabbladen coördinator": lambda s: count_baskets(s, lead, today=today),
        "mand nieuw": lambda s: list_basket(s, person, Mand.NIEUW, today=today),
        "mand wacht op werkgever": lambda s: list_basket(s, person, Mand.WACHT_OP_WERKGEVER, today=today),
        "mand afgerond, eerste pagina": lambda s: list_basket(s, person, Mand.AFGEROND, today=today),
        "hele team": lambda s: list_basket(s, lead, Mand.TEAM, today=today),
        "opvolgen tellen": lambda s: count_due(s, person, today=today),
        "opvolgen lijst": lambda s: list_due(s, person, today=today),
        "werkgevers van mij": lambda s: list_werkgevers(s, person, ""),
        "dossier": lambda s: get_dossier(s, lead, 5, plan=plan, facts=catalogue.facts, today=today),
        "verzoek": lambda s: get_conversation(s, lead, "B7", today=today),
        "collega's met werklast": lambda s: list_colleagues(s, open_loads(s)),
        "routeren: iedereen laden": lambda s: load_staff(s, today),
        "herinneringen": lambda s: due_reminders(s, desk=desk, now=NOW),
        "bewaartermijn (telt)": lambda s: count_retention(s, terms=terms, now=NOW),
    }


GROWS = {"bewaartermijn (telt)", "werkgevers van mij"}
"""Measured and shown, but not judged: the first reads what is due, the second the werkgevers of one person."""


def measure(db: Database, look: Callable[[Session], object]) -> tuple[int, float]:
    """How many queries, and the middle of the times in milliseconds."""
    count = 0

    def counted(*_args: object) -> None:
        nonlocal count
        count += 1

    times = []
    with db.reading() as session:
        look(session)
    event.listen(db.reader, "before_cursor_execute", counted)
    with db.reading() as session:
        look(session)
    event.remove(db.reader, "before_cursor_execute", counted)
    for _run in range(RUNS):
        with db.reading() as session:
            began = time.perf_counter()
            look(session)
            times.append((time.perf_counter() - began) * 1000)
    return count, statistics.median(times)


@contextmanager
def databases() -> Iterator[list[tuple[str, Callable[[int], Database]]]]:
    """SQLite files, and a PostgreSQL server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        found: list[tuple[str, Callable[[int], Database]]] = [
            ("SQLite", lambda size: Database(f"sqlite:///{folder}/{size}.sqlite3"))
        ]
        with postgres.server() as address:
            admin = create_engine(normalise_url(f"{address}/postgres"), isolation_level="AUTOCOMMIT")

            def fresh(size: int) -> Database:
                with admin.connect() as connection:
                    connection.execute(text(f"CREATE DATABASE bench_{size}"))
                return Database(f"{address}/bench_{size}")

            yield [*found, ("PostgreSQL", fresh)]
            admin.dispose()


def main() -> int:
    """Print a table per database; 1 when a screen grows with closed requests."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--verzoeken", type=int, default=100_000)
    large = parser.parse_args().verzoeken
    wrong = 0
    with clock.pinned(NOW), databases() as kinds:
        for kind, make in kinds:
            small_db, large_db = make(SMALL), make(large)
            for db, size in ((small_db, SMALL), (large_db, large)):
                upgrade(db)
                fill(db, size)
            print(f"\n{kind}: {SMALL} en {large} verzoeken, {STAFF} medewerkers\n")
            print(f"{'scherm':32} {'vragen':>13} {'ms':>15} {'factor':>7}")
            for name, look in screens().items():
                few, quick = measure(small_db, look)
                many, slow = measure(large_db, look)
                ratio = slow / quick if quick else 1.0
                bad = many != few or (ratio > MOST and slow > 5 and name not in GROWS)
                wrong += bad
                verdict = "  GROEIT" if bad else ""
                print(f"{name:32} {few:>5} {many:>7} {quick:>7.2f} {slow:>7.2f} {ratio:>7.2f}{verdict}")
            small_db.dispose()
            large_db.dispose()
    print(f"\n{wrong} schermen groeien mee met afgeronde verzoeken.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
