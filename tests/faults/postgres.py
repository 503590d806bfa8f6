"""A PostgreSQL server that keeps its promises (fsync on) and that tests may stop, crash and freeze."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.support.postgres import binaries, free_port


class PostgresServer:
    """One server with its own folder and port. ``folder``: where its data stands; made when not given."""

    def __init__(self, folder: Path | None = None) -> None:
        self.port = free_port()
        self._folder = folder or Path(tempfile.mkdtemp(prefix="loket-storing-"))
        self._data = self._folder / "data"
        self._prefix: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._prefix = ["runuser", "-u", "postgres", "--"]
        self._run("initdb", "-D", str(self._data), "-U", "loket", "-A", "trust", "-E", "UTF8", "--locale=C")

    @property
    def url(self) -> str:
        return self.url_at(self.port)

    def url_at(self, port: int) -> str:
        """The same database behind another port."""
        return f"postgresql://loket@127.0.0.1:{port}/postgres"

    def create(self, name: str) -> str:
        """Address of a new, empty database."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "loket", name)
        return self.url.removesuffix("postgres") + name

    def start(self) -> None:
        """Start and wait until it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._folder / "log"), "-w", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """how: fast, or immediate, which is a crash: it has to recover at the next start."""
        self._run("pg_ctl", "-D", str(self._data), "-m", how, "-w", "stop")

    def start_again(self) -> None:
        """Start it when it went down."""
        if self._there("pg_ctl", "-D", str(self._data), "status"):
            return
        self.start()

    def freeze(self) -> None:
        """Every process of the server stands still: connections stay, nobody answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on."""
        self._signal(signal.SIGCONT)

    def remove(self) -> None:
        """Stop and throw away."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        main = int((self._data / "postmaster.pid").read_text().split()[0])
        for pid in (main, *children(main)):
            os.kill(pid, number)

    def _there(self, program: str, *arguments: str) -> bool:
        return self._call(program, *arguments).returncode == 0

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*self._prefix, str(binaries() / program), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        if done.returncode:
            log = self._folder / "log"
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}")


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]
