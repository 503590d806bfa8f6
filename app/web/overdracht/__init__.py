"""What a werkgever sees of a hand-over: the names, and one button to object."""

from app.web.overdracht.views import overdracht

__all__ = ["overdracht"]
