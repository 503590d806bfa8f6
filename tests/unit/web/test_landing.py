"""Where somebody begins after signing in."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Rol
from app.web.landing import landing_for


@pytest.mark.parametrize(
    ("roles", "path"),
    [
        ({Rol.ACCOUNTMANAGER}, "/werkplek"),
        ({Rol.COORDINATOR}, "/werkplek"),
        ({Rol.LOKET}, "/werkplek"),
        ({Rol.GAST}, "/werkplek"),
        ({Rol.REDACTEUR}, "/werkplek/inhoud"),
        ({Rol.BEHEERDER}, "/beheer"),
        ({Rol.BEHEERDER, Rol.REDACTEUR}, "/beheer"),
        ({Rol.BEHEERDER, Rol.ACCOUNTMANAGER}, "/werkplek"),
        ({"redacteur"}, "/werkplek/inhoud"),
        (set(), "/werkplek/inhoud"),
    ],
)
def test_everybody_begins_at_the_own_work(roles: set[str], path: str) -> None:
    assert landing_for(roles) == path
