"""What web tests share: a desk with colleagues, and people at their browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.permissions import Actor
from app.core.db import Database
from app.kennisbank.store import ContentStore
from tests.support.actors import Collega, Werkgever
from tests.support.personas import BAKKERIJ, Team, hire_team


@pytest.fixture
def loket_db(app: Flask) -> Database:
    """The database of the running application."""
    found: Database = app.extensions["loket"].db
    return found


@pytest.fixture
def team(loket_db: Database, content: ContentStore) -> Team:
    """One colleague for every role, and two accountmanagers."""
    return hire_team(loket_db, content.catalogue.region)


@pytest.fixture
def werkgever(app: Flask, team: Team) -> Werkgever:
    """A bakery in Arnhem; the desk has colleagues."""
    return Werkgever(app, BAKKERIJ)


@pytest.fixture
def collega(app: Flask) -> Callable[[Actor], Collega]:
    """A colleague who is signed in."""
    return lambda actor: Collega(app, actor).is_binnen()
