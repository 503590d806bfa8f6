"""Regelingen, artikelen, begrippen, succesverhalen and the search over all of them."""

from app.web.kennisbank import beelden, zoeken
from app.web.kennisbank.views import kennisbank

__all__ = ["beelden", "kennisbank", "zoeken"]
