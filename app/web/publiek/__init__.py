"""The front page, the pages about the site itself, and the small files browsers and robots ask for."""

from app.web.publiek.views import publiek

__all__ = ["publiek"]
