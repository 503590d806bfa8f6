"""Parts of a page that are made once: a regeling with the same reasons looks the same to everybody.

What is kept holds for one edition of the content, one day and one language. It says nothing about anybody: the answers
of a visitor stand in addresses only, and in a kept part there is ``ANSWERS`` where they go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from threading import Lock
from typing import Any

from markupsafe import Markup, escape

from app.kennisbank.catalogue import Catalogue

ANSWERS = "\x02"
"""Stands for the query string with the answers; no text of ours and no answer holds this character."""
MOST_CHARACTERS = 2_000_000
"""What one process keeps; with more it begins again."""


class Parts:
    """The parts of one edition on one day. A text is known by what it says, anything else by which one it is.

    Things that are made anew for every page are never wrong here, but never found either: share them (``engine.py``).
    """

    def __init__(self, catalogue: Catalogue | None, day: date | None) -> None:
        self.catalogue = catalogue
        self.day = day
        self._made: dict[tuple[object, ...], tuple[object, str]] = {}
        self._size = 0
        self._lock = Lock()

    def get(self, language: str, name: str, about: tuple[object, ...], make: Callable[[], str]) -> str:
        """The part ``name`` about these things, made when it is not there."""
        key = (language, name, *[one if type(one) is str else id(one) for one in about])
        found = self._made.get(key)
        if found is None:
            found = self._keep(key, about, make())
        return found[1]

    def each(
        self,
        language: str,
        name: str,
        things: Iterable[Any],
        make: Callable[..., str],
        of: Callable[[Any], tuple[object, ...]] | None,
        also: tuple[str, ...],
    ) -> str:
        """The parts of all these things in a row. ``of``: what a thing is known by, when it is not itself."""
        made = self._made
        row = []
        for thing in things:
            about = (thing,) if of is None else of(thing)
            key = (language, name, *also, *[one if type(one) is str else id(one) for one in about])
            found = made.get(key)
            if found is None:
                found = self._keep(key, about, make(thing, *also))
            row.append(found[1])
        return "".join(row)

    def _keep(self, key: tuple[object, ...], about: tuple[object, ...], made: str) -> tuple[object, str]:
        found = (about, made)  # holds on to the things, so that their ids stay theirs
        with self._lock:
            if self._size > MOST_CHARACTERS:
                self._made, self._size = {}, 0
            self._made[key] = found
            self._size += len(made)
        return found


_parts: list[Parts] = [Parts(None, None)]


class Maker:
    """For templates: parts of this edition, on this day, in this language."""

    def __init__(self, parts: Parts, language: str) -> None:
        self._parts = parts
        self._language = language

    def one(self, name: str, *about: object, caller: Callable[[], str]) -> Markup:
        """{% call part.one("kennis", situatie) %}...{% endcall %}, with all that the part depends on."""
        return Markup(self._parts.get(self._language, name, about, caller))  # noqa: S704 - made by a template

    def each(self, name: str, things: Iterable[Any], make: Callable[..., str], *also: str, of: Any = None) -> Markup:
        """{{ part.each("stap", stappen, stap) }}: the macro ``stap`` for each of them, with ``also`` after it."""
        return Markup(self._parts.each(self._language, name, things, make, of, also))  # noqa: S704 - made by a template


def parts_for(catalogue: Catalogue, day: date, language: str) -> Maker:
    """The parts for one page."""
    parts = _parts[0]
    if parts.catalogue is not catalogue or parts.day != day:
        parts = _parts[0] = Parts(catalogue, day)
    return Maker(parts, language)


def with_answers(page: str, query: str) -> str:
    """The page with the answers of this visitor in its addresses."""
    return page.replace(ANSWERS, str(escape(query)))
