"""How often a page was opened: counted per page and week, never who, when or from where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.kennisbank.schema import KIND_NAMES
from app.redactie.models import Lezing
from app.redactie.notfound import monday_of

KEEP = timedelta(weeks=30)
MOST = 5000
_PAGE = re.compile(rf"(?:/en)?(/(?:{'|'.join(KIND_NAMES)})/[a-z0-9-]{{1,80}})/?")
Key = tuple[date, str]
"""Monday of the week, path of the Dutch page."""


class Readings:
    """Counts of this process that are not stored yet. Thread-safe and bounded."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._lock = Lock()

    def note(self, path: str, day: date) -> None:
        """Somebody opened this page; anything that is no page of the knowledge base is left out."""
        page = _PAGE.fullmatch(path)
        if page is not None:
            self.give_back({(monday_of(day), page[1]): 1})

    def take(self) -> dict[Key, int]:
        """Everything counted since the last time."""
        with self._lock:
            taken, self._counts = dict(self._counts), Counter()
        return taken

    def give_back(self, counts: Mapping[Key, int]) -> None:
        """Count more, such as what could not be stored now."""
        with self._lock:
            for key, more in counts.items():
                if key in self._counts or len(self._counts) < MOST:
                    self._counts[key] += more


def store_readings(session: Session, counts: Mapping[Key, int]) -> None:
    """Add the counts to the table."""
    for (week, page), more in sorted(counts.items()):
        row = session.get(Lezing, (week, page), with_for_update=True)
        if row is None:
            row = Lezing(week=week, pagina=page, aantal=0)
            session.add(row)
        row.aantal += more
        session.flush()


def count_readings(session: Session, first: date, until: date) -> dict[str, int]:
    """How often each page was opened in the weeks that begin from ``first`` and before ``until``."""
    total = func.sum(Lezing.aantal)
    rows = session.execute(
        select(Lezing.pagina, total).where(Lezing.week >= first, Lezing.week < until).group_by(Lezing.pagina)
    )
    return {page: int(count) for page, count in rows}


def purge_readings(session: Session, *, today: date) -> None:
    """Throw away what is in the figures of its quarter by now."""
    session.execute(delete(Lezing).where(Lezing.week < today - KEEP))
