"""The long fault tests, for ``make faults``: the same promises under everything we can break on one machine."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.checks import assert_kept
from tests.faults.postgres import PostgresServer
from tests.faults.proxy import FaultyProxy
from tests.faults.site import Site, migrated_copy, wait_until
from tests.faults.steps import all_mailed, assert_reading_goes_on, assert_says_not_received
from tests.faults.visitor import Ledger, Visitor

FAKETIME = next((path for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
on_postgres = pytest.mark.parametrize("site", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
SEED = int(os.environ.get("STORING_ZAAD", "1"))


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
        watcher.wait(10)
        assert watcher.stderr is not None
        watcher.stderr.close()


@pytest.fixture
def single(tmp_path: Path, data_dir: Path, sqlite_template: Path) -> Iterator[Site]:
    """SQLite with one web process that does one thing at a time, so that system calls can be counted."""
    site = Site(tmp_path, data_dir, migrated_copy(sqlite_template, tmp_path))
    site.start_web("--workers", "1", "--worker-class", "sync", "--threads", "1")
    site.mail.start()
    yield site
    site.stop()


def everything_arrives(site: Site, ledger: Ledger) -> None:
    all_mailed(site, ledger)
    assert_kept(site, ledger)


def test_a_mail_server_that_hangs_holds_up_no_visitor(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    site.mail.mode = "hang"
    slowest = 0.0
    for _ in range(10):
        began = time.monotonic()
        assert visitor.sends().status == 303
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 3
    wait_until(lambda: any("imeout" in str(row[5]) for row in site.outbox("wacht")), "the worker gave up waiting", 60)
    site.mail.mode = "accept"
    everything_arrives(site, ledger)


def test_a_worker_killed_at_random_loses_no_mail(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    moments = random.Random(SEED)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(visitor.sends) for _ in range(100)]
        for _ in range(8):
            threading.Event().wait(moments.uniform(0.1, 2.5))
            site.kill_worker()
        assert {future.result().status for future in sent} == {303}
    everything_arrives(site, ledger)


def test_web_processes_killed_at_random_lose_and_double_nothing(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    moments = random.Random(SEED)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(visitor.insists) for _ in range(150)]
        while not all(future.done() for future in sent):
            threading.Event().wait(moments.uniform(0.2, 0.8))
            os.kill(moments.choice(site.web_processes()), signal.SIGKILL)
    assert {future.result().status for future in sent} == {303}
    assert len(ledger.acked) == 150
    everything_arrives(site, ledger)


def test_web_killed_at_every_write_has_stored_what_it_confirmed(single: Site, ledger: Ledger) -> None:
    visitor = single.visitor(ledger)
    visitor.opens_the_form()
    confirmed = []
    for number in range(1, 31):
        (process,) = single.web_processes()
        rule = f"inject=pwrite64,fdatasync:signal=SIGKILL:when={number}"
        with strace(process, "-e", "trace=pwrite64,fdatasync", "-e", rule):
            confirmed.append(visitor.sends().status == 303)
        wait_until(lambda: visitor.get("/gezondheid").status == 200, "another process took over")
        with closing(sqlite3.connect(single.database_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not confirmed[0] and confirmed[-1], "both killed before and not killed were seen"
    for key in list(ledger.broken):
        visitor.insists(key)
    assert len(ledger.acked) == 30
    single.start_worker()
    everything_arrives(single, ledger)


@on_postgres
def test_web_killed_at_every_word_to_postgresql_has_stored_what_it_confirmed(
    site: Site, visitor: Visitor, ledger: Ledger
) -> None:
    broken = 0
    for number in range(1, 46, 2):
        for process in site.web_processes():
            assert process
        with strace_all(site, f"inject=sendto:signal=SIGKILL:when={number}"):
            broken += visitor.sends().status == 0
        wait_until(lambda: visitor.get("/gezondheid").status == 200, "another process took over")
    assert broken > 5
    for key in list(ledger.broken):
        visitor.insists(key)
    everything_arrives(site, ledger)


@contextmanager
def strace_all(site: Site, rule: str) -> Iterator[None]:
    first, second = site.web_processes()
    with strace(first, "-e", "trace=sendto", "-e", rule), strace(second, "-e", "trace=sendto", "-e", rule):
        yield


@pytest.mark.parametrize(
    "rule", ["inject=fdatasync:error=EIO", "inject=pwrite64:error=ENOSPC", "inject=pwrite64:error=EIO"]
)
def test_a_disk_that_fails_gives_an_honest_503_and_heals(single: Site, ledger: Ledger, rule: str) -> None:
    visitor = single.visitor(ledger)
    visitor.opens_the_form()
    visitor.sends()
    key = visitor.new_key()
    (process,) = single.web_processes()
    with strace(process, "-e", "trace=pwrite64,fdatasync", "-e", rule):
        assert_says_not_received(visitor.sends(key), key)
        assert_reading_goes_on(visitor)
    visitor.insists(key)
    single.start_worker()
    everything_arrives(single, ledger)


def test_a_full_disk_gives_an_honest_503_and_heals(single: Site, ledger: Ledger) -> None:
    visitor = single.visitor(ledger)
    visitor.opens_the_form()
    (process,) = single.web_processes()
    wal = Path(single.database_url.removeprefix("sqlite:///") + "-wal")
    visitor.sends()
    room = max(wal.stat().st_size, 50_000)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (room + 60_000, resource.RLIM_INFINITY))
    keys = [visitor.new_key() for _ in range(20)]
    answers = [visitor.sends(key) for key in keys]
    assert answers[-1].status == 503, "the disk became full"
    assert_says_not_received(answers[-1], keys[-1])
    assert_reading_goes_on(visitor)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for key in keys:
        visitor.insists(key)
    single.start_worker()
    everything_arrives(single, ledger)


def test_every_confirmation_is_on_the_disk_and_the_wal_is_not_emptied_each_time(
    single: Site, ledger: Ledger, tmp_path: Path
) -> None:
    visitor = single.visitor(ledger)
    visitor.opens_the_form()
    visitor.sends()
    (process,) = single.web_processes()
    log = tmp_path / "strace"
    with strace(process, "-e", "trace=fdatasync,fsync", log=log):
        for _ in range(20):
            assert visitor.sends().status == 303
    syncs = len(log.read_text().splitlines())
    print(f"{syncs} keer naar schijf voor 20 bevestigingen")
    assert 20 <= syncs <= 60
    single.start_worker()
    everything_arrives(single, ledger)


@on_postgres
def test_a_crash_of_postgresql_under_load_loses_nothing(
    site: Site, visitor: Visitor, ledger: Ledger, pg: PostgresServer
) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(visitor.insists) for _ in range(120)]
        for _ in range(2):
            threading.Event().wait(1)
            pg.stop("immediate")
            assert_reading_goes_on(visitor)
            threading.Event().wait(1)
            pg.start()
        for future in sent:
            future.result()
    assert len(ledger.acked) == 120
    everything_arrives(site, ledger)


@on_postgres
def test_a_frozen_postgresql_gives_503_within_ten_seconds_and_reading_goes_on(
    site: Site, visitor: Visitor, ledger: Ledger, pg: PostgresServer
) -> None:
    visitor.sends()
    key = visitor.new_key()
    pg.freeze()
    try:
        began = time.monotonic()
        assert_says_not_received(visitor.sends(key), key)
        assert time.monotonic() - began < 12
        with ThreadPoolExecutor(12) as pool:
            waiting = [pool.submit(visitor.sends) for _ in range(12)]
            threading.Event().wait(1)
            began = time.monotonic()
            assert_reading_goes_on(visitor)
            assert time.monotonic() - began < 15
            assert {future.result().status for future in waiting} == {503}
    finally:
        pg.thaw()
    visitor.insists(key)
    everything_arrives(site, ledger)


@on_postgres
def test_cut_connections_under_load_lose_and_double_nothing(
    site: Site, visitor: Visitor, ledger: Ledger, proxy: FaultyProxy
) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(visitor.insists) for _ in range(100)]
        for _ in range(10):
            threading.Event().wait(0.4)
            proxy.cut()
        for future in sent:
            future.result()
    for _ in range(5):
        site.change("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        visitor.insists()
    assert len(ledger.acked) == 105
    everything_arrives(site, ledger)


@on_postgres
def test_a_slow_line_to_the_database_is_slow_and_nothing_else(
    site: Site, visitor: Visitor, ledger: Ledger, proxy: FaultyProxy
) -> None:
    proxy.delay = 0.03
    with ThreadPoolExecutor(4) as pool:
        assert {found.status for found in pool.map(lambda _n: visitor.sends(), range(20))} == {303}
    assert_reading_goes_on(visitor)
    proxy.delay = 0.0
    everything_arrives(site, ledger)


def test_four_workers_send_nothing_twice(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    for _ in range(3):
        site.start_worker()
    with ThreadPoolExecutor(4) as pool:
        assert {found.status for found in pool.map(lambda _n: visitor.sends(), range(100))} == {303}
    everything_arrives(site, ledger)
    for worker in site.workers[1:]:
        worker.terminate()
        worker.wait(20)
    del site.workers[1:]
    ours = [got.message_id for got in site.mail.received if got.references & ledger.references]
    assert len(ours) == len(set(ours)) == 200


@pytest.mark.parametrize("shift", ["-1d", "+1d", "-400d"])
def test_a_worker_with_a_wrong_clock_delivers_at_once(site: Site, visitor: Visitor, ledger: Ledger, shift: str) -> None:
    assert FAKETIME is not None, "libfaketime ontbreekt: draai make faults"
    wrong = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": shift, "FAKETIME_DONT_RESET": "1"}
    site.workers.pop().terminate()
    worker = site.start_worker(**wrong)
    visitor.sends()
    wait_until(lambda: len(site.mail.received) >= 2 and not site.outbox("wacht"), "it was delivered", 20)
    site.mail.stop()
    visitor.sends()
    wait_until(lambda: all(row[2] for row in site.outbox("wacht")), "it was tried once", 20)
    attempts = {row[2] for row in site.outbox("wacht")}
    assert attempts == {1}, "a wrong clock burns no tries"
    site.workers.remove(worker)
    worker.terminate()
    worker.wait(20)
    site.start_worker()
    site.mail.start()
    everything_arrives(site, ledger)


def test_reloads_under_load_fail_no_request(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    assert site.web is not None
    done = threading.Event()

    def reads() -> list[int]:
        seen = []
        while not done.is_set():
            seen.append(visitor.get("/regelingen/proefweek").status)
        return seen

    with ThreadPoolExecutor(6) as pool:
        reading = [pool.submit(reads) for _ in range(2)]
        sent = [pool.submit(visitor.sends) for _ in range(150)]
        for _ in range(4):
            site.web.send_signal(signal.SIGHUP)
            threading.Event().wait(2)
        assert {future.result().status for future in sent} == {303}
        done.set()
        assert {status for future in reading for status in future.result()} == {200}
    everything_arrives(site, ledger)
