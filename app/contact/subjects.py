"""What a question can be about. The id stands in addresses, the words are stored with the request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """One subject. ``spoed``: answered within the short promise of the region."""

    id: str
    naam: str
    spoed: bool = False


ONDERWERPEN = (
    Onderwerp("personeel", "Ik zoek personeel"),
    Onderwerp("regeling", "Een regeling of subsidie"),
    Onderwerp("proefplaatsing", "Iemand op proef laten werken"),
    Onderwerp("begeleiding", "Begeleiding of een aanpassing"),
    Onderwerp("ziekte", "Een zieke werknemer"),
    Onderwerp("leren", "Opleiden en leren"),
    Onderwerp("afscheid", "Ik moet mensen laten gaan", spoed=True),
    Onderwerp("site", "Iets op deze site klopt niet"),
    Onderwerp("anders", "Iets anders"),
)
BY_ID = {onderwerp.id: onderwerp for onderwerp in ONDERWERPEN}
