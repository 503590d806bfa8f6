"""The open site as an attacker meets it: no token asked, so that every form is really read."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def client(app: Flask) -> FlaskClient:  # type: ignore[override]
    """A browser that sends anything. An exception comes through, so nothing hides behind a page of an error."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = FlaskClient
    return app.test_client()
