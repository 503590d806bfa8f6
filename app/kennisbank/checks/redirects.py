"""Old addresses: each leads in one step to a page that exists, and none hides a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.checks.prose import OTHER_PAGES
from app.kennisbank.frontmatter import Problem
from app.kennisbank.redirects import FILE, Omleidingen
from app.kennisbank.schema import KIND_NAMES, SLUG


def exists(catalogue: Catalogue, path: str) -> bool:
    """Whether the site has a page at this path."""
    kind, _, slug = path.strip("/").partition("/")
    if kind in KIND_NAMES:
        return not slug or slug in catalogue.pages[kind]
    return path.strip("/") in OTHER_PAGES


def names(catalogue: Catalogue) -> Iterator[Problem]:
    """File names that cannot be an address."""
    for kind in catalogue.pages.values():
        for page in kind.values():
            if not re.fullmatch(SLUG, page.slug):
                what = f"De naam '{page.slug}' kan geen adres zijn."
                do = "Gebruik kleine letters, cijfers en streepjes: mijn-pagina.md."
                yield Problem(page.file, 1, "bestand", what, do)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """All problems in ``omleidingen.yaml`` and in the names of files."""
    yield from names(catalogue)
    source = catalogue.sources.get(FILE)
    if source is None:
        return
    seen: set[str] = set()
    for index, item in enumerate(Omleidingen.model_validate(source.data).omleidingen):

        def problem(field: str, what: str, do: str, at: int = index) -> Problem:
            path = ("omleidingen", at, field)
            return Problem(FILE, source.line(path), ".".join(map(str, path)), what, do)

        if item.van in seen:
            yield problem("van", f"'{item.van}' staat er twee keer.", "Laat er een staan.")
        seen.add(item.van)
        if exists(catalogue, item.van):
            yield problem("van", f"Op '{item.van}' staat een pagina.", "Haal deze omleiding weg.")
        if _loops(catalogue, item.van):
            yield problem(
                "naar", f"Deze omleiding komt weer uit bij '{item.van}'.", "Wijs naar een pagina die bestaat."
            )
        elif item.naar in catalogue.redirects:
            what = f"'{item.naar}' verwijst zelf ook door."
            yield problem("naar", what, f"Wijs meteen naar '{catalogue.redirects[item.naar]}'.")
        elif not exists(catalogue, item.naar):
            yield problem("naar", f"De pagina '{item.naar}' bestaat niet.", "Wijs naar een pagina die bestaat.")


def _loops(catalogue: Catalogue, start: str) -> bool:
    seen, here = {start}, catalogue.redirects.get(start)
    while here is not None:
        if here in seen:
            return here == start
        seen.add(here)
        here = catalogue.redirects.get(here)
    return False
