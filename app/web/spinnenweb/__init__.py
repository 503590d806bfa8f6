"""Het Spinnenweb: alone, with a groep, and in the werkplek."""

from app.web.spinnenweb import groep, views, werkplek
from app.web.spinnenweb.area import spinnenweb

__all__ = ["groep", "spinnenweb", "views", "werkplek"]
