"""What every field of the content means, in Dutch: for the comments in a new file and for editors with JSON Schema."""

from __future__ import annotations

from pydantic import BaseModel

from app.kennisbank.catalogue import Feitenbestand
from app.kennisbank.checks.ceilings import Plafonds
from app.kennisbank.facts import Feit, Waarde
from app.kennisbank.redirects import Omleiding, Omleidingen
from app.kennisbank.rules_schema import Alle, Datum, EenVan, Getal, Is, Navragen, Niet, Reden, Voorwaarde
from app.kennisbank.schema import (
    Aanvragen,
    Artikel,
    Begrip,
    Bron,
    Combinatie,
    Formulier,
    InHetKort,
    Opbrengst,
    Pagina,
    Regeling,
    Stap,
    Succesverhaal,
    Tekstpagina,
    Tijdvak,
    Toestemming,
    Volgorde,
    Wijziging,
)

MEANING: dict[type[BaseModel], str] = {
    Regeling: "Een regeling voor werkgevers, of kennis die over een regeling beslist.",
    Artikel: "Een artikel: uitleg in stappen, met een lijst om af te vinken.",
    Begrip: "Een moeilijk woord met uitleg.",
    Succesverhaal: "Een verhaal over een plaatsing: een eigen verhaal of een praktijkvoorbeeld uit onderzoek.",
    Tekstpagina: "Een pagina over de site zelf.",
    Feitenbestand: "Bedragen, percentages, termijnen en datums, met bron en geldigheid.",
    Omleidingen: "Oude adressen. Wie daar komt, gaat vanzelf naar het nieuwe adres.",
    Plafonds: "Hoeveel waarschuwingen over taal een bestand mag hebben.",
    Bron: "Waar het staat.",
    Wijziging: "Wat er voor de lezer veranderde.",
    InHetKort: "Het antwoord bovenaan de pagina.",
    Tijdvak: "Een tijd waarin men kan aanvragen. Beide dagen tellen mee.",
    Formulier: "Het formulier van de uitvoerder.",
    Aanvragen: "Wie vraagt aan, waar en wanneer.",
    Stap: "Een stap van de werkgever, met de termijn.",
    Opbrengst: "Wat het oplevert, voor de keuzehulp.",
    Combinatie: "Een andere regeling. Noem deze regeling ook daar.",
    Volgorde: "Een regeling die hiervoor of hierna komt. Zeg het ook daar.",
    Toestemming: "Toestemming van de mensen in het verhaal. Zonder staat het verhaal niet op de site.",
    Voorwaarde: "Een regel van de keuzehulp. Alle voorwaarden samen beslissen. Uitleg: content/keuzehulp/LEESMIJ.md.",
    Reden: "Wat wij de werkgever vertellen.",
    Is: "Een van deze antwoorden is gegeven.",
    Getal: "Het getal ligt tussen deze grenzen.",
    Datum: "De datum ligt tussen deze dagen.",
    Alle: "Alles hieronder klopt.",
    EenVan: "Een hiervan is genoeg.",
    Niet: "Dit klopt niet.",
    Navragen: "Alleen de uitvoerder weet het.",
    Feit: "Een feit met zijn waarden door de tijd.",
    Waarde: "Een waarde met de dagen waarop zij geldt.",
    Omleiding: "Een oud adres en het nieuwe.",
}

_REASON = "Waarom, in één zin."
_SOURCE = "Wetsartikel of pagina waar dit staat."

