"""English pages: complete, with the same headings and facts as the Dutch page, and not older than it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.language import long_sentences
from app.kennisbank.checks.prose import bare_numbers, links
from app.kennisbank.checks.references import STANDARD_BLOCKS, facts_exist, texts
from app.kennisbank.facts import MONTHS_EN
from app.kennisbank.frontmatter import Problem
from app.kennisbank.schema import Vertaling
from app.kennisbank.translations import fingerprint, gaps

HEADINGS = dict(
    zip(
        STANDARD_BLOCKS,
        (
            "When is this possible?",
            "What do you get?",
            "How to arrange it",
            "Please note",
            "Frequently asked questions",
        ),
        strict=True,
    )
)
_UNITS = r"(?:euros?|per ?cent|(?:working )?days?|weeks?|months?|years?|hours?|quarters?)"
_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|twenty|thirty|forty|fifty|hundred|thousand)"
)
_MONTHS = f"(?-i:{'|'.join(MONTHS_EN)})"  # with a capital: "you may" is no month
BARE = re.compile(
    rf"€\s*\d[\d.,]*|\d[\d.,]*\s*%|\b(?:\d[\d.,]*|{_WORDS})[\s-]+{_UNITS}\b"
    rf"|\b\d{{1,2}}\s+{_MONTHS}\b(?:\s+\d{{4}})?|\b{_MONTHS}\s+\d{{1,4}}\b|\b\d{{1,4}}-\d{{1,2}}-\d{{1,4}}\b",
    re.IGNORECASE,
)
"""An amount, percentage, term or date typed as such, in English."""


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """All checks on the English pages."""
    for kind, pages in catalogue.translations.items():
        for slug, page in pages.items():
            if page.english is not None:
                yield from _page(catalogue, catalogue.pages[kind][slug], page, page.english)


def _page(catalogue: Catalogue, dutch: Page, page: Page, words: Vertaling) -> Iterator[Problem]:
    for path, what, do in gaps(dutch.meta, words):
        yield _problem(page, path, what, do)
    for where, text in texts(words):
        yield from facts_exist(catalogue, page, where, text, page.source.line(where))
    for offset, line in enumerate(page.body.split("\n")):
        yield from facts_exist(catalogue, page, ("tekst",), line, page.source.body_line + offset)
    yield from bare_numbers(page, words, BARE)
    yield from links(catalogue, page)
    yield from long_sentences(page)
    yield from _headings(dutch, page)
    yield from _facts(catalogue, dutch, page, words)
    if page.outdated:
        what = "De Nederlandse tekst is veranderd na deze vertaling."
        do = (
            f"Vergelijk de teksten. Zet dan nederlands op {fingerprint(dutch.meta, dutch.body)} en pas vertaald_op aan."
        )
        yield _problem(page, ("nederlands",), what, do, warning=True)


def _headings(dutch: Page, page: Page) -> Iterator[Problem]:
    """The blocks of a regeling have fixed names; another page has as many headings as the Dutch one."""
    ours, theirs = _titles(page.body, "## "), _titles(dutch.body, "## ")
    wanted = [HEADINGS.get(title, title) for title in theirs]
    if ours != wanted if dutch.kind == "regelingen" else len(ours) != len(wanted):
        yield _problem(
            page, ("tekst",), "De koppen zijn anders dan in het Nederlands.", f"Gebruik: {'; '.join(wanted)}."
        )
    if len(_titles(page.body, "### ")) != len(_titles(dutch.body, "### ")):
        yield _problem(page, ("tekst",), "Er zijn meer of minder vragen dan in het Nederlands.", "Vertaal elke vraag.")


def _facts(catalogue: Catalogue, dutch: Page, page: Page, words: Vertaling) -> Iterator[Problem]:
    """The same facts in the same text; a fact that readers must check themselves needs an English title."""
    ours, theirs = (catalogue.facts.used_in(p.body) for p in (page, dutch))
    for name in sorted(set(ours) ^ set(theirs)):
        side = "Nederlandse" if name in theirs else "Engelse"
        what = f"Het feit [[{name}]] staat alleen in de {side} tekst."
        yield _problem(page, ("tekst",), what, "Maak de teksten gelijk.", warning=True)
    for name in catalogue.facts.used_in(page.body + " ".join(text for _, text in texts(words))):
        fact = catalogue.facts.by_name.get(name)
        if fact is not None and fact.zekerheid == "middelhoog" and fact.titel_en is None:
            what = f"Het feit [[{name}]] heeft geen Engelse titel."
            yield _problem(page, ("tekst",), what, "Vul titel_en in bij het feit in content/bedragen/.")


def _titles(body: str, mark: str) -> list[str]:
    return [line.removeprefix(mark).strip() for line in body.split("\n") if line.startswith(mark)]


def _problem(page: Page, path: tuple[str | int, ...], what: str, do: str, *, warning: bool = False) -> Problem:
    line = page.source.body_line if path == ("tekst",) else page.source.line(path)
    return Problem(page.file, line, ".".join(map(str, path)), what, do, "waarschuwing" if warning else "fout")
