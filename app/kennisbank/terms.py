"""The fixed words of the site: fasen, doelgroepen, uitvoerders, soorten, sectoren and twijfels.

They are content (``content/termen/*.yaml``) because a region may name them otherwise and because their lay words
feed the search. Every word has a label and an explanation in Dutch and English.
"""

from __future__ import annotations

from pydantic import Field

from app.kennisbank.schema import ShortText, Slug, Strict, Text, Url

LISTS = ("soorten", "fasen", "doelgroepen", "uitvoerders", "sectoren", "twijfels")


class Tweetalig(Strict):
    """A text in both languages of the interface."""

    nl: Text
    en: Text


class Term(Strict):
    """One word. ``icoon`` is a name in the icon sprite; ``url`` the uitvoerder's own site."""

    slug: Slug
    label: Tweetalig
    uitleg: Tweetalig
    lekentaal: tuple[ShortText, ...] = ()
    icoon: Slug | None = None
    url: Url | None = None


class Termenlijst(Strict):
    """One file in ``content/termen/``."""

    termen: tuple[Term, ...] = Field(min_length=1)
