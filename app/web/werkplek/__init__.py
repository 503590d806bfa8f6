"""The accountmanager's part of the site, behind login."""

from app.web.werkplek import (
    absence,
    actions,
    checkins,
    company,
    dossier,
    dossier_rights,
    followup,
    guests,
    handover,
    recording,
    templates,
)
from app.web.werkplek.views import werkplek

__all__ = [
    "absence",
    "actions",
    "checkins",
    "company",
    "dossier",
    "dossier_rights",
    "followup",
    "guests",
    "handover",
    "recording",
    "templates",
    "werkplek",
]
