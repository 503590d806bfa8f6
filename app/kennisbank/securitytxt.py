"""``/.well-known/security.txt`` (RFC 9116): whom to tell about a weakness, and until when that is sure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from app.core.clock import AMSTERDAM
from app.kennisbank.catalogue import Catalogue

PAGE = "kwetsbaarheid-melden"
LONGEST = timedelta(days=364)
"""The RFC advises less than a year."""


def expires(catalogue: Catalogue) -> datetime | None:
    """The day on which the page about weaknesses must be checked again, at most a year after it was; None without."""
    page = catalogue.page("paginas", PAGE)
    if page is None:
        return None
    day = min(page.meta.nakijken_voor, page.meta.nagekeken_op + LONGEST)
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def security_txt(catalogue: Catalogue, base_url: str) -> str | None:
    """The file, or None when the region has no page about weaknesses."""
    until = expires(catalogue)
    if until is None:
        return None
    lines = (
        f"Contact: {base_url}/{PAGE}",
        f"Contact: mailto:{catalogue.region.loket.email}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {base_url}/.well-known/security.txt",
        f"Policy: {base_url}/{PAGE}",
    )
    return "".join(f"{line}\n" for line in lines)
