"""How big a werkgever is, in the words of the succesverhalen."""

from __future__ import annotations

from enum import StrEnum


class Grootte(StrEnum):
    """Size by number of people."""

    KLEIN = "klein"
    MIDDEL = "middel"
    GROOT = "groot"

    @property
    def label(self) -> str:
        """As people read it."""
        return GROOTTE_LABELS[self]


GROOTTE_LABELS = {
    Grootte.KLEIN: "1 tot en met 9 mensen",
    Grootte.MIDDEL: "10 tot en met 99 mensen",
    Grootte.GROOT: "100 mensen of meer",
}
