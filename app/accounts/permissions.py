"""Who is who: the roles, and the person on whose behalf a service works."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rol(StrEnum):
    """What somebody may do. One person can have several."""

    ACCOUNTMANAGER = "accountmanager"
    COORDINATOR = "coordinator"
    LOKET = "loket"
    REDACTEUR = "redacteur"
    BEHEERDER = "beheerder"
    GAST = "gast"

    @property
    def label(self) -> str:
        """The role as people read it."""
        return ROL_LABELS[self]


ROL_LABELS = {
    Rol.ACCOUNTMANAGER: "accountmanager",
    Rol.COORDINATOR: "coördinator",
    Rol.LOKET: "loketmedewerker",
    Rol.REDACTEUR: "redacteur",
    Rol.BEHEERDER: "beheerder",
    Rol.GAST: "gast",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in medewerker who does something. ``vervangt``: ids of colleagues this person replaces."""

    id: int
    naam: str
    rollen: frozenset[Rol]
    vervangt: frozenset[int] = frozenset()

    @property
    def audit_name(self) -> str:
        """How the audit log names this person: the id, never the name."""
        return str(self.id)


def can_work_requests(actor: Actor) -> bool:
    """Accountmanagers, coördinatoren and loketmedewerkers work in the werkplek; redacteuren and beheerders do not."""
    return bool(actor.rollen & {Rol.ACCOUNTMANAGER, Rol.COORDINATOR, Rol.LOKET})


def is_guest(actor: Actor) -> bool:
    """A colleague of UWV, a gemeente or a leerwerkloket: sees only the requests into which they were invited."""
    return Rol.GAST in actor.rollen


def can_work_desk(actor: Actor) -> bool:
    """The desk queue belongs to coördinatoren and loketmedewerkers together."""
    return bool(actor.rollen & {Rol.COORDINATOR, Rol.LOKET})


def can_lead(actor: Actor) -> bool:
    """A coördinator sees and changes the work of the whole team."""
    return Rol.COORDINATOR in actor.rollen


def can_manage_accounts(actor: Actor) -> bool:
    """A beheerder makes and closes accounts; a coördinator does not."""
    return Rol.BEHEERDER in actor.rollen
