"""Counting searches never holds up the people who search, also while the database is locked."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from app.core import clock
from app.core.db import BUSY_TIMEOUT_MS, Database
from app.web.lezers.searches import Counter


def test_only_one_of_many_waits_for_a_locked_database_and_nothing_is_forgotten(sqlite_db: Database) -> None:
    counter = Counter(sqlite_db)

    def search(_number: int) -> float:
        counter.counts.searched("proefplaatsing", "nl", clock.today(), 3)
        began = time.monotonic()
        counter.store()
        return time.monotonic() - began

    with sqlite_db.transaction() as session, ThreadPoolExecutor(6) as pool:
        session.execute(text("SELECT 1"))  # only now it begins
        waited = sorted(pool.map(search, range(6)))
    assert waited[-1] > BUSY_TIMEOUT_MS / 1000 * 0.9, "one tried"
    assert waited[-2] < BUSY_TIMEOUT_MS / 2000, "the others went on"
    counter.store(now=True)
    assert not counter.counts.take()
