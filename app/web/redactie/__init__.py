"""What editors need in the werkplek: which pages are due, and the forge's own editor at the right file."""

from app.web.redactie.views import redactie

__all__ = ["redactie"]
