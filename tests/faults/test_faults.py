"""The short selection: each promise once, with real processes. The long ones run with ``make faults``."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.web.forms.guard import PER_MINUTE
from tests.faults.checks import assert_kept, missing, not_mailed, sent_under_two_ids, stored_twice
from tests.faults.mailserver import UNKNOWN
from tests.faults.postgres import PostgresServer
from tests.faults.proxy import FaultyProxy
from tests.faults.site import Site, wait_until
from tests.faults.steps import (
    all_mailed,
    assert_reading_goes_on,
    assert_says_not_received,
    insist_while_web_is_killed,
    locked,
)
from tests.faults.visitor import Ledger, Visitor

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


def test_a_mail_server_that_is_away_or_busy_delays_mail_and_loses_none(
    site: Site, visitor: Visitor, ledger: Ledger
) -> None:
    site.mail.stop()
    for _ in range(3):
        assert visitor.sends().status == 303
    wait_until(lambda: len(site.outbox("wacht")) >= 6 and site.outbox("wacht")[0][2] != 0, "it was tried")
    site.mail.mode = "451"
    site.mail.start()
    site.pauses_end()
    wait_until(lambda: any("451" in str(row[5]) for row in site.outbox("wacht")), "it was refused for now")
    assert not_mailed(site, ledger)
    site.mail.mode = "accept"
    all_mailed(site, ledger)
    assert_kept(site, ledger)


def test_an_address_that_does_not_exist_is_given_up_at_once_and_the_others_go_on(
    site: Site, visitor: Visitor, ledger: Ledger
) -> None:
    site.mail.mode = "550"
    visitor.sends(who=UNKNOWN)
    visitor.sends()
    address = f"{UNKNOWN}@bakkerij.example"
    wait_until(lambda: any(row[4] == address for row in site.outbox("mislukt")), "it was given up")
    assert [row[2] for row in site.outbox("mislukt") if row[4] == address] == [1]
    all_mailed(site, ledger, address)
    assert_kept(site, ledger, given_up={address})


def test_mail_whose_line_broke_after_the_last_word_comes_again_under_the_same_id(
    site: Site, visitor: Visitor, ledger: Ledger
) -> None:
    site.mail.mode = "drop"
    visitor.sends()
    wait_until(lambda: len(site.mail.received) >= 2, "both messages were taken")
    before = len(site.mail.received)
    site.mail.mode = "accept"
    reference = next(iter(ledger.references))

    def recorded() -> bool:
        site.pauses_end()
        threading.Event().wait(0.3)
        return {row[1] for row in site.outbox("wacht", "verzonden") if row[3] == reference} == {"verzonden"}

    wait_until(recorded, "the worker knows that it was sent")
    assert len(site.mail.received) > before
    assert_kept(site, ledger)


def test_a_worker_that_is_killed_under_load_loses_no_mail(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    with ThreadPoolExecutor(3) as pool:
        sent = [pool.submit(visitor.sends) for _ in range(16)]
        for _ in range(2):
            site.kill_worker()
            threading.Event().wait(0.4)
        assert {future.result().status for future in sent} == {303}
    all_mailed(site, ledger)
    assert_kept(site, ledger)


def test_a_web_process_that_is_killed_under_load_loses_and_doubles_no_request(
    site: Site, visitor: Visitor, ledger: Ledger
) -> None:
    insist_while_web_is_killed(site, visitor, 16)
    all_mailed(site, ledger)
    assert len(ledger.acked) == 16
    assert_kept(site, ledger)


@pytest.mark.parametrize("guarded", BOTH, indirect=True)
def test_a_flood_that_goes_to_the_quarantine_while_web_is_killed_is_all_there(
    guarded: tuple[Site, Visitor], ledger: Ledger
) -> None:
    site, visitor = guarded
    insist_while_web_is_killed(site, visitor, 24)
    all_mailed(site, ledger)
    assert len(ledger.acked) == 24
    assert len(site.held()) >= 24 - PER_MINUTE
    assert_kept(site, ledger)


def test_a_form_sent_twelve_times_at_once_is_one_request(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    key = visitor.new_key()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _n: visitor.sends(key).status, range(12)))
    assert set(answers) == {303}
    assert len(ledger.acked[key]) == 1
    all_mailed(site, ledger)
    assert_kept(site, ledger)


def test_a_locked_database_gives_an_honest_503_and_reading_goes_on(
    site: Site, visitor: Visitor, ledger: Ledger
) -> None:
    key = visitor.new_key()
    with locked(site):
        assert_says_not_received(visitor.sends(key), key)
        assert_reading_goes_on(visitor)
    assert visitor.sends(key).status == 303
    all_mailed(site, ledger)
    assert_kept(site, ledger)


@pytest.mark.postgres
@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_a_database_that_is_cut_off_or_silent_gives_an_honest_503_and_reading_goes_on(
    site: Site, visitor: Visitor, ledger: Ledger, proxy: FaultyProxy
) -> None:
    key = visitor.new_key()
    for proxy.mode in ("away", "silent"):
        proxy.cut()
        assert_says_not_received(visitor.sends(key), key)
        assert_reading_goes_on(visitor)
    proxy.mode = "pass"
    proxy.cut()
    visitor.insists(key)
    all_mailed(site, ledger)
    assert_kept(site, ledger)


def test_a_reload_under_load_fails_no_request(site: Site, visitor: Visitor, ledger: Ledger) -> None:
    assert site.web is not None
    done = threading.Event()

    def reads() -> set[int]:
        seen = set()
        while not done.is_set():
            seen.add(visitor.get("/regelingen/proefweek").status)
        return seen

    with ThreadPoolExecutor(3) as pool:
        reading = pool.submit(reads)
        sent = [pool.submit(visitor.insists) for _ in range(20)]
        try:
            for _ in range(2):
                site.web.send_signal(signal.SIGHUP)
                threading.Event().wait(0.7)
            wait_until(lambda: all(future.done() for future in sent), "every form was confirmed", 60)
        finally:
            done.set()
        assert reading.result() == {200}
    assert ledger.broken == []
    all_mailed(site, ledger)
    assert_kept(site, ledger)


class NaiveSite(Site):
    """The deliberately naive variant: the same visitors, mail server and checks."""

    def reference_in(self, address: str) -> str:
        """It stands in the address."""
        return address.rpartition("/")[2]


def test_the_same_checks_catch_a_naive_site(tmp_path: Path) -> None:
    site = NaiveSite(tmp_path, tmp_path, f"sqlite:///{tmp_path / 'naief.sqlite3'}", wsgi="tests.faults.naive_app:app")
    try:
        site.start_web("--workers", "1")
        ledger = Ledger()
        visitor = site.visitor(ledger)
        visitor.opens_the_form()
        visitor.sends()
        threading.Event().wait(0.5)
        assert len(not_mailed(site, ledger)) == 1, "no mail server, so the mail is gone"
        key = visitor.new_key()
        with ThreadPoolExecutor(12) as pool:
            list(pool.map(lambda _n: visitor.sends(key), range(12)))
        assert stored_twice(site, ledger) == [key]
        site.mail.mode = "drop"
        site.mail.start()
        visitor.sends()
        wait_until(lambda: len(site.mail.received) >= 4, "it tried twice")
        assert sent_under_two_ids(site.mail)
        site.mail.mode = "accept"
        again = Ledger()
        hurried = site.visitor(again)
        hurried.opens_the_form()
        for _ in range(20):
            hurried.sends()
        site.change("DELETE FROM contactverzoek WHERE rowid = (SELECT max(rowid) FROM contactverzoek)")
        assert missing(site, again) == [max_reference(again)]
        with pytest.raises(AssertionError):
            assert_kept(site, ledger)
    finally:
        site.stop()


def max_reference(ledger: Ledger) -> str:
    """What was confirmed last."""
    return list(ledger.acked.values())[-1].copy().pop()


@pytest.mark.parametrize("kind", BOTH)
def test_the_site_starts_without_its_database_and_heals(
    kind: str, tmp_path: Path, data_dir: Path, sqlite_template: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        site = Site(tmp_path, data_dir, f"sqlite:///{tmp_path / 'weg' / 'loket.sqlite3'}")
        (tmp_path / "weg").write_text("dit is geen map")
    else:
        server: PostgresServer = request.getfixturevalue("pg")
        line = FaultyProxy(server.port)
        line.mode = "away"
        site = Site(tmp_path, data_dir, server.url_at(line.port), look=server.url)
    try:
        site.mail.start()
        worker = site.start_worker()
        site.start_web()
        ledger = Ledger()
        visitor = site.visitor(ledger)
        assert_reading_goes_on(visitor)
        visitor.opens_the_form()
        key = visitor.new_key()
        assert_says_not_received(visitor.sends(key), key)
        if kind == "sqlite":
            (tmp_path / "weg").unlink()
            (tmp_path / "weg").mkdir()
            (tmp_path / "weg" / "loket.sqlite3").write_bytes(sqlite_template.read_bytes())
        else:
            line.mode = "pass"
        visitor.insists(key)
        all_mailed(site, ledger)
        assert_kept(site, ledger)
        assert worker.poll() is None, "the worker waited for the database"
    finally:
        site.stop()
        if kind == "postgresql":
            line.close()
