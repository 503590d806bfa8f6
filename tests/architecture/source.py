"""The code of this project as the rules look at it: modules with their imports and calls."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.settings import ROOT

NOT_OURS = {
    ".git", ".venv", "var", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".vendor-cache"
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """One module: its dotted name and its source."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@dataclass(frozen=True)
class Rule:
    """A sentence, the check that finds what breaks it, and an example of each kind as (module, source)."""

    sentence: str
    check: Callable[[Module], list[str]]
    broken: tuple[str, str]
    fine: tuple[str, str]

    def complaints(self, module: Module) -> list[str]:
        """What is wrong in this module, each with the sentence."""
        return [f"{module.name}: {found}. {self.sentence}" for found in self.check(module)]


def files(*folders: str, pattern: str = "*") -> list[Path]:
    """Our own files below these folders (of the project), without caches and environments."""
    starts = [ROOT / folder for folder in folders] or [ROOT]
    return sorted(path for start in starts for path in _walk(start) if path.match(pattern))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or path.is_symlink():
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def modules(folder: str) -> list[Module]:
    """Every module below a folder of the project."""
    found = []
    for path in files(folder, pattern="*.py"):
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        found.append(Module(".".join(parts), path.read_text(encoding="utf-8")))
    return found


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of everything imported; ``from app import settings`` counts as ``app.settings``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield base, node.lineno
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def within(name: str, package: str) -> bool:
    """Whether the dotted ``name`` is ``package`` or stands in it."""
    return name == package or name.startswith(package + ".")


def calls(module: Module) -> Iterator[tuple[str, int]]:
    """(dotted text, line) of every call: ``datetime.now``, ``session.commit``."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
