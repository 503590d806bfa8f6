"""What stands in ``content/behoud/``: one strict model per file. Dutch words, with source and date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from app.kennisbank.schema import Bron, ShortText, Slug, Strict, Text, Title

Pad = Annotated[str, StringConstraints(pattern=r"^/[a-z0-9-]+(?:/[a-z0-9-]+)*$", max_length=120)]
"""Path of a page of this site: an artikel, regeling, succesverhaal or begrip, or a tool."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]
RolNaam = Literal["leidinggevende", "werkbegeleider", "jobcoach"]


class Bestand(Strict):
    """What every file carries: title, source and dates, as a page does."""

    titel: Title
    samenvatting: ShortText
    bronnen: tuple[Bron, ...] = Field(min_length=1)
    eigenaar: ShortText
    nagekeken_op: date
    nakijken_voor: date


class Rol(Strict):
    """Somebody who can take tasks; ``sleutel`` is the one letter in addresses and never changes."""

    id: RolNaam
    sleutel: Code
    naam: ShortText
    uitleg: ShortText


class Taak(Strict):
    """Something that must be done to keep somebody. ``code`` stands in addresses: never reuse it for another task.

    rollen: who does it in the companies of the research. stap: what to do first when nobody does it.
    """

    code: Code
    tekst: ShortText
    rollen: tuple[RolNaam, ...] = Field(min_length=1)
    stap: Text
    paginas: tuple[Pad, ...] = ()


class Route(Strict):
    """One of the verduurzamingsroutes."""

    id: Slug
    naam: ShortText
    uitleg: Text
    taken: tuple[Taak, ...] = Field(min_length=1)


class Toon(Strict):
    """How the result speaks to somebody who does not want yet, cannot yet, or both."""

    kop: ShortText
    tekst: Text
    voordelen: tuple[ShortText, ...] = ()
    nadelen: tuple[ShortText, ...] = ()
    paginas: tuple[Pad, ...] = ()


class Tonen(Strict):
    """``willen``: low willingness. ``kunnen``: low ability. ``verder``: both are fine."""

    willen: Toon
    kunnen: Toon
    verder: Toon


class Zelfscan(Bestand):
    """``content/behoud/zelfscan.yaml``."""

    rollen: tuple[Rol, ...] = Field(min_length=1)
    routes: tuple[Route, ...] = Field(min_length=1)
    tonen: Tonen

    @property
    def taken(self) -> Iterator[Taak]:
        """All tasks in the order of the routes."""
        return (task for route in self.routes for task in route.taken)

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Zelfscan:
        codes = [task.code for task in self.taken]
        if len(set(codes)) != len(codes):
            raise ValueError("twee taken hebben dezelfde code")
        if len({rol.sleutel for rol in self.rollen}) != len(self.rollen):
            raise ValueError("twee rollen hebben dezelfde sleutel")
        return self


class Vak(Strict):
    """Room to write. ``rijen``: height on screen, in lines; 1 is a single line."""

    tekst: ShortText
    uitleg: ShortText | None = None
    rijen: int = Field(default=2, ge=1, le=12)


class Deel(Strict):
    """A part of a worksheet: fields to write in, a block that repeats, or a list to tick.

    herhaal: number of times that ``vakken`` come back, each under "``regel`` 1", "``regel`` 2" ...
    """

    kop: ShortText
    uitleg: Text | None = None
    vakken: tuple[Vak, ...] = ()
    regel: ShortText | None = None
    herhaal: int = Field(default=1, ge=1, le=12)
    afvinken: tuple[ShortText, ...] = ()

    @model_validator(mode="after")
    def _has_content(self) -> Deel:
        if not self.vakken and not self.afvinken:
            raise ValueError("een deel heeft vakken of een lijst om af te vinken")
        if (self.herhaal > 1) != (self.regel is not None):
            raise ValueError("herhaal en regel horen bij elkaar")
        return self


class Werkblad(Strict):
    """A worksheet to fill in on screen or on paper; nothing of it reaches the server."""

    slug: Slug
    titel: Title
    samenvatting: ShortText
    voor_wie: ShortText
    wanneer: ShortText
    zo_werkt_het: tuple[ShortText, ...] = Field(min_length=1)
    let_op: Text | None = None
    delen: tuple[Deel, ...] = Field(min_length=1)
    paginas: tuple[Pad, ...] = ()
    bronnen: tuple[Bron, ...] = Field(min_length=1)


