"""From any text to plain lower-case tokens that remember where they stood. The first step of every analysis."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
HYPHENS = "-\u2010\u2011\u2013"
_TOKEN = re.compile(rf"[^\W_]+(?:[{HYPHENS}'’][^\W_]+)*")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_PLUS = re.compile(r"(?<=\d)\+(?=\s|[-,.;:!?)]|$|\w)")
_CUT = re.compile(rf"[{HYPHENS}]")
_QUOTE = str.maketrans("", "", "'’")
_ENDING = re.compile(r"(?<=[^\W_])['’](?:s|er|ers|en|tje|tjes)$")


def _single(char: str) -> str:
    """The base letter of one character ("é" to "e"); the character itself when that is not one letter."""
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)).lower()
    return base if len(base) == 1 else char.lower() if len(char.lower()) == 1 else char


class _Fold(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = _single(chr(code))
        return folded


_FOLD = _Fold({ord("ß"): "s", ord("ø"): "o", ord("ł"): "l", ord("đ"): "d"})


def fold(text: str) -> str:
    """Lower case without accents, exactly as long as ``text``, so that positions stay valid. Expects NFC or NFKC."""
    return text.translate(_FOLD)


def clean(text: str) -> str:
    """NFKC, with 6.000 written as 6000 and 50+ as 50plus, without control characters."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text) if not text.isprintable() else text
    return _PLUS.sub("plus", _THOUSANDS.sub("", text))


class Token(NamedTuple):
    """One word of a text. ``parts``: what stood between hyphens; ``word``: the parts joined."""

    start: int
    end: int
    parts: tuple[str, ...]
    word: str


@lru_cache(maxsize=65536)
def _parts(surface: str) -> tuple[tuple[str, ...], str]:
    parts = tuple(p for p in _CUT.split(_ENDING.sub("", surface).translate(_QUOTE)) if p)
    return parts, "".join(parts)


def tokens(text: str) -> Iterator[Token]:
    """The words of ``clean`` text in order, folded; "no-riskpolis" is one token with two parts."""
    for match in _TOKEN.finditer(fold(text)):
        yield Token(match.start(), match.end(), *_parts(match[0]))


def squash(text: str) -> str:
    """Only the letters and digits, folded: "No-risk polis" and "noriskpolis" are the same name."""
    return "".join(token.word for token in tokens(clean(text)))


def read_lines(name: str) -> list[str]:
    """The lines of a data file without comments and blank lines."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if (word := line.strip()) and word[0] != "#"]


def read_marked(name: str) -> dict[str, frozenset[str]]:
    """The words of a data file by the mark before their line ("[vraag] krijg mag"); without a mark under ""."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in read_lines(name):
        mark, _, rest = line.partition("] ") if line.startswith("[") else ("", "", line)
        found[mark.lstrip("[")].update(fold(word) for word in rest.split())
    return {mark: frozenset(words) for mark, words in found.items()}


_WORDS = read_marked("stopwoorden.txt")
STOP = _WORDS[""]
"""Words without meaning in any text."""
FILLER = _WORDS["vulling"]
"""Words that say next to nothing in a question: feelings, politeness, verbs for everything."""
QUERY_STOP = STOP | FILLER | _WORDS["vraag"]
"""Those and the words people only use to ask."""
