"""How every process gets a new version ready before anybody sees it, so that no reader waits while it is built.

Each process that serves holds a locked file in ``DATA_DIR/inhoud/.processen`` for as long as it lives; the lock goes
by itself when the process dies. Whoever publishes writes ``volgende`` (a version and a fresh token), waits until every
living process wrote that token in its file, and only then replaces ``huidig``. A process that does not get ready in
time holds nobody up: it builds the version when it notices the new ``huidig``, before it answers anybody.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.kennisbank import versions

NEXT = "volgende"
PROCESSES = ".processen"
PATIENCE = 20.0
"""Seconds to wait for processes that are alive and not ready."""
_LOOK_EVERY = 0.05


class Presence:
    """This process, as whoever publishes sees it. Make it after the fork; it lasts as long as the process."""

    def __init__(self, data_dir: Path) -> None:
        folder = versions.kept_folder(data_dir) / PROCESSES
        folder.mkdir(parents=True, exist_ok=True)
        token = secrets.token_hex(4)
        aside = folder / f"{os.getpid()}.{token}"  # nobody looks there: it is not locked yet
        self._file = aside.open("w", encoding="ascii")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        aside.rename(folder / f"{os.getpid()}-{token}")

    def is_ready(self, token: str) -> None:
        """Say that what was announced with ``token`` is ready here (or never will be)."""
        self._file.seek(0)
        self._file.write(token)
        self._file.truncate()
        self._file.flush()

    def close(self) -> None:
        """Take part no longer."""
        self._file.close()


def announced(data_dir: Path) -> tuple[str, str] | None:
    """The version that comes next and its token; None when nothing is on its way."""
    try:
        name, token = (versions.kept_folder(data_dir) / NEXT).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return name, token


@contextmanager
def announcement(
    data_dir: Path, name: str, report: Callable[[str], None], patience: float = PATIENCE
) -> Iterator[None]:
    """Let every process prepare version ``name``; the switch belongs inside.

    Waits at most ``patience`` seconds and says how many processes were not ready by then.
    """
    token = secrets.token_hex(8)
    pointer = versions.kept_folder(data_dir) / NEXT
    aside = pointer.with_name(f".{NEXT}-{os.getpid()}")
    aside.write_text(f"{name} {token}", encoding="ascii")
    aside.replace(pointer)
    try:
        until = time.monotonic() + patience
        while (late := _not_ready(data_dir, token)) and time.monotonic() < until:
            time.sleep(_LOOK_EVERY)
        if late:
            report(f"{late} processen waren niet op tijd klaar; zij volgen vanzelf.")
        yield
    finally:
        pointer.unlink(missing_ok=True)


def _not_ready(data_dir: Path, token: str) -> int:
    """How many living processes did not get ready yet; files of dead ones are cleared away."""
    late = 0
    for path in (versions.kept_folder(data_dir) / PROCESSES).glob("*-*"):
        with suppress(FileNotFoundError), path.open("r+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                late += file.read() != token
            else:
                path.unlink(missing_ok=True)
    return late
