"""Do the rules and the questions of the keuzehulp fit together? References themselves are checked in ``references``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.checks.references import texts
from app.kennisbank.facts import REFERENCE
from app.kennisbank.frontmatter import Problem
from app.kennisbank.questions import Vraag
from app.kennisbank.rules_schema import Alle, Datum, EenVan, Getal, Is, Niet, Test

FILE = "keuzehulp/vragen.yaml"
Path = tuple[str | int, ...]


def check(catalogue: Catalogue) -> Iterator[Problem]:
    """A regeling without a rule, a rule that cannot hold, an option nobody uses, a question nobody needs."""
    for page in catalogue.pages["regelingen"].values():
        yield from _regeling(page)
    yield from _questions(catalogue)


def tests(test: Test, path: Path = ()) -> Iterator[tuple[Path, Test]]:
    """A test and everything inside it, each with its path."""
    yield path, test
    if isinstance(test, Alle | EenVan):
        name = "alle" if isinstance(test, Alle) else "een_van"
        for index, part in enumerate(getattr(test, name)):
            yield from tests(part, (*path, name, index))
    elif isinstance(test, Niet):
        yield from tests(test.niet, (*path, "niet"))


def _regeling(page: Page) -> Iterator[Problem]:
    def problem(path: Path, what: str, do: str) -> Problem:
        return Problem(page.file, page.source.line(path), ".".join(map(str, path)), what, do)

    if not page.regeling.voorwaarden:
        yield problem(
            ("voorwaarden",), "Deze regeling heeft geen regel voor de keuzehulp.", "Schrijf minstens een voorwaarde."
        )
    for index, rule in enumerate(page.regeling.voorwaarden):
        path: Path = ("voorwaarden", index)
        if rule.geldig_van and rule.geldig_tot and rule.geldig_tot < rule.geldig_van:
            yield problem((*path, "geldig_tot"), "geldig_tot ligt vóór geldig_van.", "Draai de datums om.")
        for below, test in tests(rule.test, (*path, "test")):
            if isinstance(test, Getal):
                if test.minstens is None and test.hoogstens is None:
                    yield problem(below, "Deze test heeft geen grens.", "Vul minstens of hoogstens in.")
                elif _crossed(test):
                    yield problem(below, "minstens is groter dan hoogstens.", "Draai de getallen om.")
            elif isinstance(test, Datum):
                if test.vanaf is None and test.voor is None:
                    yield problem(below, "Deze test heeft geen grens.", "Vul vanaf of voor in.")
                elif "vandaag" in (test.vanaf, test.voor) and rule.toets != "vandaag":
                    yield problem(below, "Deze test rekent met vandaag.", "Zet toets: vandaag bij deze voorwaarde.")
                elif isinstance(test.vanaf, date) and isinstance(test.voor, date) and test.voor <= test.vanaf:
                    yield problem(below, "Er is geen dag vanaf de ene en voor de andere datum.", "Draai de datums om.")


def _crossed(test: Getal) -> bool:
    low, high = test.minstens, test.hoogstens
    return isinstance(low, int | float) and isinstance(high, int | float) and low > high


def _questions(catalogue: Catalogue) -> Iterator[Problem]:
    source = catalogue.sources.get(FILE)

    def problem(path: Path, what: str, do: str) -> Problem:
        return Problem(FILE, source.line(path) if source else 1, ".".join(map(str, path)), what, do)

    used, live = _used(catalogue)
    for index, question in enumerate(catalogue.questions.values()):
        path: Path = ("vragen", index)
        if question.id not in live and not question.gebruik:
            yield problem(
                path,
                f"De vraag '{question.id}' wordt nooit gesteld: geen regeling die nog bestaat gebruikt haar.",
                "Haal de vraag weg, of zet bij gebruik waar zij voor dient (bedragen, termijnen, gemeente).",
            )
        for number, option in enumerate(question.opties):
            below: Path = (*path, "opties", number)
            if option.id not in used.get(question.id, set()) and not option.zonder_regel:
                yield problem(
                    below,
                    f"Geen regel gebruikt het antwoord '{option.id}' op '{question.id}'.",
                    "Haal het weg, of zet er zonder_regel: true bij als dat zo bedoeld is.",
                )
            elif option.id in used.get(question.id, set()) and option.zonder_regel:
                yield problem(
                    below,
                    f"Een regel gebruikt het antwoord '{option.id}' wel.",
                    "Haal zonder_regel bij dit antwoord weg.",
                )
        yield from _in_situations(catalogue, question, path, problem)
        for below, text in texts(question, path):
            for match in REFERENCE.finditer(text):
                if match[1] not in catalogue.facts.by_name:
                    yield problem(
                        below, f"Het feit [[{match[1]}]] bestaat niet.", "Zet het feit eerst in content/bedragen/."
                    )


def _in_situations(
    catalogue: Catalogue, question: Vraag, path: Path, problem: Callable[[Path, str, str], Problem]
) -> Iterator[Problem]:
    """What a situation names must exist, and its words must stand there in both languages."""
    known = {option.id for other in catalogue.questions.values() if other.id == "situatie" for option in other.opties}
    for situation, words in question.teksten_per_situatie.items():
        below: Path = (*path, "teksten_per_situatie", situation)
        if situation not in known:
            yield problem(below, f"De situatie '{situation}' bestaat niet.", "Gebruik een antwoord op 'situatie'.")
        given = words.model_dump(exclude_none=True)
        for name in given:
            if not name.endswith("_en") and f"{name}_en" not in given:
                yield problem(below, f"Hier ontbreekt {name}_en.", "Schrijf de tekst ook in het Engels.")
    for number, option in enumerate(question.opties):
        below = (*path, "opties", number)
        pages = {"artikelen": option.artikelen, "regelingen": (option.weken_van,) if option.weken_van else ()}
        for kind, slugs in pages.items():
            for slug in slugs:
                if catalogue.page(kind, slug) is None:
                    yield problem(below, f"Er is geen pagina {kind}/{slug}.", "Kijk of de naam klopt.")
        for name in (*option.eerst, *option.vragen):
            if name not in catalogue.questions:
                yield problem(below, f"De vraag '{name}' bestaat niet.", "Kijk of de naam klopt.")


def _used(catalogue: Catalogue) -> tuple[dict[str, set[str]], set[str]]:
    """Per question the options that rules use, and the questions that a regeling that still exists uses."""
    used: dict[str, set[str]] = {}
    live: set[str] = set()
    for page in catalogue.pages["regelingen"].values():
        for rule in page.regeling.voorwaarden:
            for _, test in tests(rule.test):
                if not isinstance(test, Is | Getal | Datum):
                    continue
                name = test.datum if isinstance(test, Datum) else test.vraag
                used.setdefault(name, set()).update(test.is_ if isinstance(test, Is) else ())
                if page.regeling.status != "vervallen":
                    live.add(name)
    return used, live
