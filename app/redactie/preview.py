"""The working tree as it will look: rebuilt aside when a file changes, with the last good version kept meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from app.kennisbank.catalogue import Catalogue, load_readable
from app.kennisbank.checks import check_folder
from app.kennisbank.frontmatter import Problem
from app.kennisbank.render import GlossaryLinker, used_facts
from app.kennisbank.store import ContentStore, build_edition
from app.redactie.difference import compare, path_of
from app.redactie.versions import content_at

Stamp = Mapping[str, tuple[int, int]]


def stamp(content_dir: Path) -> Stamp:
    """Time and size of every file; differs when somebody saved something."""
    found: dict[str, tuple[int, int]] = {}
    for path in content_dir.rglob("*"):
        try:
            status = path.stat()
        except FileNotFoundError:  # an editor that saves by renaming
            continue
        if path.is_file():
            found[path.relative_to(content_dir).as_posix()] = (status.st_mtime_ns, status.st_size)
    return found


def catalogue_at(content_dir: Path, ref: str) -> Catalogue | None:
    """The content as it was at ``ref``, without files that this version of the site cannot read."""
    with TemporaryDirectory() as folder:
        content_at(content_dir, ref, Path(folder))
        return load_readable(Path(folder))[0]


@dataclass(slots=True)
class WorkingTree:
    """What the preview serves. ``version`` counts the builds; ``marks``: path to what happened to the page.

    old: the content to compare with; None when there is none.
    """

    store: ContentStore
    content_dir: Path
    data_dir: Path
    today: Callable[[], date]
    old: Catalogue | None = None
    version: int = 0
    problems: tuple[Problem, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    _seen: Stamp = field(default_factory=dict)

    def refresh(self) -> bool:
        """Rebuild when a file changed; returns whether it did. With errors the last good version stays."""
        now = stamp(self.content_dir)
        if now == self._seen:
            return False
        self._seen = now
        catalogue, problems = check_folder(self.content_dir, self.today())
        errors = [problem for problem in problems if problem.ernst == "fout"]
        if catalogue is not None and not errors:
            self._swap(catalogue)
            self.marks = _marks(self.old, catalogue, self.today()) if self.old else {}
            self.files = {path_of(page): page.file for kind in catalogue.pages.values() for page in kind.values()}
        self.problems = tuple(problems)
        self.version += 1
        if catalogue is not None and not errors:
            self.store.swap(build_edition(catalogue, self.today(), self.data_dir, self.content_dir))
        return True

    def _swap(self, catalogue: Catalogue) -> None:
        """Show the pages at once; making the index takes seconds and follows."""
        shown, linker = catalogue.on(self.today()), GlossaryLinker.of(catalogue)
        self.store.swap(
            replace(self.store.edition, catalogue=shown, whole=catalogue, linker=linker, folder=self.content_dir)
        )

    @property
    def errors(self) -> list[Problem]:
        """Why the newest version is not shown."""
        return [problem for problem in self.problems if problem.ernst == "fout"]

    def warnings(self, path: str) -> list[Problem]:
        """What could be better on one page."""
        return [p for p in self.problems if p.ernst != "fout" and p.bestand == self.files.get(path)]


def _marks(old: Catalogue, new: Catalogue, today: date) -> dict[str, str]:
    difference = compare(old, new, today)
    facts = {change.path.strip("[]") for change in difference.facts}
    found = {
        path_of(page): "een bedrag of termijn is gewijzigd"
        for kind in new.pages.values()
        for page in kind.values()
        if facts & set(used_facts(new, page))
    }
    found |= {change.path: "gewijzigd" for change in difference.changed}
    return found | {change.path: "nieuw" for change in difference.added}
