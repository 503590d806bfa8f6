"""The coördinator's and the beheerder's side: people, division of work, figures, log and mail that failed."""

from app.web.beheer import access, departure, figures, log, merging, people, quarantine, rules
from app.web.beheer.area import beheer

__all__ = ["access", "beheer", "departure", "figures", "log", "merging", "people", "quarantine", "rules"]
