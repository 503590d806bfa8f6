"""The code of a groep: short enough to type over from a screen."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 and O, 1 and I
LENGTH = 6


def new_code() -> str:
    """Six characters: one of a thousand million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(text: str) -> str | None:
    """The code somebody typed ("k7m 3pq"), or None when it cannot be one."""
    letters = re.sub(r"[^0-9A-Z]", "", text[:40].upper())
    return letters if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else None


def spaced(code: str) -> str:
    """As people read it: K7M 3PQ."""
    return f"{code[:3]} {code[3:]}"
