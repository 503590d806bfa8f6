"""What the API answers about content, as models; the OpenAPI document is generated from them.

Names on the wire are Dutch, as in the content. Facts are filled in for ``peildatum``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.kennisbank.facts import Eenheid
from app.kennisbank.schema import Bron, Formulier, Tijdvak, Wijziging, Zekerheid
from app.kennisbank.status import Kind as StatusKind

LICENCE: Literal["CC BY 4.0"] = "CC BY 4.0"
LICENCE_URL: Literal["https://creativecommons.org/licenses/by/4.0/"] = "https://creativecommons.org/licenses/by/4.0/"


class Wire(BaseModel):
    """Base of everything on the wire: nothing that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(Wire):
    """What every answer carries."""

    versie: str = Field(description="Versie van de inhoud. Verandert als er iets aan de inhoud verandert.")
    licentie: Literal["CC BY 4.0"] = Field(description="U mag dit hergebruiken als u de bron noemt.")
    licentie_url: Literal["https://creativecommons.org/licenses/by/4.0/"]
    peildatum: date = Field(description="Dag waarvoor bedragen, termijnen en status gelden.")


class Woord(Wire):
    """A fixed word of the site, in the language of the address."""

    slug: str
    label: str


class Uitvoerder(Woord):
    """Who carries a regeling out."""

    url: str | None


class Verwijzing(Wire):
    """Another page."""

    slug: str
    titel: str
    url: str = Field(description="De pagina voor mensen.")
    api_url: str = Field(description="Dezelfde pagina in deze API.")


class StatusNu(Wire):
    """The status of a regeling on ``peildatum``."""

    soort: StatusKind
    label: str
    bruikbaar: bool = Field(description="Kan een werkgever de regeling op de peildatum gebruiken?")
    tot: date | None = Field(description="Laatste dag; bij een vervallen regeling de dag waarop zij stopte.")
    opent: date | None = Field(description="Eerste dag van de volgende ronde, als die bekend is.")


class FeitNu(Wire):
    """A fact with its value on ``peildatum``; the value is empty when there is none on that day."""

    naam: str
    titel: str
    tekst: str | None = Field(description="De waarde zoals een mens haar leest.")
    waarde: int | float | str | None = Field(description="Getal, datum (JJJJ-MM-DD) of dag van het jaar (MM-DD).")
    eenheid: Eenheid | None
    geldig_van: date | None
    geldig_tot: date | None = Field(description="Laatste dag; leeg betekent: tot nader bericht.")
    zekerheid: Literal["hoog", "middelhoog"] = Field(description="Bij middelhoog: controleer dit bij de uitvoerder.")
    toelichting: str | None
    bron: Bron


class FeitVerwijzing(Wire):
    """A term or date that comes from a fact."""

    feit: str = Field(description="Naam van het feit in `feiten`.")
    tekst: str | None


class Veelgesteld(Wire):
    """A question with its answer."""

    id: str
    vraag: str
    html: str
    tekst: str


class Sectie(Wire):
    """A part of the text below one heading; the part before the first heading has an empty title."""

    id: str
    titel: str
    html: str = Field(description="Opgeschoonde HTML met volledige adressen.")
    tekst: str = Field(description="Dezelfde tekst zonder opmaak, een regel per alinea.")
    vragen: tuple[Veelgesteld, ...]


class Kort(Wire):
    """What a list says about any page."""

    slug: str
    titel: str
    samenvatting: str
    url: str = Field(description="De pagina voor mensen.")
    api_url: str = Field(description="Dezelfde pagina in deze API.")
    nagekeken_op: date
    bronnen: tuple[Bron, ...]


class Volledig(Wire):
    """What one page adds for any kind."""

    synoniemen: tuple[str, ...]
    eigenaar: str
    nakijken_voor: date
    wijzigingen: tuple[Wijziging, ...]
    feiten: tuple[FeitNu, ...] = Field(description="Alle bedragen, termijnen en datums op deze pagina.")
    secties: tuple[Sectie, ...]


class RegelingKort(Kort):
    """A regeling in a list."""

    soort: Woord
    fasen: tuple[Woord, ...]
    doelgroepen: tuple[Woord, ...] = Field(description="Leeg betekent: voor iedereen.")
    uitvoerders: tuple[Uitvoerder, ...]
    status: StatusNu
    gemeentelijk: bool = Field(description="Kan per gemeente anders zijn; de gemeente van de werknemer telt.")
    zekerheid: Zekerheid


class InHetKortNu(Wire):
    """The answer first."""

    wat: str
    opbrengst: str
    voor_wie: str
    wie_beslist: str
    eerst: str
    duur: str | None


class AanvragenNu(Wire):
    """Who applies, where and when."""

    wie: Literal["werkgever", "werknemer", "werkgever-of-werknemer", "uitvoerder", "niemand"]
    waar: str
    wanneer: str
    formulier: Formulier | None


Moment = Literal[
    "voor-contract",
    "voor-start",
    "na-start",
    "bij-ziekte",
    "na-afloop",
    "einde-contract",
    "jaarlijks",
    "in-tijdvak",
    "doorlopend",
]


