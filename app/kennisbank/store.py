"""The content that is being served: built aside, swapped in whole, with the last good version kept on disk.

A first start refuses wrong content. A later start with wrong content serves the last good version and says so. Once a
version was published (``versions``), every process serves that one and follows the pointer by itself.
"""

from __future__ import annotations

import logging
import os
import sys
from contextvars import ContextVar, Token
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event, Lock, Thread

from app.core import clock
from app.core.garbage import not_collected
from app.kennisbank import handover, versions
from app.kennisbank.catalogue import Catalogue, Page, load
from app.kennisbank.checks import check_catalogue
from app.kennisbank.frontmatter import Problem
from app.kennisbank.render import GlossaryLinker, Rendered, render
from app.kennisbank.zoeken import SearchEngine, synonyms

log = logging.getLogger(__name__)
LOOK_EVERY = 0.2
"""Seconds between two looks for a version that is on its way."""
POLITE = 0.0005
"""Seconds that building the next version may hold up a thread that answers a reader."""
_pinned: ContextVar[Edition | None] = ContextVar("pinned_edition", default=None)


class ContentRefused(Exception):
    """The content has errors and there is no earlier good version to serve."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} fouten in de inhoud")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the content with everything derived from it.

    catalogue: what may be read on the day it was made for; whole: with the stories that may not.
    folder: the files it was made from.
    """

    catalogue: Catalogue
    search: SearchEngine
    linker: GlossaryLinker
    whole: Catalogue
    folder: Path

    def on(self, day: date) -> Edition:
        """What may be read on a later day; itself when nothing had to go."""
        shown = self.catalogue.on(day)
        if shown is self.catalogue:
            return self
        gone = set(self.catalogue.pages["succesverhalen"]) - set(shown.pages["succesverhalen"])
        search = self.search.without({f"succesverhalen/{slug}" for slug in gone})
        return Edition(shown, search, self.linker, self.whole, self.folder)


class ContentStore:
    """Serves one edition at a time; rendered pages are kept per day.

    data_dir: where published versions stand; None for a store that follows nothing, such as a preview.
    """

    def __init__(self, edition: Edition, problems: tuple[Problem, ...] = (), data_dir: Path | None = None) -> None:
        self._edition = self._today = edition
        self._data_dir = data_dir
        self._seen = versions.mark(data_dir) if data_dir else None
        self._following = Lock()
        self._next: tuple[str, Edition] | None = None
        self._process = 0
        self._left = Event()
        self._day: date | None = None
        self._rendered: dict[tuple[str, str, str, str, date, str], Rendered] = {}
        self._lock = Lock()
        self.problems = problems
        """Errors of the content on disk when an older version is being served instead; shown on /gezondheid."""

    @property
    def edition(self) -> Edition:
        """What is served today: on the day a consent runs out, its story leaves pages, lists, search and API."""
        pinned = _pinned.get()
        if pinned is not None:
            return pinned
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

    def pin(self) -> Token[Edition | None]:
        """Let everything in this context (one request) read the same edition, also when another is swapped in."""
        return _pinned.set(self.edition)

    @staticmethod
    def unpin(token: Token[Edition | None]) -> None:
        """The end of what ``pin`` began."""
        _pinned.reset(token)

    def attend(self) -> None:
        """Take part in publications from now on: a thread of this process gets every next version ready beforehand.

        A server calls this in every process, after the fork.
        """
        if self._data_dir is None or self._process == os.getpid():
            return
        with self._following:
            if self._process != os.getpid():
                self._process = os.getpid()
                Thread(target=self._attend, args=(self._data_dir,), name="volgende versie", daemon=True).start()

    def leave(self) -> None:
        """The end of what ``attend`` began."""
        self._left.set()

    def _attend(self, data_dir: Path) -> None:
        presence, done = None, ""
        while not self._left.wait(LOOK_EVERY):
            try:
                presence = presence or handover.Presence(data_dir)
                coming = handover.announced(data_dir)
                if coming is not None and coming[1] != done:
                    name, done = coming
                    self._prepare(data_dir, name)
                    presence.is_ready(done)
                self.follow()
                if coming is None and handover.announced(data_dir) is None:
                    self._next = None
            except Exception:  # this thread must go on: the next version may be right; the log has it whole
                log.exception("preparing the next version failed; it is read when it is served")
        if presence is not None:
            presence.close()

    def _prepare(self, data_dir: Path, name: str) -> None:
        """Build a version beside the one that is served. Threads that answer readers go first as often as they can."""
        if name == self._edition.catalogue.version:
            return
        before = sys.getswitchinterval()
        sys.setswitchinterval(POLITE)
        try:
            with not_collected():
                self._next = name, open_version(data_dir, name, clock.today())
        except (ContentRefused, OSError, ValueError) as error:
            log.error("version %s cannot be prepared (%s)", name, error)
        finally:
            sys.setswitchinterval(before)

    def follow(self) -> None:
        """Serve what was published since the last time. Costs one look at a file when nothing was.

        The new edition is ready by then (``attend``). Otherwise whoever notices builds it while the others wait, so
        that nobody reads the old one afterwards. A version that cannot be read leaves everything as it was and says
        so in ``problems``.
        """
        if self._data_dir is None or versions.mark(self._data_dir) == self._seen:
            return
        with self._following:
            seen = versions.mark(self._data_dir)
            if seen == self._seen:
                return
            name = versions.current(self._data_dir)
            if name is not None and name != self._edition.catalogue.version:
                prepared = self._next
                try:
                    if prepared is not None and prepared[0] == name:
                        self.swap(prepared[1])
                    else:
                        self.swap(open_version(self._data_dir, name, clock.today()))
                except (ContentRefused, OSError, ValueError) as error:
                    log.error("version %s cannot be served (%s)", name, error)
                    what, do = f"Versie {name} kan niet worden gelezen.", "Publiceer opnieuw: flask content publiceer"
                    self.problems = (Problem("inhoud", 1, "versie", what, do),)
            self._next = None
            self._seen = seen

    def swap(self, edition: Edition) -> None:
        """Serve another edition from now on."""
        self.problems = ()
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


