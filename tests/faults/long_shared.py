"""Questions that share a commit (``core.turns``): what one thread is told must be true whatever breaks for them all."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.checks import FIGURES
from tests.faults.site import Site, migrated_copy, wait_until
from tests.faults.steps import assert_reading_goes_on, everything_arrives, strace
from tests.faults.visitor import Ledger, Visitor

AT_ONCE = 6
WRITES = "trace=pwrite64,fdatasync"


@pytest.fixture
def crowded(tmp_path: Path, data_dir: Path, sqlite_template: Path) -> Iterator[Site]:
    """SQLite with one web process in which six threads answer."""
    site = Site(tmp_path, data_dir, migrated_copy(sqlite_template, tmp_path))
    site.start_web("--workers", "1", "--threads", str(AT_ONCE))
    site.mail.start()
    yield site
    site.stop()


def all_at_once(visitor: Visitor, forms: int = AT_ONCE) -> Counter[int]:
    """Send so many forms from six werkgevers at a time; how often each status came back (0: the line broke)."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(answer.status for answer in pool.map(lambda _: visitor.sends(), range(forms)))


def test_a_commit_is_shared_and_every_confirmation_came_after_it(crowded: Site, ledger: Ledger, tmp_path: Path) -> None:
    visitor = crowded.visitor(ledger)
    visitor.opens_the_form()
    all_at_once(visitor)
    (process,) = crowded.web_processes()
    log = tmp_path / "strace"
    with strace(process, "-e", "trace=fdatasync", log=log):
        assert all_at_once(visitor, 60) == {303: 60}
    syncs = log.read_text().count("fdatasync(")
    FIGURES.append(f"{syncs} keer naar schijf voor 60 bevestigingen, {AT_ONCE} tegelijk")
    assert 60 / AT_ONCE <= syncs < 45, "they share, and never more than stood in line"
    crowded.start_worker()
    everything_arrives(crowded, ledger)


def test_killed_at_every_third_write_of_a_shared_commit_what_was_confirmed_is_stored(
    crowded: Site, ledger: Ledger
) -> None:
    visitor = crowded.visitor(ledger)
    visitor.opens_the_form()
    rounds, confirmed = 0, 0
    while confirmed < 2:
        rounds += 1
        assert rounds < 150, "it never got to the end"
        (process,) = crowded.web_processes()
        with strace(process, "-e", WRITES, "-e", f"inject=pwrite64,fdatasync:signal=SIGKILL:when={3 * rounds}"):
            confirmed = confirmed + 1 if all_at_once(visitor) == {303: AT_ONCE} else 0
        wait_until(lambda: visitor.get("/gezondheid").status == 200, "another process took over")
        with closing(sqlite3.connect(crowded.database_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    FIGURES.append(f"{rounds} keer gestopt met {AT_ONCE} verzendingen tegelijk, {len(ledger.broken)} zonder antwoord")
    assert len(ledger.broken) > 20
    for key in list(ledger.broken):
        visitor.insists(key)
    crowded.start_worker()
    everything_arrives(crowded, ledger)


@pytest.mark.parametrize("error", ["fdatasync:error=EIO", "pwrite64:error=ENOSPC", "pwrite64:error=EIO:when=20+7"])
def test_a_disk_that_fails_is_told_to_everybody_who_shared_the_commit(
    crowded: Site, ledger: Ledger, error: str
) -> None:
    visitor = crowded.visitor(ledger)
    visitor.opens_the_form()
    all_at_once(visitor)
    (process,) = crowded.web_processes()
    with strace(process, "-e", WRITES, "-e", f"inject={error}"):
        answers = all_at_once(visitor, 30)
        assert set(answers) <= {303, 503}
        assert answers[503] > 0
        assert_reading_goes_on(visitor)
    for key in set(ledger.refused):
        visitor.insists(key)
    FIGURES.append(f"{error}: van 30 zijn er {answers[503]} niet ontvangen, en dat zei het scherm")
    crowded.start_worker()
    everything_arrives(crowded, ledger)


def test_killed_at_random_with_a_crowd_nothing_is_lost_or_doubled(crowded: Site, ledger: Ledger) -> None:
    visitor = crowded.visitor(ledger)
    visitor.opens_the_form()
    moments = random.Random(1)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(visitor.insists) for _ in range(200)]
        while not all(future.done() for future in sent):
            threading.Event().wait(moments.uniform(0.1, 0.5))
            for process in crowded.web_processes():
                os.kill(process, signal.SIGKILL)
    assert {future.result().status for future in sent} == {303}
    assert len(ledger.acked) == 200
    crowded.start_worker()
    everything_arrives(crowded, ledger)
