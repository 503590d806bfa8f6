"""What a question can be about. The id stands in addresses, the words are stored with the request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """One subject. ``naam`` is stored, ``naam_en`` only shown. ``spoed``: answered within the short promise."""

    id: str
    naam: str
    naam_en: str
    spoed: bool = False


ONDERWERPEN = (
    Onderwerp("personeel", "Ik zoek personeel", "I am looking for staff"),
    Onderwerp("regeling", "Een regeling of subsidie", "A scheme or subsidy"),
    Onderwerp("proefplaatsing", "Iemand op proef laten werken", "Letting someone work on trial"),
    Onderwerp("begeleiding", "Begeleiding of een aanpassing", "Guidance or an adjustment"),
    Onderwerp("ziekte", "Een zieke werknemer", "An employee who is ill"),
    Onderwerp("leren", "Opleiden en leren", "Training and learning"),
    Onderwerp("afscheid", "Ik moet mensen laten gaan", "I have to let people go", spoed=True),
    Onderwerp(
        "elders",
        "Ik zoek mensen die elders weg moeten",
        "I am looking for people who have to leave another employer",
        spoed=True,
    ),
    Onderwerp("site", "Iets op deze site klopt niet", "Something on this site is wrong"),
    Onderwerp("anders", "Iets anders", "Something else"),
)
BY_ID = {onderwerp.id: onderwerp for onderwerp in ONDERWERPEN}
ID_OF = {onderwerp.naam: onderwerp.id for onderwerp in ONDERWERPEN}
"""The id for the words that are stored with a request."""
