"""The form of a rule: a condition over the answers of the keuzehulp. Read here, evaluated in ``keuzehulp.rules``.

It lives beside the content schema because rules are written in the front matter of the regeling they belong to.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Is(_Rule):
    """The answer to ``vraag`` is one of ``is``. For a question with several answers: at least one of them."""

    vraag: Key
    is_: tuple[Key, ...] = Field(alias="is", min_length=1)


class Getal(_Rule):
    """The number answered to ``vraag`` is at least / at most a value; a value may be the name of a fact."""

    vraag: Key
    minstens: float | Key | None = None
    hoogstens: float | Key | None = None


class Datum(_Rule):
    """The date answered to ``datum`` lies from ``vanaf`` on and before ``voor``; ``vandaag`` is the day it is read."""

    datum: Key
    vanaf: date | Literal["vandaag"] | None = None
    voor: date | Literal["vandaag"] | None = None


class Alle(_Rule):
    """All of these (Kleene and)."""

    alle: tuple[Test, ...] = Field(min_length=1)


class EenVan(_Rule):
    """One of these is enough (Kleene or)."""

    een_van: tuple[Test, ...] = Field(min_length=1)


class Niet(_Rule):
    """Not this."""

    niet: Test


class Navragen(_Rule):
    """Nobody but the uitvoerder can tell: always unknown."""

    navragen: Literal[True]


def _kind(value: Any) -> str:
    """Which test this is, by its own key, so that a message speaks of one form only."""
    keys = set(value) if isinstance(value, dict) else set(type(value).model_fields)
    for key in ("alle", "een_van", "niet", "navragen", "datum"):
        if key in keys:
            return key
    return "is" if keys & {"is", "is_"} else "getal"


Test = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[Getal, Tag("getal")]
    | Annotated[Datum, Tag("datum")]
    | Annotated[Alle, Tag("alle")]
    | Annotated[EenVan, Tag("een_van")]
    | Annotated[Niet, Tag("niet")]
    | Annotated[Navragen, Tag("navragen")],
    Discriminator(_kind),
]


class Reden(_Rule):
    """What we tell the employer for each outcome, in B1 Dutch."""

    ja: Reason
    nee: Reason
    onbekend: Reason


class Voorwaarde(_Rule):
    """One condition of a regeling; all conditions together decide (Kleene and).

    geldig_van / geldig_tot: the condition only counts when the tested date lies in this window (both days count).
    toets: which date that is, the ``startdatum`` of the job or ``vandaag``.
    bron: law article or page.
    """

    id: Key
    test: Test
    reden: Reden
    bron: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)] | None = None
    geldig_van: date | None = None
    geldig_tot: date | None = None
    toets: Literal["startdatum", "vandaag"] = "startdatum"


for _model in (Alle, EenVan, Niet, Voorwaarde):
    _model.model_rebuild()
