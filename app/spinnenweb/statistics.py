"""What may be told about a groep, and nothing more.

The rule against revealing one person:

1. Nothing is told while people can still fill in: until then every screen is the same, whatever was answered.
   A groep is told about once, at the moment its session closes. After that nobody can be added, so there never are two
   results of which the difference is one person. This is why there is no running result, not even in steps of five:
   a median before and after one more answer can give that answer away (for instance from 3,5 to 3).
2. The answers themselves are thrown away in that same moment. Screens and exports can only read what is told here.
3. A groep of fewer than five people is not told about, and neither is an element that fewer than five of them scored.
   How many scored an element is never told.
4. Told are the median and the middle of the scores. The lowest and the highest score are always left out of that
   middle. So even when everybody seems to agree, anybody may have been the one with another opinion: no result
   leaves only one possible score for a person.
5. The number of people is told in steps of five ("5 of meer").

What this cannot prevent: somebody who knows all answers but one, or who fills in several forms for one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Middle:
    """``median`` in halves; at least half of the people gave a score from ``low`` up to and including ``high``."""

    median: float
    low: int
    high: int

    @property
    def spread(self) -> int:
        """Steps between low and high: 0 means that at least half gave the same score."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told about one groep: ``at_least`` people, and per element id its middle or None (too few)."""

    at_least: int
    middles: Mapping[str, Middle | None]


def median(scores: Sequence[int]) -> float:
    """The middle score; between the middle two when the number is even. Needs at least one."""
    ordered = sorted(scores)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def middle(scores: Sequence[int]) -> Middle | None:
    """None for fewer than five scores."""
    if len(scores) < SMALLEST:
        return None
    ordered = sorted(scores)
    cut = max(1, len(ordered) // 4)
    return Middle(median(ordered), ordered[cut], ordered[-1 - cut])


def tell(elements: Sequence[str], answers: Sequence[Mapping[str, int | None]]) -> Told | None:
    """What may be told about these people, or None for fewer than five."""
    if len(answers) < SMALLEST:
        return None
    given = {name: [score for answer in answers if (score := answer.get(name)) is not None] for name in elements}
    return Told(rounded(len(answers)), {name: middle(scores) for name, scores in given.items()})


def rounded(count: int) -> int:
    """Down to a multiple of five."""
    return count - count % SMALLEST


def as_json(told: Told | None) -> dict[str, Any] | None:
    """For storing."""
    if told is None:
        return None
    middles = {name: None if m is None else [m.median, m.low, m.high] for name, m in told.middles.items()}
    return {"minstens": told.at_least, "onderdelen": middles}


def from_json(data: Mapping[str, Any] | None) -> Told | None:
    """What ``as_json`` stored."""
    if data is None:
        return None
    middles = {name: None if m is None else Middle(float(m[0]), m[1], m[2]) for name, m in data["onderdelen"].items()}
    return Told(data["minstens"], middles)


@dataclass(frozen=True, slots=True)
class Between:
    """One element for two groepen. ``difference``: distance of the medians, None when one is not told."""

    element: str
    first: Middle | None
    second: Middle | None

    @property
    def difference(self) -> float | None:
        if self.first is None or self.second is None:
            return None
        return abs(self.first.median - self.second.median)


def between(elements: Iterable[str], first: Told | None, second: Told | None) -> list[Between]:
    """Every element, the largest difference first; what cannot be compared last. Equal ones keep their order."""
    rows = [
        Between(name, first.middles.get(name) if first else None, second.middles.get(name) if second else None)
        for name in elements
    ]
    return sorted(rows, key=lambda row: -1.0 if row.difference is None else row.difference, reverse=True)
