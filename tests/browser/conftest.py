"""One running site and one browser for each test process; every test gets a fresh window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.actors import Beheer, Vraag, ask
from tests.support.browser import FLAGS, PATIENCE, Visitor, chromium, visiting
from tests.support.server import running_site


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the whole site with demo data."""
    with running_site(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """Somebody with JavaScript."""
    with visiting(browser, site) as found:
        yield found


@pytest.fixture
def visitor_without_javascript(browser: Browser, site: str) -> Iterator[Visitor]:
    """Somebody whose browser runs no scripts."""
    with visiting(browser, site, java_script_enabled=False) as found:
        yield found


@pytest.fixture
def phone(browser: Browser, site: str, javascript: bool) -> Iterator[Visitor]:
    """Somebody on a phone; the test says whether its browser runs scripts."""
    size = {"width": 390, "height": 800}
    with visiting(browser, site, java_script_enabled=javascript, viewport=size) as found:
        yield found


@pytest.fixture
def desk(browser: Browser, site: str, javascript: bool) -> Iterator[Visitor]:
    """A colleague at a desk, not signed in yet."""
    with visiting(browser, site, java_script_enabled=javascript) as found:
        yield found


@pytest.fixture
def lead(desk: Visitor) -> Visitor:
    """The coördinator at a desk, signed in."""
    Beheer(desk).sign_in("Carla Voorbeeld")
    return desk


@pytest.fixture(scope="session")
def asked(browser: Browser, site: str) -> Vraag:
    """A question that was asked with the form: its reference and its pages."""
    with visiting(browser, site) as found:
        return ask(found)


@pytest.fixture
def colleague(browser: Browser, site: str, signed_in: Path) -> Iterator[Visitor]:
    """A coördinator at work."""
    with visiting(browser, site, storage_state=signed_in) as found:
        yield found


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookie of somebody who signed in."""
    kept = tmp_path_factory.mktemp("ingelogd") / "cookies.json"
    with visiting(browser, site) as found:
        Beheer(found).sign_in("Carla Voorbeeld")
        found.context.storage_state(path=kept)
    return kept
