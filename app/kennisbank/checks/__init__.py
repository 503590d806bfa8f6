"""All checks on content. Each check takes the catalogue and yields problems; none stops at the first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.kennisbank.catalogue import Catalogue, load
from app.kennisbank.checks import language, local, prose, references, rules, translations
from app.kennisbank.frontmatter import Problem


def check_catalogue(catalogue: Catalogue, today: date) -> list[Problem]:
    """Every problem across files, errors first, then by file and line."""
    problems = [
        *references.check(catalogue),
        *prose.check(catalogue, today),
        *language.check(catalogue),
        *translations.check(catalogue),
        *rules.check(catalogue),
        *local.check(catalogue),
    ]
    return sorted(problems, key=lambda p: (p.ernst != "fout", p.bestand, p.regel, p.veld))


def check_folder(content_dir: Path, today: date) -> tuple[Catalogue | None, list[Problem]]:
    """Load and check a folder; the catalogue is None when files could not be read at all."""
    catalogue, problems = load(content_dir)
    if catalogue is None:
        return None, sorted(problems, key=lambda p: (p.bestand, p.regel))
    return catalogue, check_catalogue(catalogue, today)
