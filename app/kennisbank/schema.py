"""One strict model per kind of content. An unknown, missing or doubtful field is an error, never ignored.

The models hold what an editor writes in the front matter. Everything that depends on other files (does a slug
exist, is a fact valid today) is checked in ``catalogue`` and ``checks``; everything that depends on the day
(is the window open) is computed when asked, never stored.
"""

from __future__ import annotations

from datetime import date
from datetime import time as Time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.kennisbank.rules_schema import Voorwaarde

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=220)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=90)]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=400)]

Zekerheid = Literal["hoog", "middelhoog", "middel", "laag"]
"""How sure we are: hoog as is; middelhoog with "controleer dit bij"; middel and laag without the number."""


def _clock_time(value: Any) -> Any:
    """YAML reads 14:00 without quotation marks as 840 minutes; that is the same moment."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return f"{value // 60:02}:{value % 60:02}"
    text = str(value).strip()
    try:
        return f"{Time.fromisoformat(text.zfill(5)):%H:%M}" if len(text) in (4, 5) and ":" in text else _no_time()
    except ValueError:
        return _no_time()


def _no_time() -> str:
    raise ValueError("schrijf de tijd als 14:00")


ClockTime = Annotated[str, BeforeValidator(_clock_time), StringConstraints(pattern=r"^[0-2]\d:[0-5]\d$")]
"""A time of the day in Amsterdam, as 14:00."""


class Strict(BaseModel):
    """Base of all content: no unknown fields, no silent conversions that hide a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Bron(Strict):
    """Where a statement comes from; ``geraadpleegd`` is the day somebody read it."""

    titel: ShortText
    url: Url | None = None
    geraadpleegd: date


class Wijziging(Strict):
    """What changed for the reader; ``groot`` goes to subscribers, ``klein`` only to the list of changes."""

    datum: date
    tekst: Text
    soort: Literal["groot", "klein"]


class Pagina(Strict):
    """What every page carries. ``slug`` and ``body`` come from the file name and the text below the front matter."""

    titel: Title
    samenvatting: ShortText
    bronnen: tuple[Bron, ...] = Field(min_length=1)
    eigenaar: ShortText
    nagekeken_op: date
    nakijken_voor: date
    synoniemen: tuple[ShortText, ...] = ()
    zoekwoorden: tuple[ShortText, ...] = ()
    wijzigingen: tuple[Wijziging, ...] = ()


class InHetKort(Strict):
    """The answer first: every regeling page opens with these."""

    wat: Text
    opbrengst: Text
    voor_wie: Text
    wie_beslist: Text
    eerst: Text
    duur: Text | None = None


class Tijdvak(Strict):
    """A window in which people can apply; both days count."""

    van: date
    tot: date
    naam: ShortText | None = None


class Formulier(Strict):
    """The form of the uitvoerder; ``versie`` as printed on it, when the facts give one."""

    naam: ShortText
    url: Url | None = None
    versie: ShortText | None = None


class Aanvragen(Strict):
    """Who applies, where, and when in words; the deadlines themselves are ``Stap``s."""

    wie: Literal["werkgever", "werknemer", "werkgever-of-werknemer", "uitvoerder", "niemand"]
    waar: Text
    wanneer: Text
    formulier: Formulier | None = None


