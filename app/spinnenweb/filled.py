"""A web as somebody filled it in, and how it stands in an address: ``<web>.<versie>.<scores>.<dag>``.

One character per element in the order of the definition: 1 to 5, or x for "geen mening". Nothing else is in it: no
name, no note. For instance ``duurzame-plaatsingen.1.325x412.20261124``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import NotFound
from app.kennisbank.catalogue import Catalogue
from app.spinnenweb.definition import SCORES, Element, Spinnenweb, find

NO_OPINION = "x"
_TOKEN = re.compile(r"(?P<web>[a-z0-9-]{1,80})\.(?P<versie>[1-9]\d{0,2})\.(?P<scores>[1-5x]{3,10})\.(?P<dag>\d{8})")
_WRONG = "Deze link klopt niet. Gebruik de hele link, of vul een nieuw Spinnenweb in."


@dataclass(frozen=True, slots=True)
class Filled:
    """Scores by element id (None: geen mening), in the order of the definition, and the day they were given."""

    web: Spinnenweb
    scores: Mapping[str, int | None]
    day: date

    @property
    def token(self) -> str:
        """For in an address."""
        marks = "".join(str(self.scores[element.id] or NO_OPINION) for element in self.web.elementen)
        return f"{self.web.name}.{marks}.{self.day:%Y%m%d}"

    @property
    def values(self) -> list[float | None]:
        """The scores in order, for drawing."""
        return [self.scores[element.id] for element in self.web.elementen]


@dataclass(frozen=True, slots=True)
class Lowest:
    """Where to begin: at most two elements with their score, and others with the same score as the second."""

    begin: tuple[tuple[Element, int], ...]
    same: tuple[Element, ...]


def fill_in(web: Spinnenweb, scores: Mapping[str, int | None], day: date) -> Filled:
    """Raises ValueError for a score that does not exist or an element that is missing."""
    ordered = {element.id: scores.get(element.id, 0) for element in web.elementen}
    if set(scores) != set(ordered) or any(score is not None and score not in SCORES for score in ordered.values()):
        raise ValueError("every element has a score of 1 to 5 or None")
    return Filled(web, ordered, day)


def read(catalogue: Catalogue, token: str) -> Filled:
    """What an address says. Raises ``NotFound`` with a sentence when it is not complete or of a web that is gone."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise NotFound(_WRONG)
    web = find(catalogue, match["web"], int(match["versie"]))
    if len(match["scores"]) != len(web.elementen):
        raise NotFound(_WRONG)
    try:
        day = date(int(match["dag"][:4]), int(match["dag"][4:6]), int(match["dag"][6:]))
    except ValueError as error:
        raise NotFound(_WRONG) from error
    marks = zip(web.elementen, match["scores"], strict=True)
    return Filled(web, {element.id: None if mark == NO_OPINION else int(mark) for element, mark in marks}, day)


def token_in(text: str) -> str | None:
    """The web in what somebody pasted: a whole link or only its last part; None when there is none."""
    match = _TOKEN.search(text[:2000])
    return match[0] if match else None


def lowest(filled: Filled) -> Lowest:
    """The two lowest scores below 5; equal ones in the order of the definition."""
    scored = [(element, score) for element in filled.web.elementen if (score := filled.scores[element.id]) is not None]
    low = sorted((pair for pair in scored if pair[1] < SCORES[-1]), key=lambda pair: pair[1])
    begin = tuple(low[:2])
    same = tuple(element for element, score in low[2:] if score == begin[-1][1])
    return Lowest(begin, same)
