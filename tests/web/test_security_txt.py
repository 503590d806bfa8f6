"""security.txt (RFC 9116): whom to tell about a weakness, and somebody is warned before it expires."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.cli.diagnose import CARE, GOOD, look
from app.core import clock
from app.kennisbank.securitytxt import expires
from app.kennisbank.store import ContentStore
from app.settings import Settings
from tests.support.client import AuditedClient

ADDRESS = "/.well-known/security.txt"


def fields(client: AuditedClient) -> list[tuple[str, str]]:
    """The lines as name and value."""
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    found = [re.fullmatch(r"([A-Z][A-Za-z-]+): (\S.*)", line) for line in answer.text.splitlines()]
    assert all(found), answer.text
    return [(match[1], match[2]) for match in found if match]


def test_the_file_has_what_the_standard_asks(client: AuditedClient, content: ContentStore) -> None:
    found = fields(client)
    values = dict(reversed(found))
    assert [value for name, value in found if name == "Contact"] == [
        "http://localhost/kwetsbaarheid-melden",
        f"mailto:{content.catalogue.region.loket.email}",
    ]
    assert [name for name, _value in found].count("Expires") == 1
    assert values["Canonical"] == f"http://localhost{ADDRESS}"
    assert client.get("/kwetsbaarheid-melden").status_code == 200
    until = datetime.strptime(values["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta() < until - clock.now() < timedelta(days=366)


def test_the_content_of_today_stays_good_for_more_than_thirty_days(content: ContentStore) -> None:
    until = expires(content.catalogue)
    assert until is not None and until - clock.now() > timedelta(days=30)


@pytest.mark.parametrize(("days", "warned"), [(31, False), (29, True), (-1, True)])
def test_who_runs_the_site_is_warned_thirty_days_before(
    settings: Settings, content: ContentStore, days: int, warned: bool
) -> None:
    until = expires(content.catalogue)
    assert until is not None
    with clock.pinned(until - timedelta(days=days)):
        found = [finding for finding in look(settings) if finding.about == "inhoud"]
    assert any("security.txt" in finding.text and finding.state == CARE for finding in found) == warned
    assert found[0].state == GOOD
