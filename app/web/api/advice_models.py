"""What the API answers for the keuzehulp, as models."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from app.kennisbank.schema import Bron
from app.keuzehulp.engine import Kind
from app.keuzehulp.formulas import Per, Unit
from app.keuzehulp.rules import Uitslag
from app.keuzehulp.timeline import Moment
from app.web.api.models import Answer, StatusNu, Verwijzing, Wire


class OptieNu(Wire):
    """One answer to choose."""

    id: str
    tekst: str
    uitleg: str | None
    alleen: bool = Field(description="Sluit de andere antwoorden uit.")


class VraagNu(Wire):
    """One question. A number has bounds, a date a first and last day."""

    id: str = Field(description="Naam van de parameter van /keuzehulp.")
    soort: Literal["keuze", "meerdere", "getal", "datum"]
    tekst: str
    uitleg: str | None
    waarom: str | None
    wie_weet_dit: str | None
    mag_vragen: str | None = Field(description="Wat u hierover mag vragen en wanneer.")
    eenheid: str | None
    opties: tuple[OptieNu, ...]
    minstens: int | None
    hoogstens: int | None
    vroegst: date | None
    laatst: date | None


class Vragen(Answer):
    """All questions."""

    weet_niet: Literal["weet-niet"] = Field(description="Dit antwoord mag bij elke vraag.")
    vragen: tuple[VraagNu, ...]


class VoorwaardeUitslag(Wire):
    """One condition with its outcome."""

    id: str
    uitslag: Uitslag
    reden: str
    bron: str | None
    telt: bool = Field(description="Onwaar als de voorwaarde op deze datum niet geldt.")
    open: tuple[str, ...] = Field(description="Vragen die dit nog kunnen beslissen.")


class Uitkomst(Wire):
    """One regeling for these answers."""

    regeling: Verwijzing
    uitkomst: Kind
    achtergrond: bool = Field(description="Waar als dit kennis is en geen hulp die u aanvraagt.")
    status: StatusNu
    voorwaarden: tuple[VoorwaardeUitslag, ...]
    open: tuple[str, ...] = Field(description="Vragen die de uitkomst nog kunnen beslissen.")
    navragen: bool = Field(description="Iets hiervan weet alleen de uitvoerder.")
    eerste_termijn: date | None = Field(description="Een termijn binnen dertig dagen.")
    bronnen: tuple[Bron, ...]


class StapInTijd(Wire):
    """One step with its date."""

    regeling: Verwijzing
    id: str
    wat: str
    wie: str
    moment: Moment
    wanneer: str
    datum: date | None = Field(description="Laatste dag waarop het op tijd is.")
    opent: date | None
    voorbij: bool
    te_laat: str | None = Field(description="Wat nog kan, alleen als de termijn voorbij is.")
    past_zeker: bool


class Bedrag(Wire):
    """A range; whole euros or hours. Without a year it is per month of illness or per school year."""

    jaar: int | None
    laagst: int
    hoogst: int


class Invoer(Wire):
    """One number in a calculation, with its source; the source of an answer is empty."""

    naam: str
    waarde: str
    bron: str | None
    url: str | None


class OpbrengstNa(Wire):
    """What one regeling yields, with its derivation."""

    regeling: Verwijzing
    past_zeker: bool
    eenheid: Unit
    per: Per
    bedragen: tuple[Bedrag, ...]
    formule: str
    invoer: tuple[Invoer, ...]
    onzeker_omdat: tuple[str, ...]
    nodig: tuple[str, ...] = Field(description="Vragen zonder welke wij niets kunnen uitrekenen.")


class Totaal(Wire):
    """The highest sum of regelingen that may be combined."""

    regelingen: tuple[Verwijzing, ...]
    bedragen: tuple[Bedrag, ...]


class Paar(Wire):
    """Two regelingen that may both be used, or not."""

    soort: Literal["samen", "sluit-uit", "eerst"] = Field(description="eerst: `een` komt vóór `ander`.")
    een: Verwijzing
    ander: Verwijzing
    reden: str
    bron: str | None
    past_zeker: bool


class Verandering(Wire):
    """Something that changed in a regeling since a link was made."""

    regeling: Verwijzing
    datum: date
    tekst: str
    soort: Literal["groot", "klein"]


class Advies(Answer):
    """The whole outcome. Nothing is promised: the uitvoerder decides."""

    voorbehoud: str
    antwoorden: dict[str, str] = Field(description="Uw antwoorden zoals wij ze lazen.")
    pagina: str = Field(description="Dezelfde uitkomst als pagina voor mensen.")
    volgende_vraag: str | None = Field(description="De vraag die nu het meest kan veranderen.")
    open_vragen: tuple[str, ...]
    uitkomsten: tuple[Uitkomst, ...] = Field(description="Wat past eerst, de dringendste bovenaan.")
    tijdlijn: tuple[StapInTijd, ...]
    opbrengsten: tuple[OpbrengstNa, ...]
    totaal: Totaal | None
    combinaties: tuple[Paar, ...]
    veranderd: tuple[Verandering, ...] | None = Field(
        description="Wat er veranderde sinds de link (met c en d) is gemaakt; leeg als de inhoud dezelfde is."
    )
