"""Versions of the content on disk, and the pointer that says which one is served.

``DATA_DIR/inhoud/<version>`` holds the files, ``.index-<version>`` the search index made from them, ``<version>.json``
who published it and when, ``huidig`` the name of the version to serve and ``mislukt.json`` what was refused last.
Without ``huidig`` the site serves the content folder itself.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

KEEP = 5
FOLDER = "inhoud"
POINTER = "huidig"
LINK = ".nu"
"""A link that changes with every publication, for a cache in front of the site."""
REFUSED = "mislukt.json"
Mark = tuple[int, int]


def kept_folder(data_dir: Path) -> Path:
    """Where all versions stand."""
    return data_dir / FOLDER


def folder(data_dir: Path, name: str) -> Path:
    """The files of one version."""
    return kept_folder(data_dir) / name


def index_folder(data_dir: Path, name: str) -> Path:
    """The search index of one version."""
    return kept_folder(data_dir) / f".index-{name}"


def mark(data_dir: Path) -> Mark | None:
    """Changes whenever another version is made current; None while nothing was published."""
    try:
        found = os.stat(f"{data_dir}/{FOLDER}/{POINTER}")  # noqa: PTH116 - every request asks this, a Path is slower
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def current(data_dir: Path) -> str | None:
    """The version that was published last (or gone back to); None while nothing was published."""
    try:
        return (kept_folder(data_dir) / POINTER).read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def kept(data_dir: Path) -> list[str]:
    """Names of the versions on disk, newest first."""
    where = kept_folder(data_dir)
    if not where.is_dir():
        return []
    found = [path for path in where.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return [path.name for path in sorted(found, key=lambda path: -path.stat().st_mtime_ns)]


def keep(content_dir: Path, data_dir: Path, name: str) -> None:
    """Copy the files of a version beside the others, whole or not at all; the oldest ones go."""
    target = folder(data_dir, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        aside = target.parent / f".{name}-{os.getpid()}"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(content_dir, aside)
        try:
            aside.rename(target)
        except OSError:  # another process was first; the files are the same
            shutil.rmtree(aside, ignore_errors=True)
    target.touch()
    serving = current(data_dir)
    for old in kept(data_dir)[KEEP:]:
        if old != serving:
            remove(data_dir, old)


def remove(data_dir: Path, name: str) -> None:
    """Forget a version with its index and its record."""
    shutil.rmtree(folder(data_dir, name), ignore_errors=True)
    shutil.rmtree(index_folder(data_dir, name), ignore_errors=True)
    _record(data_dir, name).unlink(missing_ok=True)


def make_current(data_dir: Path, name: str, record: Mapping[str, Any] | None = None) -> None:
    """Let every process serve this version from now on. One step: nobody ever reads half a pointer."""
    if record is not None:
        _write(_record(data_dir, name), json.dumps(record))
    _write(kept_folder(data_dir) / POINTER, name + "\n")
    renew_key(data_dir)


def record_of(data_dir: Path, name: str) -> dict[str, Any]:
    """Who published a version, when and from which commit; empty when it was never published."""
    return _read(_record(data_dir, name))


def note_refused(data_dir: Path, record: Mapping[str, Any]) -> None:
    """Remember what was refused, until something is published."""
    kept_folder(data_dir).mkdir(parents=True, exist_ok=True)
    _write(kept_folder(data_dir) / REFUSED, json.dumps(record))


def forget_refused(data_dir: Path) -> None:
    """What was refused does not matter any more."""
    (kept_folder(data_dir) / REFUSED).unlink(missing_ok=True)


def refused(data_dir: Path) -> dict[str, Any]:
    """What was refused last, with its problems; empty when the last publication went well."""
    return _read(kept_folder(data_dir) / REFUSED)


def renew_key(data_dir: Path) -> None:
    """Point ``.nu`` to a folder that never had that name before: nginx takes its real path as part of its key.

    After a publication (and after the pointer, so that what is asked for under the new key is made of the new
    version) and at every start, because a new release makes other pages of the same content.
    """
    folder = kept_folder(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    before = [path for path in folder.glob(f"{LINK}-*") if path.is_dir()]
    target = folder / f"{LINK}-{time.time_ns()}"
    target.mkdir()
    aside = folder / f"{LINK}.{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(target.name)
    aside.replace(folder / LINK)
    for path in before:
        with suppress(OSError):
            path.rmdir()


def _record(data_dir: Path, name: str) -> Path:
    return kept_folder(data_dir) / f"{name}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
