"""Parts of the result that are made once: a regeling with the same reasons looks the same to everybody.

What is kept holds for one edition of the content, one day and one language. It says nothing about anybody: the answers
of a visitor stand in addresses only, and in a kept part there is ``ANSWERS`` where they go.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Lock

from markupsafe import Markup, escape

from app.kennisbank.catalogue import Catalogue
from app.keuzehulp.engine import Result

ANSWERS = "\x02"
"""Stands for the query string with the answers; no text of ours and no answer holds this character."""
MOST_CHARACTERS = 2_000_000
"""What one process keeps; with more it begins again."""


class Parts:
    """The parts of one edition on one day. A Result is known by which one it is: the engine shares them."""

    def __init__(self, catalogue: Catalogue | None, day: date | None) -> None:
        self.catalogue = catalogue
        self.day = day
        self._made: dict[tuple[object, ...], tuple[tuple[object, ...], Markup]] = {}
        self._size = 0
        self._lock = Lock()

    def get(self, language: str, name: str, about: tuple[object, ...], make: Callable[[], Markup]) -> Markup:
        """The part ``name`` about these things, made when it is not there."""
        key = (language, name, *[id(one) if type(one) is Result else one for one in about])
        found = self._made.get(key)
        if found is None:
            made = make()
            with self._lock:
                if self._size > MOST_CHARACTERS:
                    self._made, self._size = {}, 0
                found = self._made[key] = (about, made)  # holds on to the Result, so its id stays its own
                self._size += len(made)
        return found[1]


_parts: list[Parts] = [Parts(None, None)]


def parts_for(catalogue: Catalogue, day: date, language: str) -> Callable[..., Markup]:
    """For templates: {% call part("kaart", result) %}...{% endcall %}, with all that the part depends on."""
    parts = _parts[0]
    if parts.catalogue is not catalogue or parts.day != day:
        parts = _parts[0] = Parts(catalogue, day)

    def part(name: str, *about: object, caller: Callable[[], Markup]) -> Markup:
        return parts.get(language, name, about, caller)

    return part


def with_answers(page: str, query: str) -> str:
    """The page with the answers of this visitor in its addresses."""
    return page.replace(ANSWERS, str(escape(query)))