def build_edition(
    catalogue: Catalogue, day: date, data_dir: Path, content_dir: Path, index_dir: Path | None = None
) -> Edition:
    """Catalogue, search index and glossary links of one version; the index is kept in ``DATA_DIR/zoekindex``, or in
    ``index_dir``, which may hold nothing else.
    """
    shown = catalogue.on(day)
    search = SearchEngine.build(shown, day, index_dir or data_dir / "zoekindex", content_dir)
    return Edition(shown, search, GlossaryLinker.of(catalogue), catalogue, content_dir)


def open_store(content_dir: Path, data_dir: Path, day: date) -> ContentStore:
    """The published version; else the content of the folder, or the last good version when it has errors.

    Raises ``ContentRefused`` without any good version.
    """
    published = versions.current(data_dir)
    if published is not None:
        try:
            return ContentStore(open_version(data_dir, published, day), (), data_dir)
        except (ContentRefused, OSError, ValueError) as error:  # made for another version of this program
            log.error("published version %s cannot be read (%s)", published, error)
    catalogue, errors = examine(content_dir, day)
    if catalogue is not None and not errors:
        versions.keep(content_dir, data_dir, catalogue.version)
        return ContentStore(build_edition(catalogue, day, data_dir, content_dir), (), data_dir)
    for name in versions.kept(data_dir):
        folder = versions.folder(data_dir, name)
        catalogue, older = load(folder)
        if catalogue is not None and not older:
            return ContentStore(build_edition(catalogue, day, data_dir, folder), tuple(errors), data_dir)
    raise ContentRefused(errors)


def open_version(data_dir: Path, name: str, day: date) -> Edition:
    """An edition of a version that is kept. Raises ``ContentRefused`` (or OSError) when it cannot be read."""
    folder = versions.folder(data_dir, name)
    catalogue, problems = load(folder)
    if catalogue is None:
        raise ContentRefused(problems)
    return build_edition(catalogue, day, data_dir, folder, versions.index_folder(data_dir, name))


def serving(content_dir: Path, data_dir: Path) -> Catalogue | None:
    """What the site serves, for processes beside it: the published version, the folder, or the last good version."""
    published = versions.current(data_dir)
    folders = [versions.folder(data_dir, published)] if published else []
    folders += [content_dir, *(versions.folder(data_dir, name) for name in versions.kept(data_dir))]
    return next((found for folder in folders if (found := load(folder)[0]) is not None), None)


def examine(content_dir: Path, day: date) -> tuple[Catalogue | None, list[Problem]]:
    """The catalogue and everything that forbids serving it."""
    catalogue, problems = load(content_dir)
    if catalogue is None:
        return None, problems
    words = synonyms.load(content_dir)
    found = words if isinstance(words, list) else [*check_catalogue(catalogue, day), *synonyms.check(words, catalogue)]
    return catalogue, [problem for problem in found if problem.ernst == "fout"]
