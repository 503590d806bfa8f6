"""Parts of a page that are made once: a regeling with the same reasons looks the same to everybody.

What is kept holds for one edition of the content, one day and one language. It says nothing about anybody: the answers
of a visitor stand in addresses only, and in a kept part there is ``ANSWERS`` where they go.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from app.core import clock
from app.kennisbank.catalogue import Catalogue
from app.web.language import language
from app.web.state import loket

ANSWERS = "\x02"
"""Stands for the query string with the answers; no text of ours and no answer holds this character."""
MOST_CHARACTERS = 2_000_000
"""What one process keeps; with more the sort that takes most begins again."""


class _Shelf:
    """The parts of one sort. ``held``: what they are about, so that an ``id`` stays of one thing."""

    def __init__(self) -> None:
        self.size = 0
        self.texts: dict[Hashable, str] = {}
        self.held: list[object] = []


class Parts:
    """The parts of one edition on one day."""

    def __init__(self, catalogue: Catalogue | None, day: date | None) -> None:
        self.catalogue = catalogue
        self.day = day
        self._shelves: dict[tuple[str, ...], _Shelf] = {}
        self._lock = Lock()

    def each(
        self, sort: tuple[str, ...], things: Sequence[Any], key: Callable[[Any], Hashable], make: Callable[[Any], str]
    ) -> str:
        """The parts of these things in a row; what is not there is made."""
        shelf = self._shelves.get(sort) or self._shelf(sort)
        texts = shelf.texts
        row = [texts.get(key(thing)) for thing in things]
        if None not in row:
            return "".join(row)  # type: ignore[arg-type]  # None is not in it
        return "".join([texts.get(key(thing)) or self._keep(shelf, key(thing), thing, make(thing)) for thing in things])

    def _shelf(self, sort: tuple[str, ...]) -> _Shelf:
        with self._lock:
            return self._shelves.setdefault(sort, _Shelf())

    def _keep(self, shelf: _Shelf, key: Hashable, thing: object, made: str) -> str:
        with self._lock:
            if sum([each.size for each in self._shelves.values()]) > MOST_CHARACTERS:
                del self._shelves[max(self._shelves, key=lambda sort: self._shelves[sort].size)]
            shelf.held.append(thing)
            shelf.texts[key] = made
            shelf.size += len(made)
        return made


_parts: list[Parts] = [Parts(None, None)]


def kept_parts(file: str, context: Mapping[str, Any]) -> dict[str, Callable[..., Markup]]:
    """For a template: ``elk`` and ``stuk``, which make parts with the macros of ``file``; those read ``context``.

    {{ elk("stap", stappen, situatie) }}: the macro ``stap(thing, situatie)`` for each thing. ``sleutel`` says what a
    thing is known by, when it is not itself: things made anew for every page are never wrong, but never found either.
    {{ stuk("kennis", sleutel, advies) }}: one part, known by a text.
    """
    catalogue, day, spoken = loket().catalogue, clock.today(), language()
    parts = _parts[0]
    if parts.catalogue is not catalogue or parts.day != day:
        parts = _parts[0] = Parts(catalogue, day)
    read: list[Any] = []

    def macro(name: str) -> Callable[..., str]:
        if not read:
            whole = dict(context) | functions
            current_app.update_template_context(whole)
            read.append(current_app.jinja_env.get_template(file).make_module(whole))
        found: Callable[..., str] = getattr(read[0], name)
        return found

    def each(name: str, things: Sequence[Any], *also: str, sleutel: Callable[[Any], Hashable] = id) -> Markup:
        made = parts.each((file, spoken, name, *also), things, sleutel, lambda thing: macro(name)(thing, *also))
        return Markup(made)  # noqa: S704 - made by a template

    def one(name: str, key: str, *things: Any) -> Markup:
        made = parts.each((file, spoken, name), [key], str, lambda _key: macro(name)(*things))
        return Markup(made)  # noqa: S704 - made by a template

    functions: dict[str, Callable[..., Markup]] = {"elk": each, "stuk": one}
    return functions


def with_answers(page: str, query: str) -> str:
    """The page with the answers of this visitor in its addresses."""
    return page.replace(ANSWERS, str(escape(query)))
