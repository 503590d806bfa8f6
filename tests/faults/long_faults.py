"""The long fault tests, for ``make faults``: the same promises under everything we can break on one machine."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.web.forms.guard import LEAST
from tests.faults import power
from tests.faults.checks import FIGURES
from tests.faults.postgres import PostgresServer
from tests.faults.proxy import FaultyProxy
from tests.faults.site import Site, migrated, migrated_copy, wait_until
from tests.faults.steps import assert_reading_goes_on, assert_says_not_received, everything_arrives, strace
from tests.faults.visitor import Ledger, Visitor

FAKETIME = next((path for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
on_postgres = pytest.mark.parametrize("site", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
SEED = int(os.environ.get("STORING_ZAAD", "1"))


@pytest.fixture
def single(request: pytest.FixtureRequest, tmp_path: Path, data_dir: Path, sqlite_template: Path) -> Iterator[Site]:
    """SQLite with one web process that does one thing at a time, so that system calls can be counted.

    Its parameter, when it has one, says whether the limits are on.
    """
    guard = getattr(request, "param", False)
    site = Site(tmp_path, data_dir, migrated_copy(sqlite_template, tmp_path), guard=guard)
    site.start_web("--workers", "1", "--worker-class", "sync", "--threads", "1")
    site.mail.start()
    yield site
    site.stop()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of its own that is soon full."""
    folder = Path(tempfile.mkdtemp(prefix="loket-schijf-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128m", "loket-storing", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def test_a_mail_server_that_hangs_holds_up_no_visitor(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    site.mail.mode = "hang"
    slowest = 0.0
    for _ in range(10):
        began = time.monotonic()
        assert visitor.sends().status == 303
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 10
    wait_until(lambda: any("timed out" in str(row[5]) for row in site.outbox("wacht")), "the worker gave up", 60)
    site.mail.mode = "accept"
    everything_arrives(site, ledger)


def test_a_worker_killed_at_random_loses_no_mail(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    moments = random.Random(SEED)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(visitor.insists) for _ in range(100)]
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


@pytest.mark.parametrize("single", [False, True], indirect=True, ids=["zonder wacht", "met wacht"])
def test_web_killed_at_every_write_has_stored_what_it_confirmed(single: Site, ledger: Ledger) -> None:
    visitor = single.visitor(ledger)
    visitor.opens_the_form()
    threading.Event().wait(LEAST + 1)
    confirmed = [False]
    while confirmed[-2:] != [True, True]:
        assert len(confirmed) < 150, "it never got to the end of a submit"
        (process,) = single.web_processes()
        rule = f"inject=pwrite64,fdatasync:signal=SIGKILL:when={len(confirmed)}"
        with strace(process, "-e", "trace=pwrite64,fdatasync", "-e", rule):
            confirmed.append(visitor.sends().status == 303)
        wait_until(lambda: visitor.get("/gezondheid").status == 200, "another process took over")
        with closing(sqlite3.connect(single.database_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    FIGURES.append(f"gestopt bij {confirmed.count(False) - 1} schrijfacties van een verzending, SQLite")
    assert len(ledger.broken) > 10
    for key in list(ledger.broken):
        visitor.insists(key)
    single.start_worker()
    everything_arrives(single, ledger)


@on_postgres
def test_web_killed_at_every_word_to_postgresql_has_stored_what_it_confirmed(
    site: Site, visitor: Visitor, ledger: Ledger
) -> None:
    answers = [0]
    while answers[-2:] != [303, 303]:
        assert len(answers) < 150, "it never got to the end of a submit"
        rule = f"inject=sendto:signal=SIGKILL:when={len(answers)}"
        first, second = site.web_processes()
        with strace(first, "-e", "trace=sendto", "-e", rule), strace(second, "-e", "trace=sendto", "-e", rule):
            answers.append(visitor.sends().status)
        wait_until(lambda: visitor.get("/gezondheid").status == 200, "another process took over")
        wait_until(lambda: len(site.web_processes()) == 2, "both processes are there")
    FIGURES.append(f"gestopt bij {answers.count(0) - 1} berichten aan PostgreSQL")
    assert len(ledger.broken) > 5
    for key in list(ledger.broken):
        visitor.insists(key)
    everything_arrives(site, ledger)


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


@pytest.mark.postgres
def test_a_full_disk_under_postgresql_gives_an_honest_503_and_heals(
    small_disk: Path, tmp_path: Path, data_dir: Path, ledger: Ledger
) -> None:
    server = PostgresServer(small_disk)
    server.start()
    site = Site(tmp_path, data_dir, migrated(server.url))
    try:
        site.mail.start()
        site.start_web()
        visitor = site.visitor(ledger)
        visitor.opens_the_form()
        visitor.sends()
        ballast = small_disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(65_536))
        keys, status = [visitor.new_key()], 303
        while status == 303:
            assert len(keys) < 3000, "the disk never became full"
            status = visitor.sends(keys[-1]).status
            keys.append(visitor.new_key())
        assert_says_not_received(visitor.sends(keys[-1]), keys[-1])
        assert_reading_goes_on(visitor)
        ballast.unlink()
        server.start_again()
        for key in (keys[-2], keys[-1]):
            visitor.insists(key)
        site.start_worker()
        everything_arrives(site, ledger)
    finally:
        site.stop()
        server.remove()


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
    FIGURES.append(f"{syncs} keer naar schijf voor 20 bevestigingen")
    assert 20 <= syncs <= 60
    single.start_worker()
    everything_arrives(single, ledger)


def test_a_power_cut_after_the_confirmation_takes_nothing_along(single: Site, ledger: Ledger, tmp_path: Path) -> None:
    visitor = single.visitor(ledger)
    visitor.opens_the_form()
    visitor.sends()
    (process,) = single.web_processes()
    database, log = Path(single.database_url.removeprefix("sqlite:///")), tmp_path / "schrijfacties"
    before = {str(path): path.read_bytes() for path in power.files_of(database)}
    with strace(process, *power.OPTIONS, log=log):
        for _ in range(10):
            assert visitor.sends().status == 303
    written = log.read_text()
    assert "unfinished" not in written
    machine, careless = tmp_path / "na", tmp_path / "slordig"
    machine.mkdir()
    careless.mkdir()
    assert power.references(power.after_the_cut(written, database, before, machine)) >= ledger.references
    one_less = written.count("fdatasync(") - 1
    lost = power.references(power.after_the_cut(written, database, before, careless, keeps=one_less))
    assert len(ledger.references - lost) == 1, "without its last call the last question would have been gone"
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
        assert {found.status for found in pool.map(lambda _n: visitor.insists(), range(100))} == {303}
    everything_arrives(site, ledger)
    for _ in range(3):
        site.stop_worker()
    ours = [got.message_id for got in site.mail.received if got.references & ledger.references]
    assert len(ours) == len(set(ours)) == 200


@pytest.mark.parametrize("shift", ["-1d", "+1d", "-400d"])
def test_a_worker_with_a_wrong_clock_delivers_at_once(site: Site, visitor: Visitor, ledger: Ledger, shift: str) -> None:
    assert FAKETIME is not None, "libfaketime ontbreekt: draai make faults"
    # Only the clock of the wall is wrong: how long a second lasts is the same on every machine.
    wrong = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    site.stop_worker()
    site.start_worker(**wrong)
    visitor.sends()
    wait_until(lambda: len(site.mail.received) >= 2 and not site.outbox("wacht"), "it was delivered", 20)
    site.mail.stop()
    visitor.sends()
    wait_until(lambda: all(row[2] for row in site.outbox("wacht")), "it was tried once", 20)
    attempts = {row[2] for row in site.outbox("wacht")}
    assert attempts == {1}, "a wrong clock burns no tries"
    site.stop_worker()
    site.start_worker()
    site.mail.start()
    everything_arrives(site, ledger)


def test_reloads_under_load_fail_no_request(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    assert site.web is not None
    done = threading.Event()

    def reads() -> list[int]:
        seen = []
        while not done.is_set():
            answer = visitor.get("/regelingen/proefweek")
            assert answer.status == 200, answer.text[:2000] + site.log("web")[-6000:]
            seen.append(answer.status)
        return seen

    with ThreadPoolExecutor(6) as pool:
        reading = [pool.submit(reads) for _ in range(2)]
        sent = [pool.submit(visitor.insists) for _ in range(150)]
        try:
            for _ in range(4):
                site.web.send_signal(signal.SIGHUP)
                threading.Event().wait(2)
            wait_until(lambda: all(future.done() for future in sent), "every form was confirmed", 180)
        finally:
            done.set()
        pages = [status for future in reading for status in future.result()]
    assert set(pages) == {200}
    assert ledger.broken == []
    FIGURES.append(f"{len(pages)} pagina's gelezen tijdens vier keer herladen, alle goed")
    everything_arrives(site, ledger)


def test_a_backup_under_load_comes_back_whole_on_an_empty_machine(
    site: Site, visitor: Visitor, ledger: Ledger, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sqlite = site.database_url.startswith("sqlite")
    empty = f"sqlite:///{tmp_path / 'leeg.sqlite3'}" if sqlite else request.getfixturevalue("pg").create("leeg")
    for _ in range(10):
        visitor.insists()
    before = set(ledger.references)
    with ThreadPoolExecutor(3) as pool:
        sent = [pool.submit(visitor.insists) for _ in range(60)]
        site.command("reservekopie", "maak", str(tmp_path / "kopie"))
        for future in sent:
            future.result()
    (copy,) = (tmp_path / "kopie").iterdir()
    machine = tmp_path / "machine"
    restored = Site(tmp_path, machine, empty)
    try:
        restored.command("reservekopie", "terugzetten", str(copy))
        stored = {str(row[0]) for row in restored.rows("SELECT referentie FROM contactverzoek")}
        assert before <= stored
        halves = "(SELECT count(*) FROM outbox_message o WHERE o.reference = v.referentie) <> 2"
        assert restored.rows(f"SELECT referentie FROM contactverzoek v WHERE {halves}") == []  # noqa: S608 - fixed text
        restored.start_web(up="/gereed")
    finally:
        restored.stop()
    everything_arrives(site, ledger)
