"""The desk's own texts, of the running application."""

from __future__ import annotations

from app.contact.office import Office, load_office
from app.web.state import loket


def office() -> Office:
    """Suggestions, terms and canned answers as they stand in the content folder now."""
    return load_office(loket().settings.content_dir)
