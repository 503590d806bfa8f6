"""Values that only this installation can read: encrypted with a key made from the secret key, for one purpose.

A new secret key does not lock anything: former keys still open what was sealed with them, ``renewed`` seals it again.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.core import clock
from app.core.tokens import LinkInvalid


class Seal:
    """Seals and opens texts. ``secrets``: the secret key and the former ones, newest first."""

    def __init__(self, secrets: Sequence[str], purpose: str) -> None:
        self._boxes = MultiFernet([Fernet(_key(secret, purpose)) for secret in secrets])

    def seal(self, text: str) -> str:
        """``text``, unreadable and unchangeable for others."""
        return self._boxes.encrypt_at_time(text.encode(), _now()).decode()

    def open(self, sealed: str, max_age: int | None = None) -> str:
        """What was sealed, at most ``max_age`` seconds ago; raises LinkInvalid."""
        try:
            if max_age is None:
                return self._boxes.decrypt(sealed.encode()).decode()
            return self._boxes.decrypt_at_time(sealed.encode(), max_age, _now()).decode()
        except (InvalidToken, UnicodeError) as error:
            raise LinkInvalid("Deze gegevens kloppen niet of zijn te oud. Begin opnieuw.") from error

    def renewed(self, sealed: str) -> str:
        """The same text, sealed with the newest key; raises LinkInvalid."""
        try:
            return self._boxes.rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise LinkInvalid("Deze gegevens horen bij een andere SECRET_KEY.") from error


def _key(secret: str, purpose: str) -> bytes:
    derived = hmac.digest(secret.encode(), f"werkgeversloket:verzegeld:{purpose}".encode(), "sha256")
    return base64.urlsafe_b64encode(derived)


def _now() -> int:
    return int(clock.now().timestamp())
