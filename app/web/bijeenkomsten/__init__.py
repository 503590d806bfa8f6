"""Bijeenkomsten: the agenda, signing up and off by mail, and the lists in the werkplek."""

from app.web.bijeenkomsten import agenda, deelnemen, werkplek
from app.web.bijeenkomsten.area import bijeenkomsten

__all__ = ["agenda", "bijeenkomsten", "deelnemen", "werkplek"]
