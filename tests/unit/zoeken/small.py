"""A small set of pages to search in, made for these tests."""

from __future__ import annotations

from pathlib import Path

from app.kennisbank.zoeken import Document, SearchEngine, synonyms

DATA = Path(__file__).parent / "data"

SYNONYMS = synonyms.Synoniemen(
    gelijk=(
        ("loon", "salaris"),
        ("werknemer", "medewerker", "personeel"),
        ("ziek", "verzuim", "uitval", "ziek melden"),
        ("aannemen", "in dienst nemen"),
    ),
    valt_onder={"beperking": ("autisme",)},
    afkortingen={"lks": "loonkostensubsidie"},
    spreektaal={"proefplaatsing": ("gratis uitproberen",)},
)


def page(
    slug: str,
    titel: str,
    tekst: str,
    *lekentaal: str,
    soort: str = "regeling",
    namen: tuple[str, ...] = (),
    facetten: dict[str, tuple[str, ...]] | None = None,
) -> Document:
    """One page with the fields that a test cares about."""
    return Document(
        soort=soort,
        slug=slug,
        titel=titel,
        lekentaal=(*namen, *lekentaal),
        koppen=(),
        vragen=(),
        samenvatting=tekst.split(".")[0] + ".",
        tekst=tekst,
        facetten=facetten or {},
        antwoord=tekst,
        namen=namen,
    )


PAGES = (
    page(
        "proefplaatsing",
        "Proefplaatsing",
        "Iemand werkt een tijd bij u om te kijken of het werk past. U betaalt geen loon. De uitkering loopt door.",
        "eerst kijken of iemand past",
        "werken zonder loon",
        facetten={"fase": ("proberen",), "uitvoerder": ("uwv", "gemeente")},
    ),
    page(
        "no-riskpolis",
        "No-riskpolis",
        "Wordt uw werknemer ziek? Dan betaalt UWV een deel van het loon. U meldt de ziekte bij UWV.",
        "bang dat iemand ziek wordt",
        "werknemer met een beperking is vaak ziek",
        namen=("no-risk",),
        facetten={"fase": ("behouden",), "uitvoerder": ("uwv",)},
    ),
    page(
        "loonkostensubsidie",
        "Loonkostensubsidie",
        "De gemeente betaalt een deel van het loon als iemand minder werk kan doen in dezelfde tijd.",
        "gemeente betaalt mee aan loon",
        namen=("LKS",),
        facetten={"fase": ("in-dienst-nemen",), "uitvoerder": ("gemeente",)},
    ),
    page(
        "loonkostenvoordeel",
        "Loonkostenvoordeel",
        "U betaalt minder premie voor een werknemer met een uitkering. U vraagt dit aan in de loonaangifte.",
        "korting op premie",
        facetten={"fase": ("in-dienst-nemen",), "uitvoerder": ("belastingdienst",)},
    ),
    page(
        "jobcoach",
        "Jobcoach",
        "Een jobcoach begeleidt uw werknemer op de werkvloer. U bespreekt samen wat nodig is.",
        "hulp op de werkvloer",
        "begeleiding van een nieuwe medewerker",
        facetten={"fase": ("begeleiden",), "uitvoerder": ("uwv", "gemeente")},
    ),
    page(
        "werkplekaanpassing",
        "Werkplekaanpassing",
        "U past de werkplek aan voor iemand met een beperking. Denk aan een toilet of een drempel.",
        "verbouwen voor een rolstoel",
        facetten={"fase": ("begeleiden",), "uitvoerder": ("uwv",)},
    ),
    page(
        "statushouders",
        "Statushouders in dienst nemen",
        "Een statushouder mag zonder vergunning bij u werken. Taal en begeleiding helpen bij de start.",
        "vluchteling aannemen",
        facetten={"fase": ("werven-en-selecteren",)},
    ),
    page(
        "loonwaarde",
        "Loonwaarde",
        "De loonwaarde zegt hoeveel werk iemand doet, vergeleken met een collega zonder beperking.",
        soort="begrip",
    ),
    page(
        "ziek-wie-betaalt",
        "Ziek: wie betaalt wat?",
        "Bij ziekte betaalt u het loon door. Na zes weken maakt de bedrijfsarts een analyse. Verzuim kost geld.",
        "werknemer valt vaak uit",
        soort="artikel",
    ),
    page(
        "een-bakker-probeerde-het",
        "Een bakker probeerde het",
        "De bakker nam iemand aan na een proefplaatsing. Een jobcoach kwam elke week langs.",
        soort="succesverhaal",
    ),
)


def engine(index_dir: Path | None = None) -> SearchEngine:
    """The search engine over ``PAGES``."""
    return SearchEngine(PAGES, synonyms.of(SYNONYMS), index_dir)


def lines(name: str) -> list[str]:
    """The lines of a data file without comments."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
