"""Do the times of a meeting fit together, do people know where to go, and is a made-up one recognisable?"""

from __future__ import annotations

from collections.abc import Iterator

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.frontmatter import Problem

LABEL = "Voorbeeld"
"""The first word in the title of a made-up meeting."""


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """All problems with meetings."""
    for page in catalogue.pages["bijeenkomsten"].values():
        yield from _page(page)


def _page(page: Page) -> Iterator[Problem]:
    def problem(field: str, what: str, do: str) -> Problem:
        return Problem(page.file, page.source.line((field,)), field, what, do)

    meta = page.bijeenkomst
    if meta.tot <= meta.van:
        yield problem("tot", "De bijeenkomst eindigt voor zij begint.", "Draai de tijden om.")
    if meta.aanmelden_tot is not None and meta.aanmelden_tot > meta.datum:
        yield problem("aanmelden_tot", "Dit is na de dag van de bijeenkomst.", "Kies een eerdere datum.")
    if meta.vorm != "online" and meta.plek is None:
        yield problem("plek", "Mensen weten niet waar zij heen moeten.", "Vul plek in: naam en adres.")
    if meta.vorm == "op-locatie" and meta.link is not None:
        yield problem("link", "Bij een bijeenkomst op locatie hoort geen link.", "Haal de link weg, of kies allebei.")
    if meta.voorbeeld and not meta.titel.startswith(LABEL):
        yield problem("titel", "Lezers zien niet dat dit verzonnen is.", f"Begin de titel met '{LABEL}'.")
