"""What contact services need of this installation, from the running application."""

from __future__ import annotations

from app.contact.links import Desk, Links
from app.web.state import loket


def desk() -> Desk:
    """The region and its addresses."""
    parts = loket()
    return Desk(parts.region, Links(parts.settings.base_url, parts.settings.secret_key))
