"""Words for who works where and for how long: "mijn bakker is al 7 weken ziek" is about being ill, not about a bakery.

``data/werkvloer.txt`` lists them. They count little as long as another word carries the question; a job counts as
"somebody who works here".
"""

from __future__ import annotations

from app.kennisbank.zoeken.normalise import read_marked
from app.kennisbank.zoeken.stem import stem

STAND_IN = "personeel"
"""What a job is read as, next to itself: "kok gezocht" is also "personeel gezocht"."""
WANTED = "vacature"
OLDER = range(50, 68)
YOUNGER = range(15, 20)


def _kernels(mark: str) -> frozenset[str]:
    words = _MARKED[mark]
    return words | {stem(word) for word in words if not word.endswith("erij")}  # "drukkerij" is not "druk"


_MARKED = read_marked("werkvloer.txt")
JOBS, PLACES, TIMES, EXACT = _kernels("beroep"), _kernels("plek"), _kernels("tijd"), _MARKED["precies"]


def is_job(word: str, leaves: tuple[str, ...]) -> bool:
    """Is it somebody who works, also as the end of a compound ("vrachtwagenchauffeur")?"""
    return word in JOBS or leaves[-1] in JOBS or stem(word) in JOBS


def is_place(word: str, leaves: tuple[str, ...]) -> bool:
    """Does it only say where somebody works, or that it is a man or a woman?"""
    return word in EXACT or word in PLACES or leaves[-1] in PLACES


def is_number(word: str) -> bool:
    """Does it only say how many or how long? Numbers of one to three digits do."""
    return len(word) <= 3 if word.isdigit() else word in TIMES or stem(word) in TIMES


def age(before: str, word: str, after: str) -> str | None:
    """The age group that a number names: "iemand van 58", "16 jaar oud", "61-jarige"; None for any other number."""
    digits = word[:2]
    if not digits.isdigit() or word[2:] not in ("", "jarig", "jarige"):
        return None
    if not (word[2:] or after in ("jarig", "jarige", "jaar") or before in ("van", "boven", "is", "wordt")):
        return None
    return "oudere" if int(digits) in OLDER else "jongere" if int(digits) in YOUNGER else None
