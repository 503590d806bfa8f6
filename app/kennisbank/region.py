"""One arbeidsmarktregio: its gemeenten with postcodes, the desk and its promise (``content/regio/*.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from app.kennisbank.schema import ShortText, Slug, Strict, Text, Url

Postcode4 = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{3}$")]
Adres = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", to_lower=True, max_length=254)]
Uren = Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3])\.[0-5]\d-([01]?\d|2[0-3])\.[0-5]\d$")]
Dag = Literal["ma", "di", "wo", "do", "vr"]
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
    kantooruren: Uren = "9.00-17.00"
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


class Startmedewerker(Strict):
    """A colleague at the first start, without password. ``vervanger``: e-mail address of the standing deputy."""

    naam: ShortText
    email: Adres
    rollen: tuple[Slug, ...] = Field(min_length=1)
    telefoon: Annotated[str, StringConstraints(max_length=20)] | None = None
    uren: int = Field(default=36, ge=1, le=60)
    werkdagen: tuple[Dag, ...] = Field(default=("ma", "di", "wo", "do", "vr"), min_length=1)
    werktijden: dict[Dag, Uren] = Field(default_factory=dict)
    gemeenten: tuple[Slug, ...] = ()
    vervanger: Adres | None = None
    organisatie: ShortText | None = None


class Startregel(Strict):
    """A routing rule at the first start; ``medewerkers`` are e-mail addresses, ``team`` is what werkgevers read."""

    naam: ShortText
    volgorde: int = Field(default=100, ge=1, le=9999)
    onderwerpen: tuple[Slug, ...] = ()
    gemeenten: tuple[Slug, ...] = ()
    sectoren: tuple[Slug, ...] = ()
    groottes: tuple[Slug, ...] = ()
    team: str = ""
    medewerkers: tuple[Adres, ...] = Field(min_length=1)


class Start(Strict):
    """Who works here and who gets what when an installation starts for the first time. Later the database counts."""

    medewerkers: tuple[Startmedewerker, ...] = ()
    regels: tuple[Startregel, ...] = ()

    @model_validator(mode="after")
    def _everybody_is_known(self) -> Start:
        known = [person.email for person in self.medewerkers]
        if len(set(known)) < len(known):
            raise ValueError("Een e-mailadres staat er twee keer.")
        named = [address for rule in self.regels for address in rule.medewerkers]
        missing = sorted({*named, *(p.vervanger for p in self.medewerkers if p.vervanger)} - set(known))
        if missing:
            raise ValueError(f"Deze adressen staan niet bij de medewerkers: {', '.join(missing)}.")
        return self


class Regio(Strict):
    """The region this installation serves. ``merk`` names the brand file beside it. ``start``: see ``Start``."""

    slug: Slug
    naam: ShortText
    site: ShortText
    afzender: ShortText
    over: Text
    gemeenten: tuple[Gemeente, ...] = Field(min_length=1)
    loket: Loket
    belofte: Belofte
    start: Start = Start()
    taal: Literal["nl"] = "nl"

    @model_validator(mode="after")
    def _gemeenten_are_of_the_region(self) -> Regio:
        lists = [*(p.gemeenten for p in self.start.medewerkers), *(rule.gemeenten for rule in self.start.regels)]
        strange = sorted({slug for slugs in lists for slug in slugs} - {gemeente.slug for gemeente in self.gemeenten})
        if strange:
            raise ValueError(f"Bij start staat een gemeente die niet bij de regio hoort: {', '.join(strange)}.")
        return self

    @model_validator(mode="after")
    def _a_real_desk_has_real_people(self) -> Regio:
        examples = [p.email for p in self.start.medewerkers if p.email.endswith("@voorbeeld.nl")]
        if examples and not self.loket.voorbeeld:
            raise ValueError(f"Bij start staan nog voorbeeldmensen: {', '.join(examples)}. Zet er uw eigen team neer.")
        return self

    def gemeente(self, slug: str) -> Gemeente | None:
        """The gemeente with this slug, or None."""
        return next((g for g in self.gemeenten if g.slug == slug), None)

    @property
    def known_words(self) -> tuple[str, ...]:
        """Names that everybody here knows, so that they are poor passwords."""
        return (self.naam, self.site, self.loket.naam, *(gemeente.naam for gemeente in self.gemeenten))


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
