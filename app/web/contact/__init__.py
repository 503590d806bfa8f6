"""The contact form, its confirmation and the page to follow a question."""

from app.web.contact import follow
from app.web.contact.views import contact

__all__ = ["contact", "follow"]