FIELDS: dict[type[BaseModel], dict[str, str]] = {
    Pagina: {
        "titel": "De kop van de pagina, hoogstens 90 tekens. Schrijf de naam die mensen kennen.",
        "samenvatting": "Een of twee zinnen met het antwoord, hoogstens 220 tekens. Staat in lijsten en bij zoeken.",
        "bronnen": "Waar de tekst op rust. Minstens één.",
        "eigenaar": "Wie deze pagina bijhoudt: redactie, of de naam van een team.",
        "nagekeken_op": "De dag waarop iemand de hele pagina met de bronnen vergeleek.",
        "nakijken_voor": "De dag waarvoor dat weer moet. Meestal een half jaar later.",
        "synoniemen": "Andere namen voor precies hetzelfde.",
        "zoekwoorden": "Woorden en zinnetjes die werkgevers typen. Elk zinnetje staat op één pagina.",
        "wijzigingen": "Wat er voor de lezer veranderde, nieuwste bovenaan.",
    },
    Bron: {
        "titel": "Naam van de wet, de pagina of het rapport.",
        "url": "Het adres, als er een is. Begint met https://.",
        "geraadpleegd": "De dag waarop iemand het las.",
    },
    Wijziging: {
        "datum": "De dag van de wijziging.",
        "tekst": "Wat er veranderde, in één zin.",
        "soort": "groot: abonnees krijgen bericht. klein: het staat alleen in de lijst.",
    },
    Regeling: {
        "soort": "Wat voor hulp dit is.",
        "fasen": "In welke fasen dit helpt. Namen uit content/termen/fasen.yaml.",
        "doelgroepen": "Voor wie. Namen uit content/termen/doelgroepen.yaml. Leeg: voor iedereen.",
        "uitvoerders": "Wie beslist. Namen uit content/termen/uitvoerders.yaml.",
        "belang": "0 tot 100: hoe vaak werkgevers dit nodig hebben. Bepaalt de volgorde in lijsten.",
        "status": "Kan het altijd, alleen in een tijdvak, loopt het af, of is het vervallen?",
        "einddatum": "De laatste dag, als die bekend is.",
        "tijdvakken": "De tijden waarin men kan aanvragen, bij status tijdvak.",
        "volgende_ronde": "Wanneer de volgende ronde wordt verwacht, bijvoorbeeld: voorjaar van volgend jaar.",
        "gemeentelijk": "true als de gemeente van de werknemer beslist.",
        "zekerheid": "Hoe zeker het is. middelhoog: de pagina zegt 'controleer dit'. middel, laag: geen getallen.",
        "wettelijke_grondslag": "Wet en artikel.",
        "in_het_kort": "Het antwoord bovenaan: wat is het, wat levert het op, wat moet ik eerst doen.",
        "aanvragen": "Wie vraagt aan, waar en wanneer.",
        "stappen": "Wat de werkgever doet, in de goede volgorde.",
        "opbrengst": "Wat het oplevert, voor de keuzehulp.",
        "combineert_met": "Regelingen die hiermee samen kunnen. Zeg het op beide pagina's.",
        "sluit_uit": "Regelingen die hier niet mee samen kunnen. Zeg het op beide pagina's.",
        "eerst_dan": "Regelingen die hiervoor of hierna komen. Zeg het op beide pagina's.",
        "voorwaarden": "De regels van de keuzehulp.",
    },
    InHetKort: {
        "wat": "Wat is het? Een of twee zinnen.",
        "opbrengst": "Wat levert het de werkgever op? Getallen als [[naam]].",
        "voor_wie": "Voor welke werknemers of werkgevers?",
        "wie_beslist": "Welke uitvoerder beslist?",
        "eerst": "Wat moet de werkgever als eerste doen, en voor wanneer?",
        "duur": "Hoe lang duurt het?",
    },
    Aanvragen: {
        "wie": "Wie vraagt aan.",
        "waar": "Waar vraagt u aan?",
        "wanneer": "Wanneer vraagt u aan?",
        "formulier": "Het formulier, als er een is.",
    },
    Formulier: {
        "naam": "Naam van het formulier.",
        "url": "Adres van het formulier. Begint met https://.",
        "versie": "De versie die op het formulier staat.",
    },
    Tijdvak: {"van": "De eerste dag.", "tot": "De laatste dag.", "naam": "Naam van de ronde."},
    Stap: {
        "id": "Vaste naam van de stap, met streepjes. Verander haar nooit.",
        "wat": "Wat doet u? Begin met een werkwoord.",
        "wie": "Wie doet dit.",
        "moment": "Waar de termijn vanaf telt.",
        "termijn": "Naam van een termijn uit content/bedragen/.",
        "dag": "Naam van een datum uit content/bedragen/, bij moment jaarlijks.",
        "te_laat": "Wat kan er nog als de termijn voorbij is?",
    },
    Opbrengst: {
        "soort": "Wat het oplevert.",
        "berekening": "Naam van een formule van de keuzehulp. Laat weg als er geen is.",
        "feiten": "Namen van de feiten die de formule gebruikt.",
    },
    Combinatie: {"regeling": "De bestandsnaam van de andere regeling.", "reden": _REASON, "bron": _SOURCE},
    Volgorde: {
        "regeling": "De bestandsnaam van de andere regeling.",
        "volgorde": "eerst: de andere komt hiervoor. daarna: de andere komt hierna.",
        "reden": _REASON,
        "bron": _SOURCE,
    },
    Voorwaarde: {
        "id": "Vaste naam van de voorwaarde.",
        "test": "Waar wij naar kijken: een antwoord, een getal, een datum, of een groep daarvan.",
        "reden": "Wat wij vertellen bij ja, nee en onbekend.",
        "bron": _SOURCE,
        "geldig_van": "De voorwaarde telt vanaf deze dag.",
        "geldig_tot": "De voorwaarde telt tot en met deze dag.",
        "toets": "Voor welke dag de voorwaarde telt: de startdatum van het werk, of vandaag.",
    },
    Reden: {"ja": "Als het klopt.", "nee": "Als het niet klopt.", "onbekend": "Als wij het niet weten."},
    Is: {"vraag": "Naam van de vraag.", "is": "De antwoorden die goed zijn."},
    Getal: {
        "vraag": "Naam van de vraag.",
        "minstens": "Getal of naam van een feit.",
        "hoogstens": "Getal of naam van een feit.",
    },
    Datum: {"datum": "Naam van de vraag.", "vanaf": "Op of na deze dag.", "voor": "Voor deze dag."},
    Alle: {"alle": "Alle tests die moeten kloppen."},
    EenVan: {"een_van": "De tests waarvan er een moet kloppen."},
    Niet: {"niet": "De test die niet mag kloppen."},
    Navragen: {"navragen": "Altijd true."},
    Artikel: {
        "fase": "De fase waar het artikel bij hoort. Naam uit content/termen/fasen.yaml.",
        "fasen": "Andere fasen waarin het ook helpt.",
        "belang": "0 tot 100: hoe vaak werkgevers dit nodig hebben. Bepaalt de volgorde in lijsten.",
        "regelingen": "Bestandsnamen van regelingen die hierbij horen.",
        "twijfels": "Twijfels die dit wegneemt. Namen uit content/termen/twijfels.yaml.",
        "checklist": "Een lijst om af te vinken. Schrijf elke regel als 'Ik heb ...'.",
    },
    Begrip: {
        "vormen": "Vormen van het woord die in teksten vanzelf een link worden.",
        "afkorting": "De afkorting.",
        "zie_ook": "Bestandsnamen van andere begrippen.",
        "regelingen": "Bestandsnamen van regelingen waar dit woord bij hoort.",
    },
    Succesverhaal: {
        "soort": "eigen-verhaal: mensen vertellen zelf. praktijkvoorbeeld: zonder namen, uit onderzoek.",
        "sector": "Naam uit content/termen/sectoren.yaml.",
        "grootte": "Hoe groot het bedrijf is.",
        "regelingen": "Bestandsnamen van regelingen die meededen.",
        "fasen": "In welke fasen het verhaal speelt.",
        "twijfels": "Twijfels waarop dit verhaal antwoord geeft. Namen uit content/termen/twijfels.yaml.",
        "gemeente": "De gemeente, als die genoemd mag worden.",
        "les": "Wat een andere werkgever hiervan leert, in één zin.",
        "namen": "Namen van mensen en bedrijven in het verhaal. Van iedereen is toestemming nodig.",
        "toestemming": "Wie toestemming gaf, wanneer en tot wanneer.",
    },
    Toestemming: {
        "namen": "Iedereen die toestemming gaf, met dezelfde naam als bij namen.",
        "datum": "De dag waarop zij toestemming gaven.",
        "tot": "De laatste dag. Daarna staat het verhaal niet meer op de site.",
        "ingetrokken": "De dag waarop iemand de toestemming introk. Vanaf dan is het verhaal weg.",
    },
    Feitenbestand: {"feiten": "De feiten in dit bestand."},
    Feit: {
        "naam": "Naam waarmee teksten het feit noemen: [[naam]]. Verander haar nooit.",
        "titel": "Wat dit is, in gewone woorden.",
        "titel_en": "Hetzelfde in het Engels. Nodig bij middelhoog op een Engelse pagina.",
        "waarden": "Alle waarden door de tijd. Ze mogen niet overlappen.",
        "bron": "Waar het staat.",
        "zekerheid": "hoog: zo is het. middelhoog: de pagina zet erbij 'controleer dit'.",
        "toelichting": "Uitleg voor wie het bijhoudt.",
    },
    Waarde: {
        "waarde": "Getal met een punt, datum als 2027-01-01, of dag van het jaar als \"01-31\".",
        "eenheid": "Waar het getal over gaat.",
        "geldig_van": "De eerste dag.",
        "geldig_tot": "De laatste dag. Laat weg als die er nog niet is.",
    },
    Omleidingen: {"omleidingen": "Alle oude adressen."},
    Omleiding: {"van": "Het oude adres, zoals /regelingen/oude-naam.", "naar": "Het nieuwe adres."},
    Plafonds: {
        "standaard": "Voor alle bestanden die hieronder niet staan.",
        "bestanden": "Bestanden die er nu meer hebben, bijvoorbeeld regelingen/jobcoach.md: 8.",
    },
}  # fmt: skip


def describe(model: type[BaseModel], name: str) -> str:
    """The meaning of a field, also of an inherited one; KeyError when nobody wrote it down."""
    for kind in model.__mro__:
        if kind in FIELDS and name in FIELDS[kind]:
            return FIELDS[kind][name]
    raise KeyError(f"{model.__name__}.{name}")
