"""Signing in and out, the second factor, the organisation's identity provider, and the own account."""

from app.web.auth import account, confirm, forgotten, provider, second, views
from app.web.auth.area import auth

__all__ = ["account", "auth", "confirm", "forgotten", "provider", "second", "views"]
