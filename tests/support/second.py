"""A phone with an authenticator app."""

from __future__ import annotations

import re

import pyotp

from app.core import clock
from tests.support.actors import Collega


class Telefoon:
    """Makes codes for one secret."""

    def __init__(self, secret: str) -> None:
        self.secret = secret.replace(" ", "")

    def code(self) -> str:
        """The six digits at this moment."""
        return pyotp.TOTP(self.secret).at(clock.now())


def shown_secret(collega: Collega) -> str:
    """The key to type over that stands on the page."""
    return next(t for e in collega.page.all("code") if re.fullmatch(r"(?:[A-Z2-7]{4} ?){8}", t := collega.page.text(e)))


def shown_codes(collega: Collega) -> list[str]:
    """The recovery codes on the page."""
    return [collega.page.text(e) for e in collega.page.all("code")]


def sets_up(collega: Collega) -> tuple[Telefoon, list[str]]:
    """Sign in for the first time and put an app into use: the phone and the recovery codes."""
    collega.logt_in()
    assert collega.address == "/inloggen/instellen"
    phone = Telefoon(shown_secret(collega))
    collega.verstuurt("", code=phone.code())
    return phone, shown_codes(collega)
