"""The referentie: short, unique and readable over the phone."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 and O, 1 and I
PATTERN = re.compile(r"^WL-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}$")


def new_reference() -> str:
    """For instance "WL-7K3M-2P": one of a thousand million, not guessable from another one."""
    number = secrets.randbelow(len(ALPHABET) ** 6)
    letters = ""
    for _ in range(6):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return f"WL-{letters[:4]}-{letters[4:]}"


def normal_reference(text: str) -> str | None:
    """The referentie somebody typed ("wl 7k3m 2p"), or None when it cannot be one."""
    letters = re.sub(r"[^0-9A-Z]", "", text.upper()).removeprefix("WL")
    reference = f"WL-{letters[:4]}-{letters[4:]}"
    return reference if PATTERN.match(reference) else None
