"""The fixed words of the site: fasen, doelgroepen, uitvoerders, soorten, sectoren and twijfels.

They are content (``content/termen/*.yaml``) because a region may name them otherwise and because their lay words
feed the search. Every word has a label and an explanation in Dutch and English.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.icons import drawings
from app.kennisbank.schema import ShortText, Slug, Strict, Text, Url

LISTS = ("soorten", "fasen", "doelgroepen", "uitvoerders", "sectoren", "twijfels")


def _drawn(name: str) -> str:
    if name not in drawings():
        raise ValueError("dit icoon is er niet; de namen staan in app/static/src/iconen.txt")
    return name


class Tweetalig(Strict):
    """A text in both languages of the interface."""

    nl: Text
    en: Text


class Term(Strict):
    """One word. ``icoon`` is one of ours (``app.core.icons``); ``url`` the uitvoerder's own site."""

    slug: Slug
    label: Tweetalig
    uitleg: Tweetalig
    lekentaal: tuple[ShortText, ...] = ()
    icoon: Annotated[Slug, AfterValidator(_drawn)] | None = None
    url: Url | None = None


class Termenlijst(Strict):
    """One file in ``content/termen/``."""

    termen: tuple[Term, ...] = Field(min_length=1)
