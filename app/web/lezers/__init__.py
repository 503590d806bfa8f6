"""What goes between readers and editors: feedback, what is new, mail about changes, stories, and the weekly list."""

from app.web.lezers import feedback, figures, news, publish, readings, searches, story, subscribe, weekly
from app.web.lezers.area import lezers

__all__ = ["feedback", "figures", "lezers", "news", "publish", "readings", "searches", "story", "subscribe", "weekly"]
