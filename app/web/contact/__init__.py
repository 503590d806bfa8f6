"""The contact form, its confirmation and the page to follow a question."""

from app.web.contact import checkin, follow
from app.web.contact.views import contact

__all__ = ["checkin", "contact", "follow"]
