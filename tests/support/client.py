"""The visitor of most tests."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.page import Page, audit


class AuditedClient(FlaskClient):
    """A client that audits every HTML page it fetches; ``page`` is the last one."""

    page: Page

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """As FlaskClient.open, and then the audit."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 304, 308):
            self.page = audit(response.get_data(as_text=True))
        return response
