"""Errors a person can meet. Every message is a Dutch sentence that says what to do."""

from __future__ import annotations

NOT_STORED = "Wij kunnen dit nu niet opslaan. Probeer het over een paar minuten opnieuw of bel ons."


class DomainError(Exception):
    """A rule of the domain was broken; ``str(error)`` is shown to the person as it is."""


class NotFound(DomainError):
    """What was asked for does not exist (any more)."""


class NotAllowed(DomainError):
    """The person may not do this; shown with status 403."""


class Conflict(DomainError):
    """Somebody else changed the same thing meanwhile; nothing was stored."""


class Unavailable(DomainError):
    """A part that is needed (the database) does not answer; nothing was stored."""
