"""The processes of an installation, started one by one from any checkout: gunicorn as in production, and the worker."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.settings import ROOT

UP_WITHIN = 60.0
DOWN_WITHIN = 20.0
SECRET_KEY = "geheim-van-de-installatie-in-de-test"


def environment(database_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """What the processes of one installation share."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return (
        kept
        | {
            "LANG": "C.UTF-8",
            "LOKET_OMGEVING": "test",
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": database_url,
            "DATA_DIR": str(data_dir),
            "BASE_URL": "http://127.0.0.1",
        }
        | more
    )


@contextmanager
def started(
    command: list[str], settings: Mapping[str, str], log: Path, *, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Python with its own log file; told to stop afterwards, and killed when it does not listen."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=cwd,
            env=dict(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(DOWN_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def web(
    port: int, settings: Mapping[str, str], log: Path, *, cwd: Path = ROOT, workers: int = 1
) -> Iterator[subprocess.Popen[bytes]]:
    """One web instance, up and ready."""
    command = ["-m", "gunicorn", "--preload", "--workers", str(workers), "--threads", "4", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "10", "wsgi:app"]
    with started(command, settings, log, cwd=cwd) as process:
        wait_until_up(port, process, log)
        yield process


@contextmanager
def mail_worker(settings: Mapping[str, str], log: Path, *, cwd: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """One worker."""
    with started(["-m", "app.cli", "worker"], settings, log, cwd=cwd) as process:
        yield process


def wait_until_up(
    port: int, process: subprocess.Popen[bytes], log: Path, *, path: str = "/gezondheid", within: float = UP_WITHIN
) -> None:
    """Return when the site answers 200 at ``path``; raises RuntimeError with its log when it does not in time."""
    until = time.monotonic() + within
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"the site did not start (status {process.poll()}):\n{log.read_text(errors='replace')}")
