"""Who may work with groepen. The docstrings are the policy; services and queries check them."""

from __future__ import annotations

from app.accounts.permissions import Actor, Rol, can_lead
from app.spinnenweb.models import Spinnenwebsessie


def can_open(actor: Actor) -> bool:
    """Accountmanagers and coördinatoren lead conversations with groepen; others do not."""
    return bool(actor.rollen & {Rol.ACCOUNTMANAGER, Rol.COORDINATOR})


def can_manage(actor: Actor, sessie: Spinnenwebsessie) -> bool:
    """Who opened a session sees, closes and deletes it; a coördinator does so for everybody in the team."""
    return can_lead(actor) or (can_open(actor) and sessie.medewerker_id == actor.id)
