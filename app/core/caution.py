"""Finds words in what somebody typed that say something about a person's health. It warns, it never refuses."""

from __future__ import annotations

import re
from functools import lru_cache


def read_list(text: str) -> tuple[str, ...]:
    """The words of a list: one per line, # for remarks. "depress*" means every word that begins with it."""
    lines = (line.strip().casefold() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    parts = [re.escape(word.rstrip("*").rstrip()) + (r"\w*" if word.endswith("*") else "") for word in words]
    if not parts:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


def find_words(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the text that are on the list, as they were typed, each once and in order; at most five."""
    pattern = _pattern(words)
    if pattern is None:
        return ()
    found = dict.fromkeys(match[0].strip() for match in pattern.finditer(text))
    return tuple(found)[:5]
