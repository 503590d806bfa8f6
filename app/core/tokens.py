"""Signed links and values: who has the link may open it, until it expires. Nothing secret stands in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from itsdangerous import BadSignature, Serializer, SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from app.core import clock
from app.core.errors import DomainError

SHORT = 40
"""Bytes that packing does not make fewer: a number, a referentie."""


class LinkExpired(DomainError):
    """The link was genuine but too old; it can be renewed."""


class LinkInvalid(DomainError):
    """The link was never ours, or is not complete."""


class KeptSigner(TimestampSigner):
    """Works out each key once, and names the library's own hash in a way that needs no detour."""

    default_digest_method = staticmethod(hashlib.sha1)

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """As the library."""
        kept: dict[Any, bytes] = self.__dict__.setdefault("kept", {})
        if secret_key not in kept:
            kept[secret_key] = super().derive_key(secret_key)
        return kept[secret_key]


class _ClockSigner(KeptSigner):
    """Reads the time where all code reads it."""

    def get_timestamp(self) -> int:
        """Whole seconds since 1970."""
        return int(clock.now().timestamp())


class KeptSerializer(URLSafeTimedSerializer):
    """Keeps its signer, and packs only what can become shorter by it."""

    def dump_payload(self, obj: Any) -> bytes:
        """As the library; reading takes both forms."""
        plain = Serializer.dump_payload(self, obj)
        return base64_encode(plain) if len(plain) < SHORT else super().dump_payload(obj)

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """The signer for the own salt; nobody asks for another."""
        found = self.__dict__.get("kept")
        if found is None:
            found = self.__dict__["kept"] = super().make_signer(salt)
        return found


@lru_cache(maxsize=64)
def _serializer(keys: tuple[str, ...], purpose: str) -> KeptSerializer:
    return KeptSerializer(list(reversed(keys)), salt=f"werkgeversloket:{purpose}", signer=_ClockSigner)


class Signer:
    """Signs values for one purpose; a token for one purpose is worthless for another.

    secrets: the secret key, or the secret key and the former ones, newest first. Only the newest signs; all are read.
    """

    def __init__(self, secrets: str | Sequence[str], purpose: str) -> None:
        self._serializer = _serializer((secrets,) if isinstance(secrets, str) else tuple(secrets), purpose)

    def sign(self, value: Any) -> str:
        """A token for use in an address."""
        token: str = self._serializer.dumps(value)
        return token

    def read(self, token: str, max_age: int | None) -> Any:
        """The value in ``token``, at most ``max_age`` seconds old; raises LinkExpired or LinkInvalid."""
        try:
            return self._serializer.loads(token, max_age=max_age)
        except SignatureExpired as error:
            raise LinkExpired("Deze link is verlopen. Vraag een nieuwe link aan.") from error
        except BadSignature as error:
            raise LinkInvalid("Deze link klopt niet. Gebruik de hele link uit de e-mail.") from error
