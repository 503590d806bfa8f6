"""Old addresses of pages answer 301 to where their readers go now (``content/omleidingen.yaml``)."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from app.web.language import prefix
from app.web.state import loket


def moved() -> Response | None:
    """Where an address without a page leads now; an old address that is in use again shows its page."""
    target = loket().catalogue.redirects.get(request.path.rstrip("/"))
    if target is None or request.method not in ("GET", "HEAD"):
        return None
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return redirect(f"{prefix()}{target}{query}", 301)
