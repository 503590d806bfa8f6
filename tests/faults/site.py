"""The site as it runs in production: gunicorn, workers, a database and a mail server, all real processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import create_engine, text

from app.contact.links import Links
from app.core.db import Database, normalise_url
from app.core.migrate import upgrade
from app.settings import ROOT
from tests.faults.mailserver import FaultyMailServer
from tests.faults.postgres import children
from tests.faults.visitor import Ledger, Visitor
from tests.support.postgres import free_port

SECRET_KEY = "geheim-van-de-storingstest-en-lang-genoeg"
REGION = ROOT / "tests" / "support" / "example_region"
UP_WITHIN = 120.0


def wait_until(check: Callable[[], bool], what: str, seconds: float = 30.0) -> float:
    """Wait for something that must happen; how many seconds it took."""
    began = time.monotonic()
    while not check():
        assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began


class Site:
    """Starts and ends the processes.

    folder: keeps logs. data_dir: for the search index; may be shared. look: address of the database for the tests
    themselves, when the site goes over a line that breaks. guard: with the limits that lead a flood to the quarantine.
    """

    def __init__(
        self,
        folder: Path,
        data_dir: Path,
        database_url: str,
        *,
        look: str = "",
        wsgi: str = "wsgi:app",
        guard: bool = False,
    ) -> None:
        self.port = free_port()
        self.database_url = database_url
        self.mail = FaultyMailServer()
        self.web: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self._folder, self._data_dir, self._wsgi = folder, data_dir, wsgi
        self.guard = guard
        self._links = Links("http://localhost", SECRET_KEY)
        self._look = create_engine(normalise_url(look or database_url), pool_pre_ping=True)  # tests crash the server

    def environment(self, **more: str) -> dict[str, str]:
        """Settings of this installation."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return kept | {
            "LANG": "C.UTF-8",
            "LOKET_OMGEVING": "test",
            "SECRET_KEY": SECRET_KEY,
            "BASE_URL": "http://localhost",
            "DATA_DIR": str(self._data_dir),
            "DATABASE_URL": self.database_url,
            "CONTENT_DIR": str(REGION),
            "MAIL_URL": self.mail.url,
            "MAIL_FROM": "loket@waddenrand.example",
            "FORMULIERWACHT": "ja" if self.guard else "nee",
            **more,
        }

    def start_web(self, *options: str, prefix: Sequence[str] = (), up: str = "/gezondheid") -> None:
        """gunicorn as in docs/beheer.md. options: more of them, such as another worker class."""
        command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--threads", "4"]
        command += ["--no-control-socket", "--graceful-timeout", "10", "--bind", f"127.0.0.1:{self.port}"]
        self.web = self._start([*prefix, *command, *options, self._wsgi], "web")
        visitor = self.visitor()
        wait_until(lambda: visitor.get(up).status == 200, f"the site is up, see {self._folder / 'web.log'}", UP_WITHIN)

    def start_worker(self, **more: str) -> subprocess.Popen[bytes]:
        """One worker. more: environment, such as a clock that is wrong."""
        worker = self._start([sys.executable, "-m", "app.cli", "worker"], f"worker{len(self.workers)}", **more)
        self.workers.append(worker)
        return worker

    def _start(self, command: Sequence[str], name: str, **more: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment(**more), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def command(self, *arguments: str) -> str:
        """A command as a beheerder gives it; what it said."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def web_processes(self) -> list[int]:
        """The processes of gunicorn that answer."""
        assert self.web is not None
        return children(self.web.pid)

    def kill_worker(self) -> None:
        """SIGKILL to the last worker; another starts, as its watcher does."""
        worker = self.workers.pop()
        worker.kill()
        worker.wait()
        self.start_worker()

    def stop_worker(self) -> None:
        """The last worker finishes what it has in hand and goes."""
        worker = self.workers.pop()
        worker.terminate()
        worker.wait(40)

    def stop(self) -> None:
        """End everything, whatever state it is in."""
        for process in [*self.workers, *([self.web] if self.web else [])]:
            if process.poll() is None:  # SIGQUIT: gunicorn then waits for nobody
                process.send_signal(signal.SIGQUIT if process is self.web else signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                for child in children(process.pid):
                    with suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
                process.kill()
                process.wait()
        self.web, self.workers = None, []
        self.mail.stop()
        self._look.dispose()

    def visitor(self, ledger: Ledger | None = None) -> Visitor:
        """Somebody with a browser."""
        return Visitor(self.port, ledger or Ledger(), self.reference_in)

    def reference_in(self, address: str) -> str:
        """The reference that the confirmation at this address shows, or the page of a form that a person reads."""
        path, _sign, query = address.partition("?")
        if path == "/contact/ontvangen":
            return query.removeprefix("nummer=")
        return self._links.read(path.rpartition("/")[2]).referentie

    def held(self) -> dict[str, str]:
        """Forms in the quarantine: the e-mail address per reference."""
        rows = self.rows("SELECT referentie, email FROM quarantaine") if self.guard else []
        return {str(reference): str(email) for reference, email in rows}

    def rows(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """What stands in the database now."""
        with self._look.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def change(self, statement: str) -> None:
        """Change the database behind the back of the site."""
        with self._look.begin() as connection:
            connection.execute(text(statement))

    def pauses_end(self) -> None:
        """As if every pause before a next try were over: nobody waits a quarter of an hour in a test."""
        self.change(
            f"UPDATE outbox_message SET next_attempt_at = {self._an_hour_ago} "  # noqa: S608 - fixed text
            "WHERE status = 'wacht' AND lease_until IS NULL"
        )

    def leases_end(self) -> None:
        """As if five minutes passed: what a dead worker had in hand is free again."""
        self.change(f"UPDATE outbox_message SET lease_until = {self._an_hour_ago} WHERE lease_until IS NOT NULL")  # noqa: S608

    @property
    def _an_hour_ago(self) -> str:
        if self.database_url.startswith("sqlite"):
            return "strftime('%Y-%m-%d %H:%M:%f000', 'now', '-1 hour')"
        return "now() - interval '1 hour'"

    def outbox(self, *statuses: str) -> list[tuple[object, ...]]:
        """Rows of the outbox in one of these states: id, status, attempts, reference, to, last_error."""
        found = self.rows('SELECT id, status, attempts, reference, "to", last_error FROM outbox_message ORDER BY id')
        return [row for row in found if row[1] in statuses]

    def log(self, name: str) -> str:
        """What a process said."""
        path = self._folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


def migrated_copy(template: Path, folder: Path) -> str:
    """Address of a fresh SQLite database."""
    return f"sqlite:///{shutil.copy(template, folder / 'loket.sqlite3')}"


def migrated(url: str) -> str:
    """The same address, with the tables of this code in it."""
    db = Database(url)
    upgrade(db)
    db.dispose()
    return url
