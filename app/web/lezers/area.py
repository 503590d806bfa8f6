"""The blueprint of this area, and what its pages share."""

from __future__ import annotations

from flask import Blueprint

from app.redactie.subscriptions import Sender
from app.web.state import loket

lezers = Blueprint("lezers", __name__)
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def sender() -> Sender:
    """From which site mail to readers comes."""
    return Sender(loket().region, loket().settings.base_url)