class Stap(Strict):
    """One step with its deadline, in the order the employer meets them.

    moment: what the deadline counts from. ``voor-contract`` and ``voor-start`` must be done before that moment;
    ``na-start``, ``bij-ziekte``, ``na-afloop``, ``einde-contract`` within ``termijn`` after (or before) it;
    ``jaarlijks`` on ``dag``; ``in-tijdvak`` while a window is open; ``doorlopend`` at any time.
    termijn: name of a fact of the kind termijn; dag: name of a fact of the kind datum (day and month).
    te_laat: what can still be done when the deadline has passed.
    """

    id: Slug
    wat: ShortText
    wie: Literal["werkgever", "werknemer", "werkgever-of-werknemer", "uitvoerder"]
    moment: Literal[
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
    termijn: Slug | None = None
    dag: Slug | None = None
    te_laat: Text | None = None


class Opbrengst(Strict):
    """What it yields. ``berekening`` names a formula of the keuzehulp; ``feiten`` the facts it uses."""

    soort: Literal["geld", "risico", "uren", "geen"]
    berekening: Slug | None = None
    feiten: tuple[Slug, ...] = ()


class Combinatie(Strict):
    """A regeling this one goes together with, or excludes. Declared on both pages; the check compares them."""

    regeling: Slug
    reden: ShortText
    bron: ShortText | None = None


class Volgorde(Strict):
    """``eerst``: the other regeling comes before this one. ``daarna``: it comes after. Declared on both pages."""

    regeling: Slug
    volgorde: Literal["eerst", "daarna"]
    reden: ShortText
    bron: ShortText | None = None


class Regeling(Pagina):
    """A support scheme an employer can use, or knowledge that decides about one."""

    soort: Literal["geld", "risico", "proberen", "begeleiding", "voorziening", "leren", "werkvorm", "kennis"]
    fasen: tuple[Slug, ...] = Field(min_length=1)
    doelgroepen: tuple[Slug, ...] = ()
    uitvoerders: tuple[Slug, ...] = Field(min_length=1)
    belang: int = Field(ge=0, le=100)
    status: Literal["doorlopend", "tijdvak", "loopt-af", "vervallen"]
    einddatum: date | None = None
    tijdvakken: tuple[Tijdvak, ...] = ()
    volgende_ronde: ShortText | None = None
    gemeentelijk: bool = False
    zekerheid: Zekerheid
    wettelijke_grondslag: tuple[ShortText, ...] = ()
    in_het_kort: InHetKort
    aanvragen: Aanvragen
    stappen: tuple[Stap, ...] = ()
    opbrengst: Opbrengst
    combineert_met: tuple[Combinatie, ...] = ()
    sluit_uit: tuple[Combinatie, ...] = ()
    eerst_dan: tuple[Volgorde, ...] = ()
    voorwaarden: tuple[Voorwaarde, ...] = ()


class Artikel(Pagina):
    """A how-to guide. ``fase`` is where it belongs; ``checklist`` prints as boxes to tick."""

    fase: Slug
    fasen: tuple[Slug, ...] = ()
    belang: int = Field(ge=0, le=100)
    regelingen: tuple[Slug, ...] = ()
    twijfels: tuple[Slug, ...] = ()
    checklist: tuple[ShortText, ...] = ()


class Begrip(Pagina):
    """A glossary entry. ``samenvatting`` is the explanation; ``vormen`` are the words that link to it."""

    vormen: tuple[ShortText, ...] = ()
    afkorting: ShortText | None = None
    zie_ook: tuple[Slug, ...] = ()
    regelingen: tuple[Slug, ...] = ()


class Toestemming(Strict):
    """Consent of people in an own story; without a valid one the story is offline."""

    namen: tuple[ShortText, ...] = Field(min_length=1)
    datum: date
    tot: date
    ingetrokken: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether people may be shown on ``day``: the last day counts, the day of withdrawal does not."""
        return day <= self.tot and (self.ingetrokken is None or day < self.ingetrokken)


class Foto(Strict):
    """A photo in ``content/beelden/``. alt: what can be seen on it; rechten: who made it and why we may show it."""

    bestand: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*\.(?:jpe?g|png|webp)$", max_length=80)]
    alt: ShortText
    rechten: ShortText


class Succesverhaal(Pagina):
    """A story of a placement. ``praktijkvoorbeeld`` is anonymous, from research, and labelled so."""

    soort: Literal["eigen-verhaal", "praktijkvoorbeeld"]
    sector: Slug
    grootte: Literal["klein", "middel", "groot", "onbekend"]
    regelingen: tuple[Slug, ...] = ()
    fasen: tuple[Slug, ...] = ()
    twijfels: tuple[Slug, ...] = ()
    gemeente: ShortText | None = None
    les: ShortText
    foto: Foto | None = None
    namen: tuple[ShortText, ...] = ()
    toestemming: Toestemming | None = None

    def online_on(self, day: date) -> bool:
        """Whether the story may be read on ``day``; an own story needs a valid consent."""
        if self.toestemming is None:
            return self.soort == "praktijkvoorbeeld"
        return self.toestemming.valid_on(day)


class Tekstpagina(Pagina):
    """A page about the site itself: privacy, accessibility, proclaimer, sources."""


class Plek(Strict):
    """Where people come together."""

    naam: ShortText
    adres: ShortText


class Bijeenkomst(Pagina):
    """A meeting on one day. ``aanmelden_tot`` is the last day to sign up; without it until the meeting begins.

    link: where to take part online; only in mail to who has a place. afgelast: why it does not take place.
    voorbeeld: made up; never shown in production.
    """

    bronnen: tuple[Bron, ...] = ()
    datum: date
    van: ClockTime
    tot: ClockTime
    vorm: Literal["op-locatie", "online", "allebei"]
    plek: Plek | None = None
    link: Url | None = None
    voor_wie: ShortText
    plaatsen: int = Field(ge=1, le=1000)
    organisator: ShortText
    aanmelden_tot: date | None = None
    afgelast: ShortText | None = None
    voorbeeld: bool = False


class Vertaling(Strict):
    """The English of a Dutch page: only words. Everything else (dates, sources, rules) stays with the Dutch page.

    vertaald_op: the day of the translation. nederlands: fingerprint of the Dutch words it was made from; when those
    have changed since, the page says so and the check gives the new one.
    """

    titel: Title
    samenvatting: ShortText
    vertaald_op: date
    nederlands: Annotated[str, StringConstraints(pattern=r"^nl-[0-9a-f]{8}$")]
    synoniemen: tuple[ShortText, ...] = ()
    zoekwoorden: tuple[ShortText, ...] = ()


class AanvragenVertaling(Strict):
    """Where and when, in English."""

    waar: Text
    wanneer: Text


class StapVertaling(Strict):
    """The words of one step, found by the id of the Dutch one."""

    wat: ShortText
    te_laat: Text | None = None


class RegelingVertaling(Vertaling):
    """``stappen`` by id; ``combinaties``: the reasons by the slug of the other regeling."""

    in_het_kort: InHetKort
    aanvragen: AanvragenVertaling
    stappen: dict[Slug, StapVertaling] = {}
    combinaties: dict[Slug, ShortText] = {}
    volgende_ronde: ShortText | None = None


KINDS: dict[str, type[Pagina]] = {
    "regelingen": Regeling,
    "artikelen": Artikel,
    "begrippen": Begrip,
    "succesverhalen": Succesverhaal,
    "paginas": Tekstpagina,
    "bijeenkomsten": Bijeenkomst,
}
"""Folder under ``content/`` to model."""

TRANSLATED: dict[str, type[Vertaling]] = {"regelingen": RegelingVertaling, "paginas": Vertaling}
"""Folder under ``content/en/`` to model: the kinds that have English pages."""

KIND_NAMES = {
    "regelingen": "regeling",
    "artikelen": "artikel",
    "begrippen": "begrip",
    "succesverhalen": "succesverhaal",
}
"""Folder to the singular used in addresses of the API, search and the index."""
