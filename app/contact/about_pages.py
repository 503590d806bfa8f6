"""About which content pages questions came in: counted for the editor, without what was asked or by whom."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.contact.models import Bericht
from app.contact.states import Soort
from app.core.clock import AMSTERDAM
from app.kennisbank.schema import KIND_NAMES

_PAGE = re.compile(rf"/(?:{'|'.join(KIND_NAMES)})/[a-z0-9]+(?:-[a-z0-9]+)*")


def count_questions_about_pages(session: Session, *, first: date, last: date) -> dict[str, int]:
    """How many messages of werkgevers named each page, from ``first`` up to and including ``last``, by path."""
    since = datetime.combine(first, time.min, AMSTERDAM)
    until = datetime.combine(last + timedelta(days=1), time.min, AMSTERDAM)
    texts = session.scalars(
        select(Bericht.tekst).where(
            Bericht.soort == Soort.WERKGEVER,
            Bericht.geschreven_op >= since,
            Bericht.geschreven_op < until,
            or_(*(Bericht.tekst.contains(f"/{kind}/") for kind in KIND_NAMES)),
        )
    )
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_PAGE.findall(text)))
    return dict(counts)
