"""Addresses that stand in e-mail: the signed link to follow a request, and the page of a request in the werkplek."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.tokens import LinkInvalid, Signer
from app.kennisbank.region import Regio

FOLLOW_DAYS = 60
FOLLOW_PATH = "/contact/volg/{token}"
WERKPLEK_PATH = "/werkplek/verzoeken/{referentie}"


@dataclass(frozen=True, slots=True)
class Links:
    """Builds and reads addresses. ``base_url`` has no slash at the end."""

    base_url: str
    secret_key: str = field(repr=False)

    def follow_token(self, referentie: str) -> str:
        """A token with which the werkgever opens this one request, valid for 60 days."""
        return self._signer().sign(referentie)

    def follow(self, referentie: str) -> str:
        """The whole address for the werkgever."""
        return self.base_url + FOLLOW_PATH.format(token=self.follow_token(referentie))

    def werkplek(self, referentie: str) -> str:
        """The whole address for a medewerker; opening it needs signing in."""
        return self.base_url + WERKPLEK_PATH.format(referentie=referentie)

    def read_follow(self, token: str) -> str:
        """The referentie in a valid token; raises LinkExpired or LinkInvalid."""
        return self._referentie(self._signer().read(token, FOLLOW_DAYS * 24 * 3600))

    def read_expired(self, token: str) -> str:
        """The referentie in a genuine token of any age: only for mailing a new link to the address we know."""
        return self._referentie(self._signer().read(token, None))

    def _signer(self) -> Signer:
        return Signer(self.secret_key, "volg")

    @staticmethod
    def _referentie(value: Any) -> str:
        if not isinstance(value, str):
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.")
        return value


@dataclass(frozen=True, slots=True)
class Desk:
    """What services need to know of this installation: the region (desk, promise, gemeenten) and its addresses."""

    region: Regio
    links: Links
