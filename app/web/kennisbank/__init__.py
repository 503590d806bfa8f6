"""Regelingen, artikelen, begrippen, succesverhalen and the search over all of them."""

from app.web.kennisbank import zoeken
from app.web.kennisbank.views import kennisbank

__all__ = ["kennisbank", "zoeken"]
