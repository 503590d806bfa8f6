"""Pages of the tools for keeping people and letting go well. Everything stands in the address or on paper."""

from __future__ import annotations

from app.web.behoud import afscheid, intake, werkbladen, zelfscan
from app.web.behoud.area import behoud

__all__ = ["afscheid", "behoud", "intake", "werkbladen", "zelfscan"]
