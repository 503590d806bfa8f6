"""What contact services need of this installation, from the running application."""

from __future__ import annotations

from app.accounts.mails import Sender
from app.contact.links import Desk, Links
from app.web.state import loket


def desk() -> Desk:
    """The region and its addresses."""
    parts = loket()
    return Desk(parts.region, Links(parts.settings.base_url, parts.settings.secrets))


def sender() -> Sender:
    """Where mail about accounts comes from."""
    parts = loket()
    return Sender(parts.region.site, parts.settings.base_url, parts.region.loket)
