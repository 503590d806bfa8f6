"""Old addresses of pages answer 301 to where their readers go now (``content/omleidingen.yaml``)."""

from __future__ import annotations

from flask import Flask, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.web.errors import error_page
from app.web.language import prefix
from app.web.state import loket


def install(app: Flask) -> None:
    """Only where there is no page: an old address that is in use again shows its page."""

    @app.errorhandler(NotFound)
    def moved(error: NotFound) -> Response | tuple[str, int, dict[str, str]]:
        target = loket().catalogue.redirects.get(request.path.rstrip("/"))
        if target is None or request.method not in ("GET", "HEAD"):
            return error_page(404)
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        return redirect(f"{prefix()}{target}{query}", 301)
