"""A program that reads the API, in Dutch and in English."""

from __future__ import annotations

import pytest

from tests.support.client import AuditedClient
from tests.web.api.visitor import Visitor


@pytest.fixture
def visitor(client: AuditedClient) -> Visitor:
    """Reads the API in Dutch."""
    return Visitor(client)


@pytest.fixture
def english(client: AuditedClient) -> Visitor:
    """Reads the API in English."""
    return Visitor(client, "/en")
