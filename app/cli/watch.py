"""Keeps the worker going: a process of its own, started again when it dies."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

log = logging.getLogger(__name__)
LONG_ENOUGH = 60.0
"""Seconds after which a worker that dies is not dying at its start."""
LONGEST_PAUSE = 60


def watch_worker() -> None:
    """Run the worker until told to stop; when it dies it starts again, with growing pauses up to a minute."""
    stop = threading.Event()
    child: subprocess.Popen[bytes] | None = None

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        if child is not None:
            child.terminate()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    pause = 1
    while not stop.is_set():
        began = time.monotonic()
        child = subprocess.Popen([sys.executable, "-m", "app.cli", "worker"])
        code = child.wait()
        if not stop.is_set():
            pause = 1 if time.monotonic() - began > LONG_ENOUGH else min(2 * pause, LONGEST_PAUSE)
            log.error("worker ended with status %s and starts again in %s s", code, pause)
            stop.wait(pause)
