"""A real PostgreSQL server for one test process: own folder, own port, own user, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.certificates import Certificate

WITH_PASSWORD = "met_wachtwoord"
"""Who logs in under this name must give a password; everybody else is trusted."""


def binaries() -> Path:
    """Folder of the newest installed server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise RuntimeError("PostgreSQL ontbreekt. Installeer het met: sudo apt-get install postgresql")


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(certificate: Certificate | None = None) -> Iterator[str]:
    """Start a server; gives the address of its maintenance database without the database name.

    certificate: what it shows; it then takes encrypted connections only.
    """
    tools = binaries()
    folder = Path(tempfile.mkdtemp(prefix="loket-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        prefix = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", free_port()

    def run(*command: str) -> None:
        done = subprocess.run([*prefix, *command], capture_output=True, text=True, cwd=folder)
        if done.returncode:
            log = (folder / "log").read_text() if (folder / "log").exists() else ""
            raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}{log}")

    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c fsync=off -c full_page_writes=off -c max_connections=60"
    )
    try:
        run(str(tools / "initdb"), "-D", str(data), "-U", "loket", "-A", "trust", "-E", "UTF8", "--locale=C")
        hba = data / "pg_hba.conf"
        if certificate is None:
            hba.write_text(f"host all {WITH_PASSWORD} 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
        else:
            hba.write_text("hostssl all all 127.0.0.1/32 trust\n")
            for source, name in ((certificate.file, "server.crt"), (certificate.key, "server.key")):
                shown = Path(shutil.copy(source, data / name))
                shown.chmod(0o600)
                if prefix:
                    shutil.chown(shown, "postgres")
            options += " -c ssl=on"
        run(str(tools / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql://loket@127.0.0.1:{port}"
        finally:
            run(str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
