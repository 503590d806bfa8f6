"""What the views of bijeenkomsten share: the blueprint, and how their answers are kept."""

from __future__ import annotations

from flask import Blueprint

from app.bijeenkomsten.mails import Site
from app.web.state import loket

bijeenkomsten = Blueprint("bijeenkomsten", __name__)
FRESH = {"Cache-Control": "no-store"}
"""Pages that say how full a meeting is are never kept."""
PRIVATE = {**FRESH, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def site() -> Site:
    """From which site the mail comes."""
    settings = loket().settings
    return Site(loket().region, settings.base_url, settings.secrets)
