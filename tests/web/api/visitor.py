"""A program that reads the API and believes nothing: every answer is held against the OpenAPI document."""

from __future__ import annotations

import json
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.api.schema import faults

BASE = "/api/v1"


class Visitor:
    """Fetches and checks. ``language`` is "" or "/en"."""

    def __init__(self, client: FlaskClient, language: str = "") -> None:
        self.client = client
        self.base = language + BASE
        self.document: dict[str, Any] = self._json(client.get(f"{self.base}/openapi.json"))

    def get(self, path: str, query: Any = None, **headers: str) -> TestResponse:
        """Any answer, with what every answer must have."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.get(self.base + path, query_string=query, headers=sent)
        common(response)
        return response

    def read(self, path: str, query: Any = None) -> dict[str, Any]:
        """An answer that must succeed and must be what the document says."""
        response = self.get(path, query)
        assert response.status_code == 200, response.get_data(as_text=True)
        return self.checked(path, response)

    def refused(self, status: int, path: str, query: Any = None) -> dict[str, Any]:
        """A problem with this status."""
        response = self.get(path, query)
        assert response.status_code == status, response.get_data(as_text=True)
        return self.checked(path, response)

    def checked(self, path: str, response: TestResponse) -> dict[str, Any]:
        """The body, after it was held against the document."""
        body = self._json(response)
        if response.status_code == 200:
            assert response.mimetype == "application/json"
            schema = self.operation(path)["responses"]["200"]["content"]["application/json"]["schema"]
        else:
            assert response.mimetype == "application/problem+json"
            assert body["status"] == response.status_code
            schema = {"$ref": "#/components/schemas/Probleem"}
        wrong = list(faults(body, schema, self.document))
        assert not wrong, wrong[:5]
        return body

    def operation(self, path: str) -> dict[str, Any]:
        """What the document says about a path."""
        for template, found in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", template), path):
                operation: dict[str, Any] = found["get"]
                return operation
        raise AssertionError(f"{path} is not in the document")

    @staticmethod
    def _json(response: TestResponse) -> dict[str, Any]:
        body = json.loads(response.get_data(as_text=True))
        assert isinstance(body, dict)
        return body


def common(response: TestResponse) -> None:
    """Licence, version and CORS on every answer; never a cookie."""
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert 'rel="license"' in response.headers["Link"]
    assert re.fullmatch(r"[0-9a-f]{16}", response.headers["X-Content-Version"])
    assert "Set-Cookie" not in response.headers
