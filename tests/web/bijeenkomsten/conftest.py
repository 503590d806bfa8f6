"""Two sites: the small region with three made-up meetings, and the real content as production shows it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app import create_app
from app.core.db import Database
from app.kennisbank.store import ContentStore, open_store
from app.settings import Settings
from tests.conftest import TUESDAY
from tests.content.conftest import EXAMPLE_REGION
from tests.support.actors import Visitor
from tests.support.client import AuditedClient
from tests.support.factories import mails

TABLE = "/bijeenkomsten/voorbeeld-aan-tafel"
"""Tuesday 8 December 2026, three places; people can sign up until 6 December."""


@pytest.fixture(scope="session")
def waddenrand(tmp_path_factory: pytest.TempPathFactory) -> ContentStore:
    """The content of the small region."""
    return open_store(EXAMPLE_REGION, tmp_path_factory.mktemp("waddenrand"), TUESDAY.date())


def _site(settings: Settings, content: ContentStore) -> Flask:
    made = create_app(settings, content)
    made.testing = True
    made.test_client_class = AuditedClient
    return made


@pytest.fixture
def app(settings: Settings, waddenrand: ContentStore) -> Iterator[Flask]:
    """The site of the small region."""
    made = _site(replace(settings, content_dir=EXAMPLE_REGION), waddenrand)
    yield made
    made.extensions["loket"].db.dispose()


@pytest.fixture
def production(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The small region with a real desk, as production shows it: without the made-up meetings."""
    folder = Path(shutil.copytree(EXAMPLE_REGION, tmp_path / "content"))
    region = folder / "regio/waddenrand.yaml"
    region.write_text(region.read_text(encoding="utf-8").replace("voorbeeld: true", "voorbeeld: false"))
    content = open_store(folder, tmp_path / "data", TUESDAY.date())
    made = _site(replace(settings, environment="productie", content_dir=folder), content)
    yield made
    made.extensions["loket"].db.dispose()


class Deelnemer(Visitor):
    """Somebody who wants to come."""

    def __init__(self, app: Flask, naam: str) -> None:
        super().__init__(app)
        self.naam = naam
        self.email = f"{naam.lower()}@bedrijf.example"

    def meldt_aan(self, status: int = 200, address: str = TABLE, **changes: str) -> str:
        """Fill in the form; what the page says afterwards."""
        self.opent(f"{address}/aanmelden")
        values = {"naam": self.naam, "email": self.email, "organisatie": "Bakkerij Voorbeeld"} | changes
        self.verstuurt("/aanmelden", status, **values)
        return self.ziet

    def post(self) -> list[str]:
        """The kinds of mail this person got."""
        db: Database = self.app.extensions["loket"].db
        return [mail.kind.removeprefix("bijeenkomst-") for mail in mails(db) if mail.to == self.email]

    def link(self) -> str:
        """The path of the link in the newest mail."""
        db: Database = self.app.extensions["loket"].db
        newest = [mail for mail in mails(db) if mail.to == self.email and "/aanmelding/" in mail.text][-1]
        found = re.search(r"\S+/aanmelding/\S+", newest.text)
        assert found
        return urlsplit(found[0]).path

    def bevestigt(self) -> str:
        """Open the link and press the button; what the page says."""
        self.opent(self.link())
        self.verstuurt("/bevestigen")
        return self.ziet

    def komt(self) -> str:
        """Sign up and confirm."""
        self.meldt_aan()
        return self.bevestigt()

    def meldt_af(self) -> str:
        """Open the link and sign off."""
        self.opent(self.link())
        self.verstuurt("/afmelden")
        return self.ziet


def people(app: Flask, *names: str) -> list[Deelnemer]:
    """So many people who signed up and confirmed, in this order."""
    made = [Deelnemer(app, name) for name in names]
    for person in made:
        person.komt()
    return made
