"""The states of a contactverzoek and the kinds of messages in it, with the words people read."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a contactverzoek stands."""

    NIEUW = "nieuw"
    IN_BEHANDELING = "in-behandeling"
    WACHT_OP_WERKGEVER = "wacht-op-werkgever"
    AFGEROND = "afgerond"
    DOORVERWEZEN = "doorverwezen"
    INGETROKKEN = "ingetrokken"

    @property
    def label(self) -> str:
        """For colleagues."""
        return STATUS_LABELS[self]

    @property
    def employer_label(self) -> str:
        """For the werkgever: what it means for them."""
        return EMPLOYER_LABELS[self]


STATUS_LABELS = {
    Status.NIEUW: "Nieuw",
    Status.IN_BEHANDELING: "In behandeling",
    Status.WACHT_OP_WERKGEVER: "Wacht op werkgever",
    Status.AFGEROND: "Afgerond",
    Status.DOORVERWEZEN: "Doorverwezen",
    Status.INGETROKKEN: "Ingetrokken door werkgever",
}
EMPLOYER_LABELS = {
    Status.NIEUW: "Ontvangen",
    Status.IN_BEHANDELING: "Wij zijn ermee bezig",
    Status.WACHT_OP_WERKGEVER: "Wij hebben u geantwoord",
    Status.AFGEROND: "Afgerond",
    Status.DOORVERWEZEN: "Doorverwezen",
    Status.INGETROKKEN: "Door u ingetrokken",
}
OPEN = (Status.NIEUW, Status.IN_BEHANDELING, Status.WACHT_OP_WERKGEVER)
ON_US = (Status.NIEUW, Status.IN_BEHANDELING)
CLOSED = (Status.AFGEROND, Status.DOORVERWEZEN, Status.INGETROKKEN)


class Soort(StrEnum):
    """What a message is. A notitie and a telefoonnotitie are only for colleagues and never leave the house."""

    WERKGEVER = "werkgever"
    MEDEWERKER = "medewerker"
    NOTITIE = "notitie"
    TELEFOON = "telefoon"
    SYSTEEM = "systeem"


VISIBLE_TO_EMPLOYER = (Soort.WERKGEVER, Soort.MEDEWERKER, Soort.SYSTEEM)
