"""What the calendar does to content. Time alone never stops the site: what got old counts where somebody is editing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.references import texts
from app.kennisbank.facts import dutch_date
from app.kennisbank.frontmatter import Problem

OVERDUE = timedelta(days=90)


def future(catalogue: Catalogue, today: date) -> Iterator[Problem]:
    """Days on which something was checked or read that have not come yet."""
    for page in _pages(catalogue):
        found: list[tuple[tuple[str | int, ...], date]] = [(("nagekeken_op",), page.meta.nagekeken_op)]
        found += [(("bronnen", i, "geraadpleegd"), source.geraadpleegd) for i, source in enumerate(page.meta.bronnen)]
        for path, day in found:
            if day > today:
                what = f"{dutch_date(day)} moet nog komen."
                do = "Vul de dag in waarop u het echt hebt gedaan."
                yield Problem(page.file, page.source.line(path), ".".join(map(str, path)), what, do)


def overdue(catalogue: Catalogue, today: date) -> Iterator[Problem]:
    """Pages that should have been checked more than ninety days ago."""
    for page in _pages(catalogue):
        if page.meta.nakijken_voor + OVERDUE < today:
            what = f"Deze pagina moest op {dutch_date(page.meta.nakijken_voor)} zijn nagekeken. Dat is te lang geleden."
            do = "Kijk de hele pagina na voordat u haar wijzigt. Pas dan nagekeken_op en nakijken_voor aan."
            yield Problem(page.file, page.source.line(("nakijken_voor",)), "nakijken_voor", what, do)


def closed(catalogue: Catalogue, today: date) -> Iterator[Problem]:
    """Regelingen of which the last window or the last day has passed, while the page still speaks of it."""
    for page in catalogue.pages["regelingen"].values():
        meta = page.regeling
        if meta.status == "tijdvak" and meta.tijdvakken and not meta.volgende_ronde:
            last = max(window.tot for window in meta.tijdvakken)
            if last < today:
                what = f"Het laatste tijdvak eindigde op {dutch_date(last)}."
                do = "Vul het nieuwe tijdvak in, of volgende_ronde."
                yield Problem(page.file, page.source.line(("tijdvakken",)), "tijdvakken", what, do)
        if meta.status != "vervallen" and meta.einddatum is not None and meta.einddatum < today:
            what = f"De einddatum {dutch_date(meta.einddatum)} is voorbij."
            do = "Zet status op vervallen, of pas de einddatum aan."
            yield Problem(page.file, page.source.line(("einddatum",)), "einddatum", what, do)


def valueless(catalogue: Catalogue, today: date) -> Iterator[Problem]:
    """Amounts and terms on a page without a value today; the reader sees "vraag uw contactpersoon"."""
    for page in _pages(catalogue):
        for number, line in enumerate(page.body.split("\n"), page.source.body_line):
            yield from _valueless(catalogue, page, today, number, "tekst", line)
        for path, text in texts(page.meta):
            yield from _valueless(catalogue, page, today, page.source.line(path), ".".join(map(str, path)), text)


def _valueless(catalogue: Catalogue, page: Page, today: date, line: int, field: str, text: str) -> Iterator[Problem]:
    for name in catalogue.facts.used_in(text):
        fact = catalogue.facts.by_name.get(name)
        if fact is not None and fact.at(today) is None:
            what = f"Het feit [[{name}]] heeft vandaag geen waarde."
            yield Problem(page.file, line, field, what, "Voeg de nieuwe waarde toe in content/bedragen/.")


def _pages(catalogue: Catalogue) -> Iterator[Page]:
    for kind in catalogue.pages.values():
        yield from kind.values()
