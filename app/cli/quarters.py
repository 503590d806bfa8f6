"""What the worker does for the public figures: make those of a quarter once it is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.contact.quarter import REQUEST_SUM, count_requests, mean_grade
from app.contact.suppression import hidden_cells
from app.core.clock import AMSTERDAM
from app.kennisbank.catalogue import Catalogue
from app.redactie.public_figures import (
    Quarter,
    count_answers,
    example,
    finished_quarter,
    has_quarter,
    list_quarters,
    most_read,
    most_searched,
    next_quarter,
    quarter_of,
    store_quarter,
)

ANSWER_SUM = ("ja", "nee", "antwoorden")
BACK = 2
"""Quarters to look back, for a worker that stood still: what is older is thrown away by then."""


def make_quarters(session: Session, *, catalogue: Catalogue, now: datetime, real: bool) -> None:
    """Make every finished quarter in which something happened. real: False adds an example when there is none."""
    first = finished_quarter(now.astimezone(AMSTERDAM).date())
    for _number in range(BACK):
        if not has_quarter(session, first):
            found = quarter_figures(session, catalogue=catalogue, first=first)
            if found is not None:
                store_quarter(session, found, now=now)
        first = quarter_of(first - timedelta(days=1))
    if not real and not list_quarters(session, examples=True):
        newest = finished_quarter(now.astimezone(AMSTERDAM).date())
        store_quarter(session, example(catalogue, newest), now=now)


def quarter_figures(session: Session, *, catalogue: Catalogue, first: date) -> Quarter | None:
    """The figures of a quarter with small numbers hidden; None when nothing happened in it."""
    until = next_quarter(first)
    numbers = count_requests(session, catalogue.region, first, until) | count_answers(session, first)
    read = most_read(session, catalogue, first)
    if not any(numbers.values()) and not read:
        return None
    hidden = hidden_cells(numbers, [REQUEST_SUM, ANSWER_SUM])
    shown = {name: None if name in hidden else value for name, value in numbers.items()}
    searched = most_searched(session, catalogue, first)
    return Quarter(first, shown, mean_grade(session, first, until), read, searched)
