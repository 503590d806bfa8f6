"""Who may see and change the list of a meeting. The docstrings are the policy; services and queries check them."""

from __future__ import annotations

from app.accounts.permissions import Actor, Rol, can_lead


def can_see_list(actor: Actor) -> bool:
    """Accountmanagers and coördinatoren receive the people, so they see who comes."""
    return bool(actor.rollen & {Rol.ACCOUNTMANAGER, Rol.COORDINATOR})


def can_change_list(actor: Actor) -> bool:
    """Only a coördinator signs somebody off or cancels a meeting."""
    return can_lead(actor)