class StapNu(Wire):
    """One step with its deadline."""

    id: str
    wat: str
    wie: Literal["werkgever", "werknemer", "werkgever-of-werknemer", "uitvoerder"]
    moment: Moment
    termijn: FeitVerwijzing | None
    dag: FeitVerwijzing | None
    te_laat: str | None = Field(description="Wat nog kan als de termijn voorbij is.")


class OpbrengstNu(Wire):
    """What it yields; ``feiten`` are names."""

    soort: Literal["geld", "risico", "uren", "geen"]
    berekening: str | None = Field(description="Naam van de formule in de keuzehulp.")
    feiten: tuple[str, ...]


class CombinatieNu(Wire):
    """What this regeling has to do with another."""

    soort: Literal["samen", "sluit-uit", "eerst", "daarna"] = Field(
        description="eerst: de andere regeling komt eerst. daarna: de andere komt erna."
    )
    regeling: Verwijzing
    reden: str
    bron: str | None


class Redenen(Wire):
    """What the keuzehulp says for each outcome."""

    ja: str
    nee: str
    onbekend: str


class VoorwaardeNu(Wire):
    """One condition; all conditions together decide."""

    id: str
    test: dict[str, Any] = Field(description="De test over de antwoorden, zoals in de inhoud.")
    reden: Redenen
    bron: str | None
    geldig_van: date | None
    geldig_tot: date | None
    toets: Literal["startdatum", "vandaag"]


class RegelingVolledig(RegelingKort, Volledig, Answer):
    """One regeling with everything that is structured."""

    tijdvakken: tuple[Tijdvak, ...]
    volgende_ronde: str | None
    wettelijke_grondslag: tuple[str, ...]
    in_het_kort: InHetKortNu
    aanvragen: AanvragenNu
    stappen: tuple[StapNu, ...]
    opbrengst: OpbrengstNu
    combinaties: tuple[CombinatieNu, ...]
    voorwaarden: tuple[VoorwaardeNu, ...]


class FacetWaarde(Woord):
    """One value of a facet with how many regelingen it gives beside the other facets."""

    aantal: int
    gekozen: bool


class FacetNu(Wire):
    """A facet to filter on."""

    naam: Literal["fase", "doelgroep", "soort", "uitvoerder", "gemeente"]
    waarden: tuple[FacetWaarde, ...]


class RegelingenLijst(Answer):
    """All regelingen that match."""

    totaal: int
    facetten: tuple[FacetNu, ...]
    regelingen: tuple[RegelingKort, ...]


class ArtikelKort(Kort):
    """A guide in a list."""

    fase: Woord
    fasen: tuple[Woord, ...]
    twijfels: tuple[Woord, ...]


class ArtikelVolledig(ArtikelKort, Volledig, Answer):
    """One guide."""

    checklist: tuple[str, ...]
    regelingen: tuple[Verwijzing, ...]


class ArtikelenLijst(Answer):
    """All guides."""

    totaal: int
    artikelen: tuple[ArtikelKort, ...]


class BegripKort(Kort):
    """A glossary entry in a list."""

    afkorting: str | None
    vormen: tuple[str, ...]


class BegripVolledig(BegripKort, Volledig, Answer):
    """One glossary entry."""

    zie_ook: tuple[Verwijzing, ...]
    regelingen: tuple[Verwijzing, ...]


class BegrippenLijst(Answer):
    """The glossary."""

    totaal: int
    begrippen: tuple[BegripKort, ...]


class FotoNu(Wire):
    """The photo of a story."""

    url: str = Field(description="Het adres van de foto (JPEG). Zonder verhaal is er ook geen foto meer.")
    breedte: int
    hoogte: int
    alt: str = Field(description="Wat er op de foto te zien is.")
    rechten: str = Field(description="Van wie de foto is. De licentie van de tekst geldt niet voor de foto.")


class SuccesverhaalKort(Kort):
    """A story in a list."""

    soort: Literal["eigen-verhaal", "praktijkvoorbeeld"]
    sector: Woord
    grootte: Literal["klein", "middel", "groot", "onbekend"]
    fasen: tuple[Woord, ...]
    twijfels: tuple[Woord, ...]
    gemeente: str | None
    les: str
    foto: FotoNu | None


class SuccesverhaalVolledig(SuccesverhaalKort, Volledig, Answer):
    """One story."""

    regelingen: tuple[Verwijzing, ...]


class SuccesverhalenLijst(Answer):
    """All stories."""

    totaal: int
    succesverhalen: tuple[SuccesverhaalKort, ...]


class Treffer(Wire):
    """A page that was found."""

    soort: Literal["regeling", "artikel", "begrip", "succesverhaal"]
    slug: str
    titel: str
    url: str
    samenvatting: str
    fragment: str = Field(description="Platte tekst rond de gevonden woorden.")


class Zoekuitslag(Wire):
    """What a search found; versie and licence stand in the headers, so that the form stays as agreed."""

    resultaten: tuple[Treffer, ...]
    totaal: int
    bedoelde_u: str | None = Field(description="De verbeterde zoekvraag; leeg zonder typefouten.")
