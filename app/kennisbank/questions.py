"""The questions of the keuzehulp as content (``content/keuzehulp/vragen.yaml``)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from app.kennisbank.schema import ShortText, Slug, Strict, Text

UNKNOWN = "weet-niet"
"""The answer that is always allowed and never written down as an option."""
REGION_GEMEENTEN = "gemeenten-van-de-regio"
"""Option that stands for the gemeenten of the region this installation serves."""


class Optie(Strict):
    """One answer. ``id`` is used in rules and addresses, so it never changes.

    alleen: excludes the other answers of a question with several ("geen van deze").
    zonder_regel: no rule uses it, and that is meant.
    Only for a situation: eerst: questions that come first; vragen: the only questions that are asked (empty: all);
    artikelen: how-to guides for the result; weken_van: regeling whose weeks of illness always stand in the result.
    """

    id: Slug
    tekst: ShortText
    uitleg: ShortText | None = None
    tekst_en: ShortText | None = None
    uitleg_en: ShortText | None = None
    alleen: bool = False
    zonder_regel: bool = False
    eerst: tuple[Slug, ...] = ()
    vragen: tuple[Slug, ...] = ()
    artikelen: tuple[Slug, ...] = ()
    weken_van: Slug | None = None


class Teksten(Strict):
    """Words that replace those of the question in one situation; each in Dutch and in English."""

    tekst: ShortText | None = None
    tekst_en: ShortText | None = None
    kort: ShortText | None = None
    kort_en: ShortText | None = None
    uitleg: Text | None = None
    uitleg_en: Text | None = None
    waarom: Text | None = None
    waarom_en: Text | None = None
    wie_weet_dit: Text | None = None
    wie_weet_dit_en: Text | None = None
    mag_vragen: Text | None = None
    mag_vragen_en: Text | None = None


class Vraag(Strict):
    """One question: what we ask, why, who can answer it, and what may lawfully be asked.

    minstens / hoogstens: bounds of a getal. jaren_terug / jaren_vooruit: bounds of a datum, in years from today.
    gebruik: what it serves besides rules; a question that serves nothing is an error. kort: label in lists.
    teksten_per_situatie: other words in a situation (id of an answer to ``situatie``).
    """

    id: Slug
    soort: Literal["keuze", "meerdere", "getal", "datum"]
    tekst: ShortText
    tekst_en: ShortText | None = None
    uitleg: Text | None = None
    uitleg_en: Text | None = None
    waarom: Text | None = None
    waarom_en: Text | None = None
    wie_weet_dit: Text | None = None
    wie_weet_dit_en: Text | None = None
    mag_vragen: Text | None = None
    mag_vragen_en: Text | None = None
    opties: tuple[Optie, ...] = ()
    minstens: int | None = None
    hoogstens: int | None = None
    jaren_terug: int = Field(default=3, ge=0, le=50)
    jaren_vooruit: int = Field(default=3, ge=0, le=50)
    eenheid: ShortText | None = None
    eenheid_en: ShortText | None = None
    gebruik: tuple[Literal["bedragen", "termijnen", "gemeente"], ...] = ()
    kort: ShortText | None = None
    kort_en: ShortText | None = None
    teksten_per_situatie: dict[Slug, Teksten] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short_options(cls, data: Any) -> Any:
        """An option may be written as its id alone while its text is still the same word."""
        if isinstance(data, dict) and isinstance(data.get("opties"), list):
            options = [
                {"id": o, "tekst": str(o).replace("-", " ").capitalize()} if isinstance(o, str) else o
                for o in data["opties"]
            ]
            return {**data, "opties": options}
        return data

    @model_validator(mode="after")
    def _options_fit(self) -> Vraag:
        if self.soort in ("keuze", "meerdere") and len(self.opties) < 2:
            raise ValueError("een vraag met keuzes heeft minstens twee opties")
        if self.soort in ("getal", "datum") and self.opties:
            raise ValueError("een vraag naar een getal of datum heeft geen opties")
        if len({option.id for option in self.opties}) != len(self.opties):
            raise ValueError("twee opties hebben hetzelfde id")
        if any(option.id == UNKNOWN for option in self.opties):
            raise ValueError(f"'{UNKNOWN}' mag altijd en staat niet bij de opties")
        return self


class Vragenlijst(Strict):
    """All questions, in the order that decides between equals."""

    vragen: tuple[Vraag, ...] = Field(min_length=1)
