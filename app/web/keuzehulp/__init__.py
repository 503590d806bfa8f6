"""The pages of the keuzehulp. Everything stands in the address; nothing is stored and nothing is logged."""

from __future__ import annotations

from app.web.keuzehulp.views import keuzehulp

__all__ = ["keuzehulp"]
