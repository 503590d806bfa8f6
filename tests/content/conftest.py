"""A site on given content, made once per module: reading pages changes nothing in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.core import clock
from app.kennisbank.store import ContentStore, open_store
from app.settings import ROOT, Settings
from tests.conftest import TUESDAY
from tests.support.client import AuditedClient

EXAMPLE_REGION = ROOT / "tests/support/example_region"


@pytest.fixture(scope="module")
def site_on(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Callable[[Path, ContentStore], Flask]]:
    """Build a site on a folder of content."""
    made: list[Flask] = []

    def build(folder: Path, store: ContentStore) -> Flask:
        data = tmp_path_factory.mktemp("site")
        shutil.copy(sqlite_template, data / "loket.sqlite3")
        settings = Settings(
            environment="test",
            secret_key="geheim-voor-de-test-en-lang-genoeg",
            data_dir=data,
            database_url=f"sqlite:///{data / 'loket.sqlite3'}",
            content_dir=folder,
            base_url="http://localhost",
            mail_from="loket@voorbeeld.nl",
        )
        app = create_app(settings, store)
        app.testing = True
        app.test_client_class = AuditedClient
        made.append(app)
        return app

    yield build
    for app in made:
        app.extensions["loket"].db.dispose()


@pytest.fixture(scope="module")
def site(site_on: Callable[[Path, ContentStore], Flask], content: ContentStore) -> Flask:
    """The site of this project."""
    return site_on(ROOT / "content", content)


@pytest.fixture(scope="module")
def other_site(site_on: Callable[[Path, ContentStore], Flask], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site of another, tiny region."""
    with clock.pinned(TUESDAY):
        store = open_store(EXAMPLE_REGION, tmp_path_factory.mktemp("waddenrand"), TUESDAY.date())
    return site_on(EXAMPLE_REGION, store)
