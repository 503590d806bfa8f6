"""What git knows of the content: which files changed since a version, and the content as it was then."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.archive import unpack
from app.core.errors import DomainError
from app.kennisbank.catalogue import Catalogue
from app.kennisbank.frontmatter import Problem, parse_yaml
from app.kennisbank.redirects import FILE
from app.kennisbank.schema import KIND_NAMES


class NoVersion(DomainError):
    """There is no git, or no such version."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Names below the content folder. ``names``: new or changed; ``gone``: removed or renamed, with the new name."""

    names: frozenset[str]
    gone: Mapping[str, str | None]


def changes_since(content_dir: Path, ref: str) -> Changes:
    """What a proposal changes: everything since it left ``ref``, also what is not committed yet."""
    base = _base(content_dir, ref)
    listed = _git(content_dir, "diff", "--name-status", "-M", "-z", "--relative", base, "--", ".")
    fields = listed.decode("utf-8").split("\0")
    names: set[str] = set()
    gone: dict[str, str | None] = {}
    while len(fields) > 1:
        status, name = fields.pop(0), fields.pop(0)
        if status[0] in "RC":
            new = fields.pop(0)
            names.add(new)
            if status[0] == "R":
                gone[name] = new
        elif status[0] == "D":
            gone[name] = None
        else:
            names.add(name)
    untracked = _git(content_dir, "ls-files", "--others", "--exclude-standard", "-z").decode("utf-8")
    return Changes(frozenset(names | set(filter(None, untracked.split("\0")))), gone)


def content_at(content_dir: Path, ref: str, target: Path) -> None:
    """Write the content as it was where this work left ``ref`` into the folder ``target``."""
    prefix = _git(content_dir, "rev-parse", "--show-prefix").decode("utf-8").strip()
    top = Path(_git(content_dir, "rev-parse", "--show-toplevel").decode("utf-8").strip())
    packed = _git(top, "archive", "--format=tar", f"{_base(content_dir, ref)}:{prefix}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        unpack(archive, target)


def missing_redirects(content_dir: Path, ref: str, changes: Changes, catalogue: Catalogue) -> Iterator[Problem]:
    """A problem for every address that people may have kept and that leads nowhere now."""
    for name, new in sorted(changes.gone.items()):
        path = _path(name)
        if path is None or path in catalogue.redirects or _exists(catalogue, path):
            continue
        target = (_path(new) if new else None) or f"/{path.split('/')[1]}"
        what = f"De pagina {path} bestaat niet meer."
        yield Problem(FILE, 1, "omleidingen", what, f"Zet erbij: - {{van: {path}, naar: {target}}}")
    for path in sorted(_old_redirects(content_dir, ref) - set(catalogue.redirects)):
        if not _exists(catalogue, path):
            yield Problem(FILE, 1, "omleidingen", f"De omleiding van {path} is weg.", "Zet haar terug.")


def _path(name: str) -> str | None:
    """Address of the page in this file; None for a file that is no page."""
    folder, _, file = name.partition("/")
    slug, dot, kind = file.partition(".")
    return f"/{folder}/{slug}" if folder in KIND_NAMES and dot and kind == "md" else None


def _exists(catalogue: Catalogue, path: str) -> bool:
    folder, _, slug = path.strip("/").partition("/")
    return slug in catalogue.pages.get(folder, {})


def _old_redirects(content_dir: Path, ref: str) -> set[str]:
    base = _base(content_dir, ref)
    prefix = _git(content_dir, "rev-parse", "--show-prefix").decode("utf-8").strip()
    if not _git(content_dir, "ls-tree", "--full-tree", base, "--", f"{prefix}{FILE}"):
        return set()
    parsed = parse_yaml(_git(content_dir, "show", f"{base}:{prefix}{FILE}").decode("utf-8"), FILE)
    rows = [] if isinstance(parsed, Problem) else (parsed[0] or {}).get("omleidingen") or []
    return {row["van"] for row in rows if isinstance(row, dict) and isinstance(row.get("van"), str)}


def _base(content_dir: Path, ref: str) -> str:
    """The commit at which this work and ``ref`` had the same history; ``ref`` itself when they never had."""
    if not re.fullmatch(r"[\w][\w./@{}^~-]*", ref):
        raise NoVersion(f"'{ref}' is geen versie in git.")
    commit = _git(content_dir, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").decode().strip()
    try:
        return _git(content_dir, "merge-base", commit, "HEAD").decode().strip()
    except NoVersion:
        return commit


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoVersion("git kan niet worden gestart. Is het geïnstalleerd?") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NoVersion(f"git kent deze versie niet: {' '.join(arguments[-1:])}. {said[0] if said else ''}".strip())
    return done.stdout
