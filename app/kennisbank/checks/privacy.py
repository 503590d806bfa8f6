"""Nothing of a person in the content: no burgerservicenummer; e-mail and telephone only in ``regio/``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.core.text import mask_bsn
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.frontmatter import Problem

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w./-])(?:(?:\+|00)31[\s-]?(?:\(0\))?|0)[1-9](?:[\s-]?\d){8}(?![\w/-])")
"""Ten digits from 0, or nine after +31; not 0800, 0900 and 088, which belong to organisations."""
_ORGANISATION = re.compile(r"^0?(?:800|900|88)")
_ADDRESS = re.compile(r"https?://\S+")
Path = tuple[str | int, ...]


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """All problems in all files; the number found is not repeated in the message."""
    for source in catalogue.sources.values():
        desk = source.name.startswith("regio/")
        for path, text in _texts(source.data, ()):
            yield from _text(source.name, source.line(path), ".".join(map(str, path)), text, desk)
        for number, line in enumerate(source.body.split("\n"), source.body_line):
            yield from _text(source.name, number, "tekst", line, desk)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in parsed YAML; a number typed without quotes counts as text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        yield path, str(value)


def _text(name: str, line: int, field: str, text: str, desk: bool) -> Iterator[Problem]:
    bare = _ADDRESS.sub("", text)
    if mask_bsn(bare)[1]:
        yield Problem(
            name, line, field, "Hier staat een burgerservicenummer.", "Haal het weg, ook uit de geschiedenis."
        )
    if desk:
        return
    if EMAIL.search(bare):
        what = "Hier staat een e-mailadres."
        yield Problem(name, line, field, what, "Haal het weg. Het adres van het loket staat alleen in content/regio/.")
    for match in PHONE.finditer(bare):
        digits = re.sub(r"\D", "", match[0]).removeprefix("00").removeprefix("31")
        if not _ORGANISATION.match(digits):
            what = "Hier staat een telefoonnummer."
            yield Problem(
                name, line, field, what, "Haal het weg. Nummers van het loket staan alleen in content/regio/."
            )
