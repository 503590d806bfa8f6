"""Signing in and out."""

from app.web.auth.views import auth

__all__ = ["auth"]
