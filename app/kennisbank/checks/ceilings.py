"""A ceiling for the warnings of one file, so that language cannot get worse unnoticed (``content/plafonds.yaml``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import Field

from app.kennisbank.frontmatter import Problem, Source, parse_yaml, read_text, validate
from app.kennisbank.schema import Strict

FILE = "plafonds.yaml"
NAMES = {"b1": "gewone taal", "spelling": "spelling"}


class Plafonds(Strict):
    """How many warnings of one sort a file may have: in general, and files that have more for now."""

    standaard: int = Field(default=5, ge=0, le=100)
    bestanden: dict[str, int] = Field(default_factory=dict)


def read(content_dir: Path) -> tuple[Plafonds, list[Problem]]:
    """The ceilings of this content; without a file the general one."""
    path = content_dir / FILE
    if not path.is_file():
        return Plafonds(), []
    text = read_text(path, FILE)
    parsed = text if isinstance(text, Problem) else parse_yaml(text, FILE)
    if isinstance(parsed, Problem):
        return Plafonds(), [parsed]
    source = Source(FILE, parsed[0] or {}, "", 1, parsed[1])
    found = validate(Plafonds, source)
    if isinstance(found, list):
        return Plafonds(), found
    what, do = "Dit bestand bestaat niet.", "Haal de regel weg."
    missing = [name for name in found.bestanden if not (content_dir / name).is_file()]
    return found, [Problem(FILE, source.line(("bestanden", name)), name, what, do) for name in missing]


def check(ceilings: Plafonds, problems: Iterable[Problem]) -> Iterator[Problem]:
    """An error for every file with more warnings of one sort than it may have."""
    counts = Counter((p.bestand, p.soort) for p in problems if p.ernst == "waarschuwing" and p.soort in NAMES)
    for (name, sort), count in sorted(counts.items()):
        most = ceilings.bestanden.get(name, ceilings.standaard)
        if count > most:
            what = f"Waarschuwingen over {NAMES[sort]} in dit bestand: {count}. Het mogen er {most} zijn."
            yield Problem(name, 1, "tekst", what, "Los er eerst een paar op.")
