"""Counts what was searched for and whether a result was opened: words per week, nothing about the visitor.

A browser that opens a result says by itself which page of this site it came from. That is all we look at, so links
in the results carry nothing. Robots are left out. Counting never holds up or breaks a page.
"""

from __future__ import annotations

import logging
import re
import time
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import Database
from app.core.errors import Unavailable
from app.redactie.notfound import SearchCounts, store_counts
from app.web.language import language

log = logging.getLogger(__name__)
RESULTS = {"kennisbank.regeling", "kennisbank.artikel", "kennisbank.begrip", "kennisbank.succesverhaal"}
_RESULT = re.compile(r"(/en)?/(regelingen|artikelen|begrippen|succesverhalen)/[\w-]+")
AT_MOST_EVERY = 1.0
_KEY = "loket_zoektellingen"


class Counter:
    """The counts of this process, and when they were last stored."""

    def __init__(self, db: Database) -> None:
        self.counts = SearchCounts()
        self._db = db
        self._stored_at = -AT_MOST_EVERY
        self._lock = Lock()

    def store(self, *, now: bool = False) -> None:
        """Put the counts in the database, at most once a second unless ``now``; keeps them when that fails.

        One thread at a time, and the others go on: a database that is locked must not hold up everybody who searches.
        """
        if not self._lock.acquire(blocking=now):
            return
        try:
            if not now and time.monotonic() - self._stored_at < AT_MOST_EVERY:
                return
            self._stored_at = time.monotonic()
            taken = self.counts.take()
            if not taken:
                return
            try:
                with self._db.transaction() as session:
                    store_counts(session, taken)
            except (Unavailable, SQLAlchemyError) as error:
                log.warning("searches not stored (%s)", type(error).__name__)
                self.counts.give_back(taken)
        finally:
            self._lock.release()


def store_now(app: Flask) -> None:
    """Before the list is shown: what this process still had."""
    counter: Counter = app.extensions[_KEY]
    counter.store(now=True)


def install(app: Flask) -> None:
    """Count after the answer was made; store after it was sent."""
    counter = Counter(loket_db(app))
    app.extensions[_KEY] = counter

    @app.after_request
    def count(response: Response) -> Response:
        if response.status_code != 200 or request.method != "GET" or "bot" in request.user_agent.string.lower():
            return response
        found = g.get("zoekresultaat")
        if found is not None:
            counter.counts.searched(found[0], language(), clock.today(), found[1])
        elif request.endpoint in RESULTS and (query := _came_from()):
            counter.counts.opened(query, language(), clock.today())
        else:
            return response
        response.call_on_close(counter.store)
        return response


def loket_db(app: Flask) -> Database:
    """The database of this application."""
    db: Database = app.extensions["loket"].db
    return db


def count_opened(app: Flask, environ: dict[str, Any]) -> None:
    """A page that was served in front of Flask; stored with the next search, because nothing may hold up a page."""
    referrer = environ.get("HTTP_REFERER")
    if not referrer or "bot" in environ.get("HTTP_USER_AGENT", "").lower():
        return
    path = environ.get("PATH_INFO", "")
    query = _words(referrer, environ.get("HTTP_HOST", ""))
    if query and _RESULT.fullmatch(path):
        counter: Counter = app.extensions[_KEY]
        counter.counts.opened(query, "en" if path.startswith("/en/") else "nl", clock.today())


def _came_from() -> str | None:
    """The words of our own search page, when the visitor came from there."""
    return _words(request.referrer or "", request.host)


def _words(referrer: str, host: str) -> str | None:
    try:
        came = urlsplit(referrer)
    except ValueError:
        return None
    if came.netloc != host or came.path.removeprefix("/en") != "/zoeken":
        return None
    return next(iter(parse_qs(came.query).get("q", ())), None)
