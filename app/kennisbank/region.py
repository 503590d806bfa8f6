"""One arbeidsmarktregio: its gemeenten with postcodes, the desk and its promise (``content/regio/*.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from app.kennisbank.schema import ShortText, Slug, Strict, Text, Url

Postcode4 = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{3}$")]
_POSTCODE = re.compile(r"^\s*([1-9]\d{3})\s*([A-Za-z]{2})?\s*$")


class Gemeente(Strict):
    """A gemeente of the region. ``postcodes`` belong to it alone; ``gedeeld`` also to another gemeente."""

    slug: Slug
    naam: ShortText
    postcodes: tuple[Postcode4, ...] = ()
    gedeeld: tuple[Postcode4, ...] = ()
    website: Url | None = None


class Openingstijd(Strict):
    """Opening hours as text, e.g. dagen "maandag tot en met vrijdag", tijden "9.00 tot 17.00 uur"."""

    dagen: ShortText
    tijden: ShortText


class Loket(Strict):
    """The desk. ``voorbeeld``: address and phone are examples; shown with a banner, refused in production.

    ``kantooruren``: when colleagues work who have no hours of their own; they decide when we can call somebody.
    """

    naam: ShortText
    adres: Text
    telefoon: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{8,16}$")]
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    openingstijden: tuple[Openingstijd, ...] = Field(min_length=1)
    kantooruren: Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3])\.[0-5]\d-([01]?\d|2[0-3])\.[0-5]\d$")] = (
        "9.00-17.00"
    )
    voorbeeld: bool = False

    @field_validator("kantooruren")
    @classmethod
    def _end_comes_later(cls, text: str) -> str:
        start, _dash, end = text.partition("-")
        if start.rjust(5, "0") >= end.rjust(5, "0"):
            raise ValueError("Het einde van de kantooruren ligt niet na het begin.")
        return text

    @property
    def tel(self) -> str:
        """The number as a tel: address."""
        digits = re.sub(r"\D", "", self.telefoon)
        return "+" + digits if self.telefoon.startswith("+") else "+31" + digits.lstrip("0")


class Belofte(Strict):
    """The promise: an answer within this many working days of the desk; ``spoed`` for letting people go."""

    werkdagen: int = Field(ge=1, le=10)
    spoed: int = Field(ge=1, le=10, default=1)


class Regio(Strict):
    """The region this installation serves. ``merk`` names the brand file beside it."""

    slug: Slug
    naam: ShortText
    site: ShortText
    afzender: ShortText
    over: Text
    gemeenten: tuple[Gemeente, ...] = Field(min_length=1)
    loket: Loket
    belofte: Belofte
    taal: Literal["nl"] = "nl"

    def gemeente(self, slug: str) -> Gemeente | None:
        """The gemeente with this slug, or None."""
        return next((g for g in self.gemeenten if g.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Plaatsing:
    """What a postcode says about the gemeente.

    zeker: the one gemeente it belongs to. mogelijk: gemeenten to choose from when the postcode is shared, also with
    a gemeente outside the region. Neither: outside the region.
    """

    zeker: Gemeente | None = None
    mogelijk: tuple[Gemeente, ...] = ()


def parse_postcode(text: str) -> str | None:
    """The four digits of a Dutch postcode ("6811 AB", "6811ab", "6811"), or None when it cannot be one."""
    match = _POSTCODE.match(text)
    if not match:
        return None
    if match[2] and match[2].upper() in {"SA", "SD", "SS"}:  # never issued
        return None
    return match[1]


def locate(region: Regio, postcode4: str) -> Plaatsing:
    """Which gemeente of the region a 4-digit postcode belongs to."""
    for gemeente in region.gemeenten:
        if postcode4 in gemeente.postcodes:
            return Plaatsing(zeker=gemeente)
    return Plaatsing(mogelijk=tuple(g for g in region.gemeenten if postcode4 in g.gedeeld))
