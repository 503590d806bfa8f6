"""The list of health words of this installation, and what of it somebody typed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.core.caution import find_words, read_list
from app.web.state import loket

FILE = "contact/medische-woorden.txt"


@lru_cache(maxsize=4)
def _path(folder: Path) -> Path:
    return folder / FILE


@lru_cache(maxsize=4)
def _read(path: Path, _changed_ns: int) -> tuple[str, ...]:
    return read_list(path.read_text(encoding="utf-8"))


def health_words() -> tuple[str, ...]:
    """The list of the content, in lower case; nothing when the region has none."""
    path = _path(loket().settings.content_dir)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ()


def words_in(*texts: str | None) -> tuple[str, ...]:
    """Health words in these texts, at most five."""
    return find_words("\n".join(text for text in texts if text), health_words())
