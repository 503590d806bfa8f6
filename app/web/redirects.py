"""Addresses without a page that lead to one: old ones (``content/omleidingen.yaml``) and ones that are written wrongly.

Only asked when there is no page, so the right addresses pay nothing. The answer is always a path that was found here
among our own pages, never what the visitor sent, so it cannot lead elsewhere.
"""

from __future__ import annotations

from contextlib import suppress

from flask import current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from app.behoud.content import definition
from app.behoud.schema import Werkbladen
from app.web.gate import gate_of
from app.web.language import prefix
from app.web.meetings import all_meetings
from app.web.state import loket

AREAS = frozenset(
    {"kennisbank", "keuzehulp", "behoud", "spinnenweb", "bijeenkomsten", "contact", "lezers", "inbed", "publiek"}
)
"""Areas of the open site. Not signing in, the API and the files: people do not type those by hand."""
_CONTENT = {
    "kennisbank.regeling": "regelingen",
    "kennisbank.artikel": "artikelen",
    "kennisbank.begrip": "begrippen",
    "kennisbank.succesverhaal": "succesverhalen",
}


def moved() -> Response | None:
    """Where an address without a page leads; an old address that is in use again shows its page."""
    if request.method not in ("GET", "HEAD"):
        return None
    written = prefix() + request.path
    wanted = written.rstrip("/").lower()
    language, path = ("/en", wanted[3:]) if wanted == "/en" or wanted.startswith("/en/") else ("", wanted)
    target = loket().catalogue.redirects.get(path)
    if target is None and written != wanted and _is_page(path or "/"):
        target = path or "/"
    if target is None:
        return None
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return redirect(f"{language}{target}{query}", 301)


def _is_page(path: str) -> bool:
    """Whether everybody may read a page of ours at this path."""
    endpoint, slug = _find(path)
    area = endpoint.partition(".")[0]
    if area not in AREAS or gate_of(current_app.view_functions.get(endpoint)) != ():
        return False
    catalogue = loket().catalogue
    if area == "publiek":
        return path == "/" or path[1:] in catalogue.pages["paginas"]
    if slug is None:
        return True
    if endpoint in _CONTENT:
        return catalogue.page(_CONTENT[endpoint], slug) is not None
    if endpoint == "behoud.werkblad":
        return any(sheet.slug == slug for sheet in definition(catalogue, Werkbladen).werkbladen)
    if endpoint == "bijeenkomsten.bijeenkomst":
        return any(each.slug == slug for each in all_meetings())
    return False


def _find(path: str) -> tuple[str, str | None]:
    """The endpoint of a path and its slug; no endpoint for what is no page with at most a slug in its address."""
    adapter = current_app.create_url_adapter(request)
    with suppress(HTTPException, RequestRedirect):
        endpoint, values = adapter.match(path, method="GET") if adapter else ("", {})
        if not set(values) - {"slug"}:
            return str(endpoint), values.get("slug")
    return "", None
