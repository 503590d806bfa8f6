"""What is worked out from the content once per version, not once per page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from app.kennisbank.catalogue import Catalogue

T = TypeVar("T")


class Derived(Generic[T]):
    """Something made from a catalogue. Only that of the last one asked for is kept, so an old version does not stay.

    Threads may make it twice at the same moment; either one is good.
    """

    def __init__(self, make: Callable[[Catalogue], T]) -> None:
        self._make = make
        self._last: tuple[Catalogue, T] | None = None

    def of(self, catalogue: Catalogue) -> T:
        """The one of this catalogue."""
        last = self._last
        if last is None or last[0] is not catalogue:
            last = self._last = (catalogue, self._make(catalogue))
        return last[1]
