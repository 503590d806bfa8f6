"""The kernel of a Dutch word: Kraaij-Pohlmann (Snowball ``dutch``) with the exceptions that this subject needs."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

from app.kennisbank.zoeken.normalise import read_lines

_SNOWBALL = snowballstemmer.stemmer("dutch")
_LOCK = Lock()
_INFLECTIONS = ("", "s", "n", "en", "e", "er", "ers", "ere", "t", "te", "ten", "d", "de", "den", "ingen", "ster", "es")
_VERB_T = re.compile(r"(?:aa|ee|oo|uu|ie|oe|ui|eu|ij|ei|ou)[lmnrgkp]t$|(?:aa|ee|oo|uu|ie|oe|ui|eu|ij|ei)[lmnr]d$|tst$")
_BARE_E = re.compile(r"[bcdfghjklmnpqrstvwxz]e$")
_UNDOUBLE = re.compile(r"([bdfgklmnprst])\1$")
_HARD = {"v": "f", "z": "s"}


def _exceptions() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in read_lines("stam_uitzonderingen.txt"):
        kernel, *words = line.split()
        for word in words:
            for ending in _INFLECTIONS if word.endswith("*") else ("",):
                found.setdefault(word.rstrip("*") + ending, kernel)
    return found


_EXCEPTIONS = _exceptions()


@lru_cache(maxsize=131072)
def stem(word: str) -> str:
    """The kernel of a folded word; numbers and words of one or two letters as they are."""
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    if len(word) < 3 or not word.isalpha():
        return word
    if word.endswith("dt") or word.endswith(("ches", "shes")):
        word = word[:-1] if word.endswith("dt") else word[:-2]
    with _LOCK:  # the stemmer keeps the word in itself while it works
        kernel = str(_SNOWBALL.stemWord(word))
    return _EXCEPTIONS.get(kernel) or _finish(kernel)


def _finish(kernel: str) -> str:
    """What Kraaij-Pohlmann leaves on: the -t and -d of verbs (betaalt, betaald), the -e of adjectives (zieke)."""
    if len(kernel) >= 5 and _BARE_E.search(kernel):
        kernel = _UNDOUBLE.sub(r"\1", kernel[:-1])
        kernel = kernel[:-1] + _HARD.get(kernel[-1], kernel[-1])
    if _VERB_T.search(kernel):
        kernel = kernel[:-1]
    if len(kernel) >= 7 and kernel.endswith("erd"):
        kernel = kernel[:-1]
    if len(kernel) >= 7 and kernel.endswith("eer"):
        kernel = kernel[:-3] + "er"
    return kernel
