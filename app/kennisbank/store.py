"""The content that is being served: built aside, swapped in whole, with the last good version kept on disk.

A first start refuses wrong content. A later start with wrong content serves the last good version and says so.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from app.core import clock
from app.kennisbank.catalogue import Catalogue, Page, load
from app.kennisbank.checks import check_catalogue
from app.kennisbank.frontmatter import Problem
from app.kennisbank.render import GlossaryLinker, Rendered, render
from app.kennisbank.zoeken import SearchEngine, synonyms

KEEP = 5


class ContentRefused(Exception):
    """The content has errors and there is no earlier good version to serve."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} fouten in de inhoud")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the content with everything derived from it.

    catalogue: what may be read on the day it was made for; whole: with the stories that may not.
    """

    catalogue: Catalogue
    search: SearchEngine
    linker: GlossaryLinker
    whole: Catalogue

    def on(self, day: date) -> Edition:
        """What may be read on a later day; itself when nothing had to go."""
        shown = self.catalogue.on(day)
        if shown is self.catalogue:
            return self
        gone = set(self.catalogue.pages["succesverhalen"]) - set(shown.pages["succesverhalen"])
        search = self.search.without({f"succesverhalen/{slug}" for slug in gone})
        return Edition(shown, search, self.linker, self.whole)


class ContentStore:
    """Serves one edition at a time; rendered pages are kept per day."""

    def __init__(self, edition: Edition, problems: tuple[Problem, ...] = ()) -> None:
        self._edition = self._today = edition
        self._day: date | None = None
        self._rendered: dict[tuple[str, str, str, str, date, str], Rendered] = {}
        self._lock = Lock()
        self.problems = problems
        """Errors of the content on disk when an older version is being served instead; shown on /gezondheid."""

    @property
    def edition(self) -> Edition:
        """What is served today: on the day a consent runs out, its story leaves pages, lists, search and API."""
        today = clock.today()
        if today != self._day:
            with self._lock:
                self._today = self._edition.on(today)
                self._day = today
        return self._today

    @property
    def catalogue(self) -> Catalogue:
        return self.edition.catalogue

    def require_real(self, *, production: bool) -> None:
        """Raises ``ContentRefused`` when a production site would show the example desk as if it were real."""
        region = self.catalogue.region
        if production and region.loket.voorbeeld:
            what = "Het adres en het telefoonnummer van het loket zijn een voorbeeld."
            do = "Vul de echte gegevens in en haal 'voorbeeld: true' weg."
            raise ContentRefused([Problem(f"regio/{region.slug}.yaml", 1, "loket.voorbeeld", what, do)])

    def swap(self, edition: Edition) -> None:
        """Serve another edition from now on."""
        with self._lock:
            self._edition = self._today = edition
            self._day = None
            self._rendered.clear()

    def rendered(self, page: Page, day: date, prefix: str = "") -> Rendered:
        """The page as it reads on ``day``."""
        edition = self.edition
        key = (edition.catalogue.version, page.kind, page.slug, page.language, day, prefix)
        found = self._rendered.get(key)
        if found is None:
            found = render(edition.catalogue, page, day, edition.linker, prefix)
            with self._lock:
                if len(self._rendered) > 5_000:
                    self._rendered.clear()
                self._rendered[key] = found
        return found


def build_edition(catalogue: Catalogue, day: date, data_dir: Path, content_dir: Path) -> Edition:
    """Catalogue, search index and glossary links of one version."""
    shown = catalogue.on(day)
    search = SearchEngine.build(shown, day, data_dir / "zoekindex", content_dir)
    return Edition(shown, search, GlossaryLinker.of(catalogue), catalogue)


def open_store(content_dir: Path, data_dir: Path, day: date) -> ContentStore:
    """Read the content, or the last good version when it has errors; raises ``ContentRefused`` without one."""
    catalogue, errors = _examine(content_dir, day)
    kept = data_dir / "inhoud"
    if catalogue is not None and not errors:
        _keep(content_dir, kept, catalogue.version)
        return ContentStore(build_edition(catalogue, day, data_dir, content_dir))
    for folder in _kept(kept):
        catalogue, older = load(folder)
        if catalogue is not None and not older:
            return ContentStore(build_edition(catalogue, day, data_dir, folder), tuple(errors))
    raise ContentRefused(errors)


def _examine(content_dir: Path, day: date) -> tuple[Catalogue | None, list[Problem]]:
    """The catalogue and everything that forbids serving it."""
    catalogue, problems = load(content_dir)
    if catalogue is None:
        return None, problems
    words = synonyms.load(content_dir)
    found = words if isinstance(words, list) else [*check_catalogue(catalogue, day), *synonyms.check(words, catalogue)]
    return catalogue, [problem for problem in found if problem.ernst == "fout"]


def _kept(kept: Path) -> list[Path]:
    """Folders with earlier good versions, newest first."""
    if not kept.is_dir():
        return []
    return sorted((p for p in kept.iterdir() if not p.name.startswith(".")), key=lambda p: -p.stat().st_mtime)


def _keep(content_dir: Path, kept: Path, version: str) -> None:
    target = kept / version
    kept.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.touch()
    else:
        aside = kept / f".{version}"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(content_dir, aside)
        aside.rename(target)
        target.touch()
    for old in _kept(kept)[KEEP:]:
        shutil.rmtree(old, ignore_errors=True)
