"""Addresses that stand in e-mail: the signed link to follow a request, and the page of a request in the werkplek."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.tokens import LinkInvalid, Signer
from app.kennisbank.region import Regio

MAILED_DAYS = 60
PAGE_DAYS = 1
FOLLOW_PATH = "/contact/volg/{token}"
HANDOVER_PATH = "/contact/overdracht/{token}"
CHECKIN_PATH = "/contact/hoe-gaat-het/{token}"
WERKPLEK_PATH = "/werkplek/verzoeken/{referentie}"
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class FollowLink:
    """What a genuine link says. ``mailed``: it came out of an e-mail of ours, so whoever has it reads that mailbox."""

    referentie: str
    mailed: bool


@dataclass(frozen=True, slots=True)
class Links:
    """Builds and reads addresses. ``base_url`` has no slash at the end; ``secrets`` as for ``tokens.Signer``."""

    base_url: str
    secrets: str | Sequence[str] = field(repr=False)

    def mailed(self, referentie: str) -> str:
        """The whole address for in an e-mail to the werkgever; valid for 60 days."""
        return self._follow(referentie, self._signer("volg-mail"))

    def on_page(self, referentie: str) -> str:
        """The whole address for on the confirmation page; valid for one day, proves nothing about the mailbox."""
        return self._follow(referentie, self._signer("volg-pagina"))

    def werkplek(self, referentie: str) -> str:
        """The whole address for a medewerker; opening it needs signing in."""
        return self.base_url + WERKPLEK_PATH.format(referentie=referentie)

    def handover(self, number: int) -> str:
        """The whole address where a werkgever may object to a hand-over; valid for 60 days."""
        return self.base_url + HANDOVER_PATH.format(token=self._signer("overdracht").sign(number))

    def read_handover(self, token: str) -> int:
        """The number of the hand-over; raises LinkExpired or LinkInvalid."""
        value = self._signer("overdracht").read(token, MAILED_DAYS * _DAY)
        if not isinstance(value, int):
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.")
        return value

    def read_expired_handover(self, token: str) -> int:
        """The number in a genuine token of any age: only for mailing a new link to the addresses we know."""
        value = self._signer("overdracht").read(token, None)
        if not isinstance(value, int):
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.")
        return value

    def handover_page(self, number: int) -> str:
        """The whole address of a hand-over for a medewerker; opening it needs signing in."""
        return f"{self.base_url}/werkplek/overdrachten/{number}"

    def checkin(self, number: int) -> str:
        """The whole address of the page of a check-in for the werkgever; valid for 60 days."""
        return self.base_url + CHECKIN_PATH.format(token=self._signer("checkin").sign(number))

    def read_checkin(self, token: str) -> int:
        """The number of the check-in; raises LinkExpired or LinkInvalid."""
        value = self._signer("checkin").read(token, MAILED_DAYS * _DAY)
        if not isinstance(value, int):
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.")
        return value

    def read_expired_checkin(self, token: str) -> int:
        """The number in a genuine token of any age: only for mailing a new link to the address it went to."""
        value = self._signer("checkin").read(token, None)
        if not isinstance(value, int):
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.")
        return value

    def dossier(self, werkgever_id: int) -> str:
        """The whole address of a werkgeverdossier; opening it needs signing in."""
        return f"{self.base_url}/werkplek/werkgevers/{werkgever_id}"

    def read(self, token: str) -> FollowLink:
        """The request that a valid token opens; raises LinkExpired or LinkInvalid."""
        try:
            return FollowLink(self._read("volg-mail", token, MAILED_DAYS * _DAY), mailed=True)
        except LinkInvalid:
            return FollowLink(self._read("volg-pagina", token, PAGE_DAYS * _DAY), mailed=False)

    def read_expired(self, token: str) -> str:
        """The referentie in a genuine token of any age: only for mailing a new link to the address we know."""
        try:
            return self._read("volg-mail", token, None)
        except LinkInvalid:
            return self._read("volg-pagina", token, None)

    def _signer(self, purpose: str) -> Signer:
        return Signer(self.secrets, purpose)

    def _follow(self, referentie: str, signer: Signer) -> str:
        return self.base_url + FOLLOW_PATH.format(token=signer.sign(referentie))

    def _read(self, purpose: str, token: str, max_age: int | None) -> str:
        value = self._signer(purpose).read(token, max_age)
        if not isinstance(value, str):
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.")
        return value


@dataclass(frozen=True, slots=True)
class Desk:
    """What services need to know of this installation: the region (desk, promise, gemeenten) and its addresses."""

    region: Regio
    links: Links
