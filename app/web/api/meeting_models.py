"""What the API answers about meetings."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from app.bijeenkomsten.meetings import Toestand
from app.kennisbank.schema import ClockTime, Plek
from app.web.api.models import Answer, Kort, Volledig


class BijeenkomstKort(Kort):
    """A meeting in a list. The address to take part online is only mailed to who has a place, so it is not here."""

    datum: date
    van: ClockTime = Field(description="Tijd in Nederland.")
    tot: ClockTime
    vorm: Literal["op-locatie", "online", "allebei"]
    plek: Plek | None
    voor_wie: str
    organisator: str
    plaatsen: int
    vrij: int | None = Field(description="Vrije plaatsen. Leeg als dat nu niet bekend is.")
    stand: Toestand = Field(description="Bij open en vol kan een werkgever zich aanmelden; bij vol op de wachtlijst.")
    reden_afgelast: str | None
    aanmelden_tot: date = Field(description="Laatste dag om aan te melden.")
    aanmelden_url: str
    agenda_url: str = Field(description="De bijeenkomst als bestand voor de agenda (ics).")
    voorbeeld: bool = Field(description="Verzonnen; staat alleen op een site om te proberen.")


class BijeenkomstVolledig(BijeenkomstKort, Volledig, Answer):
    """One meeting."""


class BijeenkomstenLijst(Answer):
    """What is to come."""

    totaal: int
    bijeenkomsten: tuple[BijeenkomstKort, ...]
