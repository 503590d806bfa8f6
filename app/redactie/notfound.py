"""What visitors searched for and did not find: words counted per week, never who searched or when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.core.text import clean_line
from app.redactie.models import Zoekvraag

LONGEST = 80
MOST_PER_WEEK = 5000
KEEP = timedelta(weeks=26)
AT_ONCE = 500
COUNTED = ("gezocht", "leeg", "geopend")
_DIGITS = re.compile(r"\d(?:[ .-]?\d){5,}")
_NOT_A_WORD = re.compile(r"[^\w\s'€%-]+")


def monday_of(day: date) -> date:
    """The first day of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def normalised(query: str) -> str | None:
    """The words to count, in lower case; None for what may be personal: an e-mail address or six digits and more."""
    if "@" in query or _DIGITS.search(query):
        return None
    words = clean_line(_NOT_A_WORD.sub(" ", query)).lower()
    return words if 0 < len(words) <= LONGEST else None


@dataclass(slots=True)
class Tally:
    """How often a query was asked, gave nothing, and led to a page."""

    gezocht: int = 0
    leeg: int = 0
    geopend: int = 0


Key = tuple[date, str, str]
"""Monday of the week, language, words."""


class SearchCounts:
    """Counts of this process that are not stored yet. Thread-safe; bounded, so that a robot cannot fill the memory."""

    def __init__(self) -> None:
        self._counts: defaultdict[Key, Tally] = defaultdict(Tally)
        self._lock = Lock()

    def searched(self, query: str, language: str, day: date, total: int) -> None:
        """Somebody searched and got ``total`` results."""
        words = normalised(query)
        if words is not None:
            self._add((monday_of(day), language, words), Tally(1, int(total == 0), 0))

    def opened(self, query: str, language: str, day: date) -> None:
        """Somebody opened a result of this query."""
        words = normalised(query)
        if words is not None:
            self._add((monday_of(day), language, words), Tally(0, 0, 1))

    def take(self) -> dict[Key, Tally]:
        """Everything counted since the last time."""
        with self._lock:
            taken, self._counts = dict(self._counts), defaultdict(Tally)
        return taken

    def give_back(self, taken: Mapping[Key, Tally]) -> None:
        """What could not be stored now."""
        for key, tally in taken.items():
            self._add(key, tally)

    def _add(self, key: Key, more: Tally) -> None:
        with self._lock:
            if key in self._counts or len(self._counts) < MOST_PER_WEEK:
                tally = self._counts[key]
                tally.gezocht += more.gezocht
                tally.leeg += more.leeg
                tally.geopend += more.geopend


def store_counts(session: Session, counts: Mapping[Key, Tally]) -> None:
    """Add the counts to the table in few statements; new queries above the most of a week are left out."""
    for week, language in sorted({key[:2] for key in counts}):
        tallies = {words: tally for (of_week, of_language, words), tally in counts.items()
                   if (of_week, of_language) == (week, language)}  # fmt: skip
        here = (Zoekvraag.week == week, Zoekvraag.taal == language)
        asked = list(tallies)
        known = {
            words
            for start in range(0, len(asked), AT_ONCE)
            for words in session.scalars(
                select(Zoekvraag.vraag).where(*here, Zoekvraag.vraag.in_(asked[start : start + AT_ONCE]))
            )
        }
        if again := sorted(words for words in asked if words in known):
            session.connection().execute(
                update(Zoekvraag)
                .where(*here, Zoekvraag.vraag == bindparam("words"))
                .values({name: getattr(Zoekvraag, name) + bindparam(f"more_{name}") for name in COUNTED}),
                [{"words": words} | {f"more_{name}": getattr(tallies[words], name) for name in COUNTED}
                 for words in again],
            )  # fmt: skip
        if new := [words for words in asked if words not in known]:
            rows = session.scalar(select(func.count()).select_from(Zoekvraag).where(Zoekvraag.week == week)) or 0
            if room := new[: max(0, MOST_PER_WEEK - rows)]:
                session.execute(
                    insert(Zoekvraag),
                    [{"week": week, "taal": language, "vraag": words}
                     | {name: getattr(tallies[words], name) for name in COUNTED} for words in room],
                )  # fmt: skip


def list_searches(session: Session, week: date) -> tuple[list[Zoekvraag], list[Zoekvraag]]:
    """Queries of a week that gave nothing, and queries with results of which none was opened; most asked first."""
    found = session.scalars(select(Zoekvraag).where(Zoekvraag.week == week)).all()
    empty = sorted((q for q in found if q.leeg), key=lambda q: (-q.leeg, q.vraag))
    unopened = [q for q in found if q.gezocht > q.leeg and not q.geopend]
    return empty, sorted(unopened, key=lambda q: (-(q.gezocht - q.leeg), q.vraag))


def purge_searches(session: Session, *, today: date) -> None:
    """Throw away what is older than half a year."""
    session.execute(delete(Zoekvraag).where(Zoekvraag.week < today - KEEP))
