"""The whole site as its users meet it: ``python -m app.start`` with web, worker, demo data and the mail viewer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import ROOT
from tests.support.postgres import free_port
from tests.support.processes import wait_until_up

SECRET_KEY = "geheim-van-de-site-in-de-browsertest"
UP_WITHIN = 90.0
DOWN_WITHIN = 20.0


@contextmanager
def running_site(data_dir: Path, **settings: str) -> Iterator[str]:
    """Start the site on a free port with its own ``data_dir``; gives its address, stops it afterwards.

    settings: more of the environment, such as ``CONTENT_DIR``.
    """
    port = free_port()
    log = data_dir / "start.log"
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    environment |= {
        "LANG": "C.UTF-8",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "SECRET_KEY": SECRET_KEY,
        "FORMULIERWACHT": "nee",  # our browser types faster than people do; tests/web/test_guard.py looks at it
    } | settings
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.start"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(port, process, log, path="/gereed", within=UP_WITHIN)
        yield address
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does; the start command takes its worker along."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(DOWN_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
