"""What a colleague knows of a company before a conversation: facts about the organisation, never about a person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts.permissions import Actor
from app.contact.dossier import require_dossier
from app.contact.sizes import Grootte
from app.core import audit
from app.core.errors import DomainError


class Motief(StrEnum):
    """Why a werkgever wants this. Source: TNO and Fontys (2013), pages about motives."""

    SOCIAAL = "sociaal"
    ZAKELIJK = "zakelijk"
    OPGELEGD = "opgelegd"
    COMBINATIE = "combinatie"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            "sociaal": "Sociaal: het bedrijf wil iets betekenen",
            "zakelijk": "Zakelijk: er is personeel nodig",
            "opgelegd": "Opgelegd: het moet door een aanbesteding",
            "combinatie": "Een combinatie",
        }[self.value]


class Ervaring(StrEnum):
    """How much a werkgever did this before."""

    GEEN = "geen"
    WEINIG = "weinig"
    VEEL = "veel"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"geen": "Geen ervaring", "weinig": "Weinig ervaring", "veel": "Veel ervaring"}[self.value]


class Hr(StrEnum):
    """Who does the personnel work."""

    AFDELING = "afdeling"
    GEEN = "geen"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"afdeling": "Er is een afdeling of medewerker personeel", "geen": "De eigenaar of de chef doet het"}[
            self.value
        ]


FACTS: dict[str, tuple[str, type[Motief] | type[Ervaring] | type[Hr] | type[Grootte]]] = {
    "motief": ("Waarom", Motief),
    "ervaring": ("Ervaring", Ervaring),
    "hr": ("Personeelszaken", Hr),
    "grootte": ("Grootte", Grootte),
}
"""By column of the werkgever: its name for people, and what it can be."""


def label_of(fact: str, value: str | None) -> str | None:
    """The words for a stored value; None when it is not known."""
    kind = FACTS[fact][1]
    return kind(value).label if value in set(kind) else None


def describe_company(
    session: Session, *, actor: Actor, werkgever_id: int, facts: dict[str, str | None], now: datetime
) -> None:
    """Keep what is known; None means not known. ``facts``: by name of FACTS. Raises DomainError."""
    werkgever = require_dossier(session, actor, werkgever_id)
    for name, value in facts.items():
        if name not in FACTS or (value is not None and value not in set(FACTS[name][1])):
            raise DomainError("Kies een antwoord uit de lijst.")
    changed = [name for name, value in facts.items() if getattr(werkgever, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(werkgever, name, facts[name])
    audit.record(
        session,
        at=now,
        actor=actor.audit_name,
        action="bedrijf-beschreven",
        object_type="werkgever",
        object_id=werkgever.id,
        velden=changed,
    )
