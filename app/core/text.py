"""What people type: made safe to store without losing what they meant."""

from __future__ import annotations

import re
import unicodedata

from stdnum.nl import bsn

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
_NINE = re.compile(r"(?<![\d])(\d(?:[ .]?\d){7,8})(?!\d)(?![ ]?[LB]\d{2})")
_COUNTRY = re.compile(r"(?:\+|\b00)\d{1,3}[ .-]?(?:\(0\))?[ .-]?$")
"""What stands before the nine digits of a phone number with its country: they are no burgerservicenummer."""


def clean_line(text: str) -> str:
    """One line: NFC, no control characters, single spaces, no spaces at the ends."""
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text)).split())


def clean_text(text: str) -> str:
    """Several lines: NFC, no control characters, Unix line ends, no spaces at the ends, at most one empty line."""
    unix = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.rstrip() for line in _CONTROL.sub("", unix).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def mask_bsn(text: str) -> tuple[str, int]:
    """Replace every burgerservicenummer in ``text``; returns the new text and how many there were.

    What counts is nine digits that pass the elfproef, with or without spaces or points between them. A
    loonheffingennummer or btw-nummer (nine digits, L or B, two digits) stays, and so does a KvK-nummer (8 digits).
    """
    count = 0

    def hide(match: re.Match[str]) -> str:
        nonlocal count
        digits = re.sub(r"\D", "", match[1])
        if _COUNTRY.search(text[: match.start()]):
            return match[0]
        if len(digits) != 9 or not bsn.is_valid(digits):
            return match[0]
        count += 1
        return "[burgerservicenummer weggehaald]"

    return _NINE.sub(hide, text), count
