"""All checks on content. Each check takes the catalogue and yields problems; none stops at the first.

Two layers. ``check_catalogue`` is what a site refuses to serve: nothing in it becomes an error because time passes.
``check_folder`` is what an editor hears: also what got old, the files beside the pages, and the ceilings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.kennisbank.catalogue import Catalogue, load_readable
from app.kennisbank.checks import (
    addresses,
    ceilings,
    consent,
    dates,
    images,
    language,
    local,
    meetings,
    privacy,
    prose,
    redirects,
    references,
    rules,
    translations,
    words,
)
from app.kennisbank.frontmatter import Problem
from app.kennisbank.zoeken import synonyms

Extra = Callable[[Catalogue], Iterable[Problem]]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, errors first, then by file and line."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.ernst != "fout", p.bestand, p.regel, p.veld))


def check_catalogue(catalogue: Catalogue, today: date) -> list[Problem]:
    """Every problem across files, errors first, then by file and line."""
    return in_order(
        [
            *references.check(catalogue),
            *prose.check(catalogue, today),
            *addresses.check(catalogue, today),
            *language.check(catalogue),
            *translations.check(catalogue),
            *rules.check(catalogue),
            *local.check(catalogue),
            *consent.check(catalogue),
            *meetings.check(catalogue),
            *images.check(catalogue),
            *privacy.check(catalogue),
            *redirects.check(catalogue),
            *words.unfinished(catalogue),
            *(replace(problem, ernst="waarschuwing") for problem in dates.valueless(catalogue, today)),
        ]
    )


def check_folder(
    content_dir: Path, today: date, *, changed: Collection[str] | None = None, extra: Iterable[Extra] = ()
) -> tuple[Catalogue | None, list[Problem]]:
    """Everything an editor should know about a folder; the catalogue is None when files could not be read.

    changed: names of the files in a proposal. What got old (consent, amounts, a page long overdue) is then an error in
    those files and a warning elsewhere. Without it, lapsed consent and amounts are errors and old pages warn.
    extra: more checks, such as the spelling; their warnings count for the ceilings too.
    """
    catalogue, unreadable = load_readable(content_dir)
    if catalogue is None:
        return None, in_order(unreadable)
    aged = list(_aged(catalogue, today, changed))
    same = {replace(problem, ernst="waarschuwing") for problem in aged}
    problems = [
        *(problem for problem in check_catalogue(catalogue, today) if problem not in same),
        *_beside(content_dir, catalogue),
        *dates.future(catalogue, today),
        *aged,
        *(problem for check in extra for problem in check(catalogue)),
    ]
    limits, wrong = ceilings.read(content_dir)
    problems += [*wrong, *ceilings.check(limits, problems)]
    if not unreadable:
        return catalogue, in_order(problems)
    return None, in_order([*unreadable, *_certain(problems, unreadable)])


def _beside(content_dir: Path, catalogue: Catalogue) -> Iterable[Problem]:
    """Synonyms, hard words, search words and whole photos."""
    found = synonyms.load(content_dir)
    yield from found if isinstance(found, list) else synonyms.check(found, catalogue)
    yield from words.jargon(catalogue, words.read_list(content_dir / words.JARGON_FILE))
    yield from words.repeated(catalogue)
    yield from images.unreadable(catalogue, content_dir)


def _aged(catalogue: Catalogue, today: date, changed: Collection[str] | None) -> Iterable[Problem]:
    for problem in (*consent.lapsed(catalogue, today), *dates.valueless(catalogue, today)):
        blocks = changed is None or problem.bestand in changed
        yield problem if blocks else replace(problem, ernst="waarschuwing")
    for problem in dates.closed(catalogue, today):
        yield problem if problem.bestand in (changed or ()) else replace(problem, ernst="waarschuwing")
    yield from (problem for problem in dates.overdue(catalogue, today) if problem.bestand in (changed or ()))


def _certain(problems: Iterable[Problem], unreadable: Collection[Problem]) -> Iterable[Problem]:
    """What is true although some files could not be read: nothing about those files or what depends on them.

    Questions may be used by a regeling that could not be read, and a hard word explained by such a begrip.
    """
    broken = {problem.bestand for problem in unreadable}
    if not all(name.endswith(".md") for name in broken):
        return [p for p in problems if p.soort == "b1" or p.veld == "nakijken_voor"]
    slugs = {Path(name).stem for name in broken}
    return [
        p
        for p in problems
        if p.bestand not in broken
        and not p.bestand.startswith("keuzehulp/")
        and "moeilijk woord" not in p.wat
        and not any(slug in p.wat + p.doe for slug in slugs)
    ]
