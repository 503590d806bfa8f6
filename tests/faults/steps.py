"""What the fault tests do and see, in words."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from app.core.db import normalise_url
from tests.faults.checks import assert_kept, not_mailed
from tests.faults.site import Site, wait_until
from tests.faults.visitor import Answer, Ledger, Visitor

PHONE = "020 000 00 00"
READING = ("/", "/regelingen/proefweek", "/zoeken?q=proef", "/keuzehulp", "/contact")


def all_mailed(site: Site, ledger: Ledger, *given_up: str) -> None:
    """Let pauses and leases pass until everything that was confirmed has been mailed."""
    site.leases_end()

    def done() -> bool:
        site.pauses_end()
        threading.Event().wait(0.3)
        return not not_mailed(site, ledger, given_up)

    wait_until(done, "all mail arrives", 120)


def insist_while_web_is_killed(site: Site, visitor: Visitor, forms: int) -> None:
    """Send so many forms, each until it is confirmed, while web processes are killed twice."""
    with ThreadPoolExecutor(3) as pool:
        sent = [pool.submit(visitor.insists) for _ in range(forms)]
        for _ in range(2):
            threading.Event().wait(0.3)
            os.kill(site.web_processes()[0], signal.SIGKILL)
        for future in sent:
            future.result()


@contextmanager
def locked(site: Site) -> Iterator[None]:
    """Somebody else holds the tables that a form writes."""
    if site.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(site.database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    engine = create_engine(normalise_url(site.database_url))
    with engine.begin() as other_one:
        other_one.execute(text("LOCK TABLE contactverzoek, werkgever IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()


def assert_says_not_received(answer: Answer, key: str) -> None:
    """The page says in Dutch what happened and what to do, and keeps what was typed."""
    assert answer.status == 503
    assert answer.headers["retry-after"] == "120"
    assert "Wij hebben uw vraag niet ontvangen" in answer.text
    assert PHONE in answer.text
    for typed in (f"Wat moet ik regelen voor medewerker {key}?", f"Bakkerij {key}", "Robin Voorbeeld", "1111 AB"):
        assert typed in answer.text
    assert f'value="{key}"' in answer.text, "the form keeps its key, so sending it again gives one request"


def assert_reading_goes_on(visitor: Visitor) -> None:
    """Knowledge base, search, keuzehulp and the empty form need no database."""
    assert {path: visitor.get(path).status for path in READING} == dict.fromkeys(READING, 200)


def everything_arrives(site: Site, ledger: Ledger) -> None:
    """All that was confirmed is there and mailed, once."""
    all_mailed(site, ledger)
    assert_kept(site, ledger)


@contextmanager
def strace(pid: int, *rules: str, log: Path | None = None) -> Iterator[None]:
    """Watch or disturb the system calls of a process while this lasts."""
    output = ["-o", str(log)] if log else ["-o", "/dev/null"]
    watcher = subprocess.Popen(["strace", "-f", "-qq", *output, *rules, "-p", str(pid)], stderr=subprocess.PIPE)
    wait_until(lambda: "TracerPid:\t0" not in Path(f"/proc/{pid}/status").read_text(), "strace holds on")
    try:
        yield
    finally:
        watcher.send_signal(signal.SIGINT)
        try:
            watcher.wait(5)
        except subprocess.TimeoutExpired:  # it now and then waits for a thread that is gone; killed it lets go too
            watcher.kill()
            watcher.wait(5)
        assert watcher.stderr is not None
        watcher.stderr.close()
