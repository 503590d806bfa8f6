"""What belongs to the running application: settings, content and database, reached through ``loket()``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from app.core.db import Database
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.region import Regio
from app.kennisbank.store import ContentStore
from app.settings import Settings

NO_ANSWER = "databank_zwijgt"
"""Name in ``flask.g``: the database did not say who is signed in, so nobody knows."""


@dataclass(frozen=True, slots=True)
class Loket:
    """The parts a view needs."""

    settings: Settings
    db: Database
    content: ContentStore

    @property
    def catalogue(self) -> Catalogue:
        return self.content.catalogue

    @property
    def region(self) -> Regio:
        return self.content.catalogue.region


def loket() -> Loket:
    """The parts of the application that handles this request."""
    return cast(Loket, current_app.extensions["loket"])
