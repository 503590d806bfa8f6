"""The accountmanager's part of the site, behind login."""

from app.web.werkplek import actions
from app.web.werkplek.views import werkplek

__all__ = ["actions", "werkplek"]
