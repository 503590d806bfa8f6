"""Where somebody who signs in begins: the first page of the own work."""

from __future__ import annotations

from collections.abc import Collection

from app.accounts.permissions import Rol

HOME = "/werkplek"
_WORK = frozenset({Rol.ACCOUNTMANAGER, Rol.COORDINATOR, Rol.LOKET, Rol.GAST})


def landing_for(rollen: Collection[str]) -> str:
    """The path of the first page for these roles: the Postvak for who works on requests, else the own area.

    Everybody may see the list of pages, so that is where somebody without a role begins too.
    """
    if _WORK & set(rollen):
        return HOME
    return "/beheer" if Rol.BEHEERDER in rollen else "/werkplek/inhoud"
