"""Figures for everybody, per quarter: numbers that say nothing about anybody, made once when the quarter is over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kennisbank.catalogue import Catalogue, Page
from app.redactie.feedback import page_at
from app.redactie.models import Kwartaalcijfers, Terugmelding, Zoekvraag
from app.redactie.readings import count_readings

AFTER = timedelta(days=14)
"""A quarter is made this long after its end: by then every promise of it was kept or broken."""
LEAST = 5
LONGEST_LIST = 10
_WORD = re.compile(r"[^\W\d_]{2,}")
_NAME = re.compile(r"(20\d\d)-K([1-4])")


def quarter_of(day: date) -> date:
    """The first day of the quarter of ``day``."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def next_quarter(first: date) -> date:
    """The first day of the quarter after the one that begins on ``first``."""
    return quarter_of(first + timedelta(days=93))


def name_of(first: date) -> str:
    """ "2026-K3"."""
    return f"{first.year}-K{(first.month + 2) // 3}"


def named(name: str) -> date | None:
    """The first day of the quarter with this name; None when it is no such name."""
    found = _NAME.fullmatch(name)
    return date(int(found[1]), 3 * int(found[2]) - 2, 1) if found else None


def finished_quarter(today: date) -> date:
    """The latest quarter that can be made: over, and its promises too."""
    last = quarter_of(quarter_of(today) - timedelta(days=1))
    return last if today >= next_quarter(last) + AFTER else quarter_of(last - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Quarter:
    """What everybody may see. ``getallen``: None is hidden. ``gelezen``: path, title, how often; ``gezocht``: words,
    language, how often.
    """

    eerste: date
    getallen: Mapping[str, int | None]
    tevreden: float | None
    gelezen: tuple[tuple[str, str, int], ...]
    gezocht: tuple[tuple[str, str, int], ...]
    voorbeeld: bool = False

    @property
    def naam(self) -> str:
        return name_of(self.eerste)

    @property
    def laatste(self) -> date:
        return next_quarter(self.eerste) - timedelta(days=1)

    def as_json(self) -> dict[str, Any]:
        """Plain values; null is hidden."""
        found: dict[str, Any] = {"kwartaal": self.naam, "van": self.eerste.isoformat(), "tot": self.laatste.isoformat()}
        found |= {"voorbeeld": self.voorbeeld, "getallen": dict(self.getallen), "tevreden": self.tevreden}
        found["gelezen"] = [{"pagina": path, "titel": title, "aantal": count} for path, title, count in self.gelezen]
        found["gezocht"] = [{"vraag": words, "taal": taal, "aantal": count} for words, taal, count in self.gezocht]
        return found


def count_answers(session: Session, first: date) -> dict[str, int]:
    """Answers to "Heeft deze pagina u geholpen?" in a quarter."""
    in_quarter = (Terugmelding.op >= first, Terugmelding.op < next_quarter(first))
    rows = session.execute(
        select(Terugmelding.antwoord, func.count()).where(*in_quarter).group_by(Terugmelding.antwoord)
    )
    given = {answer: int(count) for answer, count in rows}
    return {"ja": given.get("ja", 0), "nee": given.get("nee", 0), "antwoorden": sum(given.values())}


def most_read(session: Session, catalogue: Catalogue, first: date) -> tuple[tuple[str, str, int], ...]:
    """The pages of today that were opened most."""
    rows = []
    for path, count in count_readings(session, first, next_quarter(first)).items():
        page = page_at(catalogue, path)
        if page is not None and count >= LEAST:
            rows.append((path, page.meta.titel, count))
    return tuple(sorted(rows, key=lambda row: (-row[2], row[1]))[:LONGEST_LIST])


def most_searched(session: Session, catalogue: Catalogue, first: date) -> tuple[tuple[str, str, int], ...]:
    """The words that were searched for most, in at least two weeks, as far as every one of them stands in our texts.

    A name that somebody searched for often is no word of our texts, so it is never shown.
    """
    known = _vocabulary(catalogue)
    asked: Counter[tuple[str, str]] = Counter()
    weeks: Counter[tuple[str, str]] = Counter()
    for row in session.scalars(select(Zoekvraag).where(Zoekvraag.week >= first, Zoekvraag.week < next_quarter(first))):
        words = _WORD.findall(row.vraag)
        if words and all(word in known for word in words) and not re.search(r"\d", row.vraag):
            asked[row.vraag, row.taal] += row.gezocht
            weeks[row.vraag, row.taal] += 1
    rows = [(*key, count) for key, count in asked.items() if count >= LEAST and weeks[key] > 1]
    return tuple(sorted(rows, key=lambda row: (-row[2], row[0]))[:LONGEST_LIST])


def _vocabulary(catalogue: Catalogue) -> set[str]:
    """Every word on the pages about regelingen, artikelen and begrippen; not of stories, where names may stand."""
    pages: list[Page] = [
        page
        for shelf in (*catalogue.pages.items(), *catalogue.translations.items())
        if shelf[0] in ("regelingen", "artikelen", "begrippen")
        for page in shelf[1].values()
    ]
    words: set[str] = set()
    for page in pages:
        meta = page.meta
        for text in (meta.titel, meta.samenvatting, *meta.synoniemen, *meta.zoekwoorden, page.body):
            words.update(_WORD.findall(text.lower()))
    return words


def store_quarter(session: Session, quarter: Quarter, *, now: datetime) -> None:
    """Keep the figures; what was made before stays as it is, so that two versions can never be compared."""
    before = session.get(Kwartaalcijfers, quarter.eerste)
    if before is not None and not before.voorbeeld:
        return
    if before is not None:
        session.delete(before)
        session.flush()
    values = quarter.as_json()
    session.add(Kwartaalcijfers(kwartaal=quarter.eerste, cijfers=values, voorbeeld=quarter.voorbeeld, gemaakt_op=now))
    session.flush()


def has_quarter(session: Session, first: date) -> bool:
    """Whether the real figures of a quarter were made."""
    row = session.get(Kwartaalcijfers, first)
    return row is not None and not row.voorbeeld


def list_quarters(session: Session, *, examples: bool) -> list[Quarter]:
    """All figures, newest first. examples: also those that are made up."""
    rows = session.scalars(select(Kwartaalcijfers).order_by(Kwartaalcijfers.kwartaal.desc()))
    return [_read(row) for row in rows if examples or not row.voorbeeld]


def _read(row: Kwartaalcijfers) -> Quarter:
    values = row.cijfers
    return Quarter(
        row.kwartaal,
        values["getallen"],
        values["tevreden"],
        tuple((each["pagina"], each["titel"], each["aantal"]) for each in values["gelezen"]),
        tuple((each["vraag"], each["taal"], each["aantal"]) for each in values["gezocht"]),
        row.voorbeeld,
    )


def example(catalogue: Catalogue, first: date) -> Quarter:
    """Made-up figures, so that an installation without visitors shows what the page looks like."""
    numbers = {"op_tijd": 112, "later": 9, "niet": None, "vragen": None, "ja": 214, "nee": 37, "antwoorden": 251}
    read = [(f"/regelingen/{page.slug}", page.meta.titel) for page in catalogue.of_kind("regelingen")[:LONGEST_LIST]]
    words = [page.meta.titel.lower() for page in catalogue.of_kind("regelingen")[:5]]
    return Quarter(
        first,
        numbers,
        4.2,
        tuple((path, title, 640 - 55 * place) for place, (path, title) in enumerate(read)),
        tuple((word, "nl", 90 - 13 * place) for place, word in enumerate(words)),
        voorbeeld=True,
    )
