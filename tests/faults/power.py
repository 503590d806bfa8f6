"""Loss of power, worked out: what a disk holds that lost everything written since the last time it was told to keep it.

``strace`` writes down what SQLite wrote and when it asked the disk to keep it. Replaying only what was kept gives the
files as they would be after the worst cut.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

CALLS = "trace=pwrite64,fdatasync,ftruncate"
OPTIONS = ("-y", "-xx", "-s", "1000000", "-e", CALLS)
_PATH = r"\d+<([^>]+)>"
_WRITE = re.compile(rf'pwrite64\({_PATH}, "((?:\\x[0-9a-f]{{2}})*)", \d+, (\d+)\)')
_KEEP = re.compile(rf"fdatasync\({_PATH}\)")
_CUT = re.compile(rf"ftruncate\({_PATH}, (\d+)\)")


def files_of(database: Path) -> list[Path]:
    """What a power cut can hurt; the ``-shm`` file is made anew."""
    return [path for path in (database, Path(f"{database}-wal")) if path.exists()]


def after_the_cut(
    log: str, database: Path, before: dict[str, bytes], folder: Path, *, keeps: int | None = None
) -> Path:
    """The database as it stands in ``folder`` after the cut.

    before: what was on the disk when the log began, by path. keeps: how many of the calls that ask the disk to keep
    things came through before the cut; all of them when None.
    """
    kept = {path: bytearray(content) for path, content in before.items()}
    waiting: dict[str, list[tuple[int, bytes | None]]] = defaultdict(list)
    seen = 0
    for line in log.splitlines():
        if found := _WRITE.search(line):
            path, data, at = _text(found[1]), bytes.fromhex(found[2].replace("\\x", "")), int(found[3])
            waiting[path].append((at, data))
        elif found := _CUT.search(line):
            waiting[_text(found[1])].append((int(found[2]), None))
        elif found := _KEEP.search(line):
            seen += 1
            if keeps is not None and seen > keeps:
                break
            _apply(kept.setdefault(_text(found[1]), bytearray()), waiting.pop(_text(found[1]), []))
    for path in (database, Path(f"{database}-wal")):
        if str(path) in kept:
            (folder / path.name).write_bytes(kept[str(path)])
    return folder / database.name


def references(database: Path) -> set[str]:
    """Requests in a database that must be whole."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {str(row[0]) for row in connection.execute("SELECT referentie FROM contactverzoek")}


def _apply(content: bytearray, writes: list[tuple[int, bytes | None]]) -> None:
    for at, data in writes:
        if data is None:
            del content[at:]
            continue
        content.extend(bytes(max(0, at - len(content))))
        content[at : at + len(data)] = data


def _text(path: str) -> str:
    """A path as ``-xx`` writes it."""
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path