class Werkbladen(Bestand):
    """``content/behoud/werkbladen.yaml``."""

    werkbladen: tuple[Werkblad, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _slugs_are_unique(self) -> Werkbladen:
        if len({sheet.slug for sheet in self.werkbladen}) != len(self.werkbladen):
            raise ValueError("twee werkbladen hebben dezelfde slug")
        return self


class Groep(Strict):
    """A group of the triage in plain words; ``sleutel`` stands in addresses."""

    sleutel: Slug
    naam: ShortText
    herkent: tuple[ShortText, ...] = Field(min_length=1)
    doet: tuple[ShortText, ...] = Field(min_length=1)


class Actie(Strict):
    """Something to do before or after the end of the contract.

    weken_voor: weeks before the end date, 0 on that day, negative after it; empty: as soon as possible.
    """

    id: Slug
    weken_voor: int | None = Field(default=None, ge=-26, le=52)
    wat: ShortText
    uitleg: Text
    paginas: tuple[Pad, ...] = ()


class Geld(Strict):
    """Money that exists, or that does not (any more)."""

    naam: ShortText
    tekst: Text
    bestaat: bool
    paginas: tuple[Pad, ...] = ()


class Vorm(Strict):
    """A way to let somebody work elsewhere without dismissal, or right after it."""

    naam: ShortText
    wat: Text
    in_dienst: ShortText
    regel_eerst: ShortText
    paginas: tuple[Pad, ...] = ()


class Delen(Strict):
    """What may be shared about a worker; ``toestemming``: the text to print, ``vakken``: where it is signed."""

    inleiding: Text
    wel: tuple[ShortText, ...] = Field(min_length=1)
    met_toestemming: tuple[ShortText, ...] = Field(min_length=1)
    nooit: tuple[ShortText, ...] = Field(min_length=1)
    toestemming: tuple[Text, ...] = Field(min_length=1)
    mag_kop: ShortText
    vakken: tuple[Vak, ...] = Field(min_length=1)


class Ontvangen(Strict):
    """The mirror: an employer who looks for people that have to leave elsewhere."""

    titel: Title
    samenvatting: ShortText
    stappen: tuple[tuple[ShortText, Text], ...] = Field(min_length=1)
    vooroordelen: tuple[tuple[ShortText, Text], ...] = ()
    paginas: tuple[Pad, ...] = ()


class VanWerkNaarWerk(Bestand):
    """``content/behoud/van-werk-naar-werk.yaml``."""

    laten_gaan: Title
    laten_gaan_samenvatting: ShortText
    triage_uitleg: Text
    groepen: tuple[Groep, ...] = Field(min_length=1)
    acties: tuple[Actie, ...] = Field(min_length=1)
    geld: tuple[Geld, ...] = Field(min_length=1)
    vormen: tuple[Vorm, ...] = Field(min_length=1)
    delen: Delen
    ontvangen: Ontvangen

    @model_validator(mode="after")
    def _names_are_unique(self) -> VanWerkNaarWerk:
        if len({action.id for action in self.acties}) != len(self.acties):
            raise ValueError("twee acties hebben hetzelfde id")
        return self


class Keuze(Strict):
    """One answer of the intake."""

    id: Slug
    tekst: ShortText


class IntakeVraag(Strict):
    """A question of the intake; ``kort`` is its label in what goes along. ``hoogstens``: characters of a free text."""

    id: Slug
    soort: Literal["tekst", "keuze", "meerdere"]
    tekst: ShortText
    kort: Annotated[str, StringConstraints(min_length=2, max_length=24)]
    uitleg: ShortText | None = None
    hoogstens: int = Field(default=100, ge=20, le=200)
    keuzes: tuple[Keuze, ...] = ()

    @model_validator(mode="after")
    def _choices_fit(self) -> IntakeVraag:
        if (self.soort == "tekst") == bool(self.keuzes):
            raise ValueError("keuzes horen bij een keuze, niet bij een tekst")
        return self


class Intake(Bestand):
    """``content/behoud/vacature-intake.yaml``."""

    aanhef: ShortText
    vragen: tuple[IntakeVraag, ...] = Field(min_length=1)
    paginas: tuple[Pad, ...] = ()


class Gespreksfase(Strict):
    """A phase of the contact with a werkgever: what to do, what not, and what to ask."""

    id: Literal["interesseren", "matching", "verduurzamen"]
    naam: ShortText
    doel: Text
    doen: tuple[ShortText, ...] = Field(min_length=1)
    niet_doen: tuple[ShortText, ...] = Field(min_length=1)
    vragen: tuple[ShortText, ...] = Field(min_length=1)
    paginas: tuple[Pad, ...] = ()


class Kenmerk(Strict):
    """Something to know about a company. ``vraag``: when it is not known yet. ``tips``: by what it can be."""

    id: Literal["motief", "ervaring", "hr", "grootte"]
    vraag: ShortText
    tips: dict[Slug, tuple[ShortText, ...]]


class EersteGesprek(Bestand):
    """``content/behoud/eerste-gesprek.yaml``: how the werkplek prepares a conversation with a werkgever."""

    altijd: tuple[ShortText, ...] = Field(min_length=1)
    fasen: tuple[Gespreksfase, Gespreksfase, Gespreksfase]
    kenmerken: tuple[Kenmerk, ...]

    @model_validator(mode="after")
    def _each_once(self) -> EersteGesprek:
        if len({fase.id for fase in self.fasen}) != len(self.fasen):
            raise ValueError("twee fasen hebben hetzelfde id")
        if {kenmerk.id for kenmerk in self.kenmerken} != {"motief", "ervaring", "hr", "grootte"}:
            raise ValueError("noem motief, ervaring, hr en grootte, elk een keer")
        return self

    def fase(self, name: str) -> Gespreksfase | None:
        """The phase with this id."""
        return next((fase for fase in self.fasen if fase.id == name), None)
