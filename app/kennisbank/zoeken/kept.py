"""What was derived from the pages, kept beside the index as JSON, so that a start does not derive it again.

The file says which pages it was made of and carries a checksum. Another stamp, a cut or a changed file is as no file.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from array import array
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE = "afgeleid.json"
_ARRAY, _TYPE = "reeks", "soort"
Plain = dict[str, Any]
"""Texts, numbers, lists, dicts with texts as keys, and arrays of numbers."""


def write(folder: Path, stamp: str, derived: Plain) -> None:
    """Keep it in ``folder``, whole or not at all; a folder that cannot be written is left as it is."""
    body = json.dumps(derived, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()
    aside = folder / f".{FILE}-{secrets.token_hex(4)}"
    try:
        aside.write_bytes(_head(stamp, body) + body)
        aside.replace(folder / FILE)
    except OSError:
        with suppress(OSError):
            aside.unlink()


def read(folder: Path, stamp: str) -> Plain | None:
    """What was kept for this stamp, None when there is nothing good."""
    try:
        head, newline, body = (folder / FILE).read_bytes().partition(b"\n")
    except OSError:
        return None
    if head + newline != _head(stamp, body):
        return None
    found: Plain = json.loads(body, object_hook=_arrays)
    return found


def _head(stamp: str, body: bytes) -> bytes:
    return f"{stamp} {sys.byteorder} {hashlib.sha256(body).hexdigest()}\n".encode()


def _plain(value: object) -> Plain:
    if not isinstance(value, array):
        raise TypeError(f"{type(value).__name__} cannot be kept")
    return {_TYPE: value.typecode, _ARRAY: b64encode(value.tobytes()).decode("ascii")}


def _arrays(found: Plain) -> Any:
    if found.keys() != {_TYPE, _ARRAY}:
        return found
    numbers: array[Any] = array(found[_TYPE])
    numbers.frombytes(b64decode(found[_ARRAY]))
    return numbers
