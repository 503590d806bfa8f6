"""Requests of one quarter, counted for the public figures. The numbers are not hidden yet: see ``suppression``."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.contact.dossier_models import Beoordeling
from app.contact.models import Contactverzoek
from app.contact.promise import is_late, local_day, promised_day
from app.core.clock import AMSTERDAM
from app.kennisbank.region import Regio

LEAST_GRADES = 10
REQUEST_SUM = ("op_tijd", "later", "niet", "vragen")
"""Every request is one of the first three; the last is their sum."""


def count_requests(session: Session, region: Regio, first: date, until: date) -> dict[str, int]:
    """Requests that came in from ``first`` and before ``until``: answered within the promise, later, or not.

    The first promise counts, also when a later message got a new one.
    """
    counts = dict.fromkeys(REQUEST_SUM, 0)
    rows = session.execute(
        select(Contactverzoek.ingediend_op, Contactverzoek.spoed, Contactverzoek.eerste_antwoord_op).where(
            *_within(first, until)
        )
    )
    for asked, urgent, answered in rows:
        if answered is None:
            outcome = "niet"
        else:
            late = is_late(promised_day(region, asked, spoed=urgent), local_day(answered))
            outcome = "later" if late else "op_tijd"
        counts[outcome] += 1
        counts["vragen"] += 1
    return counts


def mean_grade(session: Session, first: date, until: date) -> float | None:
    """Mean of the grades 1 to 5 for requests of these days; None with fewer than ten."""
    count, total = session.execute(
        select(func.count(), func.sum(Beoordeling.tevreden))
        .join(Contactverzoek, Contactverzoek.id == Beoordeling.verzoek_id)
        .where(*_within(first, until))
    ).one()
    return round(int(total) / count, 1) if count >= LEAST_GRADES else None


def _within(first: date, until: date) -> tuple[ColumnElement[bool], ...]:
    begin, end = (datetime.combine(day, time(), AMSTERDAM) for day in (first, until))
    return Contactverzoek.ingediend_op >= begin, Contactverzoek.ingediend_op < end
