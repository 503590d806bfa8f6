"""Facts that change: amounts, percentages, terms and dates, each with validity and source.

Pages and the keuzehulp use the same fact by name. Prose writes ``[[naam]]`` and never the number itself, so that
one change in ``content/bedragen/`` changes every page on the right day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from app.kennisbank.schema import Bron, ShortText, Slug, Strict

Eenheid = Literal[
    "euro",
    "euro-per-uur",
    "euro-per-maand",
    "euro-per-jaar",
    "euro-per-persoon",
    "euro-per-kilometer",
    "procent",
    "dagen",
    "werkdagen",
    "weken",
    "maanden",
    "jaar",
    "uur",
    "uur-per-week",
    "personen",
    "aantal",
    "dag-van-het-jaar",
    "datum",
]

MONTHS_NL = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS = {"nl": MONTHS_NL, "en": MONTHS_EN}
_UNITS = {
    "nl": {
        "dagen": ("dag", "dagen"),
        "werkdagen": ("werkdag", "werkdagen"),
        "weken": ("week", "weken"),
        "maanden": ("maand", "maanden"),
        "jaar": ("jaar", "jaar"),
        "uur": ("uur", "uur"),
        "uur-per-week": ("uur per week", "uur per week"),
        "personen": ("persoon", "personen"),
    },
    "en": {
        "dagen": ("day", "days"),
        "werkdagen": ("working day", "working days"),
        "weken": ("week", "weeks"),
        "maanden": ("month", "months"),
        "jaar": ("year", "years"),
        "uur": ("hour", "hours"),
        "uur-per-week": ("hour per week", "hours per week"),
        "personen": ("person", "people"),
    },
}
"""Unit after a number: for one, for more."""
_PER = {
    "nl": {
        "uur": "per uur",
        "maand": "per maand",
        "jaar": "per jaar",
        "persoon": "per persoon",
        "kilometer": "per kilometer",
    },
    "en": {
        "uur": "per hour",
        "maand": "per month",
        "jaar": "per year",
        "persoon": "per person",
        "kilometer": "per kilometre",
    },
}
_SWAP = str.maketrans(",.", ".,")
REFERENCE = re.compile(r"\[\[([a-z0-9-]+)(?:\|(getal))?\]\]")
"""``[[naam]]`` or ``[[naam|getal]]`` (the number without what it is per)."""


class Waarde(Strict):
    """One value with its validity; both days count. ``geldig_tot`` empty means until further notice."""

    waarde: Decimal | date | str
    eenheid: Eenheid
    geldig_van: date
    geldig_tot: date | None = None

    @model_validator(mode="after")
    def _fits_unit(self) -> Waarde:
        if self.eenheid == "datum":
            if not isinstance(self.waarde, date):
                raise ValueError("bij eenheid 'datum' hoort een datum, bijvoorbeeld 2027-01-01")
        elif self.eenheid == "dag-van-het-jaar":
            if not isinstance(self.waarde, str) or not re.fullmatch(r"\d\d-\d\d", self.waarde):
                raise ValueError('bij eenheid \'dag-van-het-jaar\' hoort "MM-DD", bijvoorbeeld "01-31"')
        elif not isinstance(self.waarde, Decimal):
            raise ValueError(f"bij eenheid '{self.eenheid}' hoort een getal")
        if self.geldig_tot is not None and self.geldig_tot < self.geldig_van:
            raise ValueError("geldig_tot ligt vóór geldig_van")
        return self


class Feit(Strict):
    """A fact with all its values through time. ``zekerheid`` middel or laag is not a fact and not allowed here.

    titel_en: needed for a fact of zekerheid middelhoog on an English page, which lists what to check.
    """

    naam: Slug
    titel: ShortText
    titel_en: ShortText | None = None
    waarden: tuple[Waarde, ...] = Field(min_length=1)
    bron: Bron
    zekerheid: Literal["hoog", "middelhoog"]
    toelichting: ShortText | None = None

    @model_validator(mode="after")
    def _no_overlap(self) -> Feit:
        spans = sorted(self.waarden, key=lambda w: w.geldig_van)
        for earlier, later in pairwise(spans):
            if earlier.geldig_tot is None or earlier.geldig_tot >= later.geldig_van:
                raise ValueError(f"de waarden vanaf {earlier.geldig_van} en {later.geldig_van} overlappen")
        return self

    def at(self, day: date) -> Waarde | None:
        """The value valid on ``day``, or None when there is none."""
        for value in self.waarden:
            if value.geldig_van <= day and (value.geldig_tot is None or day <= value.geldig_tot):
                return value
        return None


def date_text(day: date, language: str = "nl") -> str:
    """1 januari 2027, or 1 January 2027."""
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def dutch_date(day: date) -> str:
    """1 januari 2027."""
    return date_text(day)


@lru_cache(maxsize=4096)
def number_text(number: Decimal, language: str = "nl", *, cents: bool = False) -> str:
    """1.234,5 in Dutch and 1,234.5 in English; whole numbers without decimals, others with as many as needed.

    cents: two decimals unless the number is whole, as for money.
    """
    if number == number.to_integral_value():
        text = f"{number:,.0f}"
    else:
        text = f"{number:,.2f}" if cents else f"{number.normalize():,f}"
    return text.translate(_SWAP) if language == "nl" else text


def dutch_number(number: Decimal) -> str:
    """1.234,56 with as many decimals as needed."""
    return number_text(number)


def format_value(value: Waarde, *, bare: bool = False, language: str = "nl") -> str:
    """The value as a person reads it: "€ 3,05 per uur", "6 weken", "1 januari 2027"; in English "6 weeks".

    bare: without what it is per, for "2 tot 6 maanden".
    """
    raw = value.waarde
    if isinstance(raw, date):
        return date_text(raw, language)
    if isinstance(raw, str):
        month, day = raw.split("-")
        return f"{int(day)} {_MONTHS[language][int(month) - 1]}"
    unit = value.eenheid
    if unit.startswith("euro"):
        per = _PER[language].get(unit.removeprefix("euro-per-"), "")
        return f"€\u00a0{number_text(raw, language, cents=True)}" + (f" {per}" if per and not bare else "")
    number = number_text(raw, language)
    if unit == "procent":
        return f"{number}%"
    if bare or unit == "aantal":
        return number
    return f"{number}\u00a0{_UNITS[language][unit][raw != 1]}"


UNKNOWN = {"nl": "(vraag uw contactpersoon)", "en": "(ask your contact person)"}
"""What a reader sees where a fact has no value on the day; the content check reports it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts by name."""

    by_name: Mapping[str, Feit]

    @classmethod
    def of(cls, facts: Iterable[Feit]) -> Facts:
        return cls({fact.naam: fact for fact in facts})

    def value(self, name: str, day: date) -> Waarde | None:
        """The value of a fact on ``day``; None when the fact or its value on that day does not exist."""
        fact = self.by_name.get(name)
        return fact.at(day) if fact else None

    def fill(self, text: str, day: date, language: str = "nl") -> str:
        """Replace every ``[[naam]]`` in ``text`` by its value on ``day``; an unknown one by ``UNKNOWN``."""
        if "[[" not in text:
            return text

        def replacement(match: re.Match[str]) -> str:
            value = self.value(match[1], day)
            return (
                UNKNOWN[language] if value is None else format_value(value, bare=match[2] == "getal", language=language)
            )

        return REFERENCE.sub(replacement, text)

    def used_in(self, text: str) -> list[str]:
        """Names of the facts that ``text`` refers to, in order, each once."""
        return list(dict.fromkeys(match[1] for match in REFERENCE.finditer(text)))
