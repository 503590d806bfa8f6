"""A site where every account needs a second factor, and somebody who has a password."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app.accounts.permissions import Rol
from app.core.db import Database
from app.kennisbank.store import ContentStore
from app.settings import Settings
from tests.support.actors import Collega
from tests.support.personas import PASSWORD, colleague


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As in production: two steps."""
    return replace(settings, second_factor=True)


@pytest.fixture
def aida(app: Flask, loket_db: Database, content: ContentStore) -> Collega:
    """A coördinator with a password, still outside."""
    region = content.catalogue.region
    actor = colleague(loket_db, region, "Aida Arnhem", Rol.COORDINATOR, password=PASSWORD)
    return Collega(app, actor, "aida@loket.example")


@pytest.fixture
def beheerder(app: Flask, loket_db: Database, content: ContentStore) -> Collega:
    """A beheerder who is signed in."""
    return Collega(app, colleague(loket_db, content.catalogue.region, "Bo Beheerder", Rol.BEHEERDER)).is_binnen()
