"""Consent of the people in a story: present, for everybody who is named, and still valid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.facts import dutch_date
from app.kennisbank.frontmatter import Problem


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong whatever the day is."""
    for page in catalogue.pages["succesverhalen"].values():
        yield from _page(page)


def _page(page: Page) -> Iterator[Problem]:
    story, consent = page.succesverhaal, page.succesverhaal.toestemming
    if story.soort == "eigen-verhaal" and consent is None:
        what = "Een eigen verhaal heeft toestemming nodig."
        do = "Vul toestemming in: namen, datum en tot. Of maak er een praktijkvoorbeeld zonder namen van."
        yield Problem(page.file, page.source.line(("soort",)), "toestemming", what, do)
    given = {name.casefold() for name in (consent.namen if consent else ())}
    for index, name in enumerate(story.namen):
        if name.casefold() not in given:
            what = f"Van '{name}' is er geen toestemming."
            do = "Zet de naam ook bij toestemming, of haal de naam weg."
            yield Problem(page.file, page.source.line(("namen", index)), f"namen.{index}", what, do)
    if consent and consent.tot < consent.datum:
        line = page.source.line(("toestemming", "tot"))
        yield Problem(page.file, line, "toestemming.tot", "'tot' ligt vóór de datum.", "Draai de datums om.")


def lapsed(catalogue: Catalogue, today: date) -> Iterator[Problem]:
    """Stories that are offline today, because consent ran out or was withdrawn."""
    for page in catalogue.pages["succesverhalen"].values():
        consent = page.succesverhaal.toestemming
        if consent is None or consent.valid_on(today):
            continue
        if consent.ingetrokken is not None and consent.ingetrokken <= today:
            field, what = "ingetrokken", f"De toestemming is ingetrokken op {dutch_date(consent.ingetrokken)}."
            do = "Haal dit bestand weg en maak een omleiding. Het verhaal staat al niet meer op de site."
        else:
            field, what = "tot", f"De toestemming liep tot en met {dutch_date(consent.tot)}."
            do = "Vraag opnieuw toestemming of haal dit bestand weg. Het verhaal staat nu niet op de site."
        yield Problem(page.file, page.source.line(("toestemming", field)), f"toestemming.{field}", what, do)
