"""Counts how often a page is opened: per page and week, without cookie or address.

A page is mostly served in front of Flask, so the layer there calls ``note``. Counts wait in memory and go to the
database in batches, after an answer was sent: counting never holds up or breaks a page. What waits in a process that
stops is lost, and the page with the figures says so.
"""

from __future__ import annotations

import logging
import re
import time
from threading import Lock
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import Database
from app.core.errors import Unavailable
from app.redactie.readings import Readings, store_readings
from app.web.state import Loket

log = logging.getLogger(__name__)
AT_MOST_EVERY = 10.0
"""Seconds between two batches of one process."""
_ROBOT = re.compile(r"bot|crawl|spider|slurp|preview", re.IGNORECASE)
_KEY = "loket_lezingen"


class Counter:
    """The counts of this process, and when they were last stored."""

    def __init__(self, db: Database) -> None:
        self._readings = Readings()
        self._db = db
        self._stored_at = time.monotonic()
        self._lock = Lock()

    def note(self, environ: dict[str, Any]) -> None:
        """Somebody reads this page, unless it is a robot that says so or a browser that only prepares."""
        robot = _ROBOT.search(environ.get("HTTP_USER_AGENT", ""))
        ahead = environ.get("HTTP_SEC_PURPOSE") or environ.get("HTTP_PURPOSE")
        if environ["REQUEST_METHOD"] == "GET" and not robot and not ahead:
            self._readings.note(environ.get("PATH_INFO", ""), clock.today())

    def store(self, *, now: bool = False) -> None:
        """Put the counts in the database, in batches unless ``now``; keeps them when that fails."""
        if not now and time.monotonic() - self._stored_at < AT_MOST_EVERY:
            return
        with self._lock:
            self._stored_at = time.monotonic()
            taken = self._readings.take()
            if not taken:
                return
            try:
                with self._db.transaction() as session:
                    store_readings(session, taken)
            except (Unavailable, SQLAlchemyError) as error:
                log.warning("readings not stored (%s)", type(error).__name__)
                self._readings.give_back(taken)


def note(app: Flask, environ: dict[str, Any]) -> None:
    """A page that was served in front of Flask; stored after a later answer of Flask."""
    _counter(app).note(environ)


def store_now(app: Flask) -> None:
    """What this process still had."""
    _counter(app).store(now=True)


def install(app: Flask) -> None:
    """Count pages that Flask made itself, and store after any answer was sent."""
    loket: Loket = app.extensions["loket"]
    counter = Counter(loket.db)
    app.extensions[_KEY] = counter

    @app.after_request
    def count(response: Response) -> Response:
        if response.status_code == 200:
            counter.note(request.environ)
        if request.endpoint != "static":
            response.call_on_close(counter.store)
        return response


def _counter(app: Flask) -> Counter:
    found: Counter = app.extensions[_KEY]
    return found
