"""Files stay small enough to read in one sitting."""

from __future__ import annotations

from tests.architecture.source import Module, modules

LIMITS = {"app": 400, "tests": 600, "scripts": 400, "migrations": 400, "bench": 400}


def too_long(found: list[Module], limit: int) -> list[str]:
    """Modules above their limit; a conftest has a limit of its own."""
    sizes = [(module.name, module.lines, 150 if module.name.endswith("conftest") else limit) for module in found]
    return [f"{name} has {lines} lines, at most {most}: split it" for name, lines, most in sizes if lines > most]


def test_modules_stay_small() -> None:
    assert [complaint for folder, limit in LIMITS.items() for complaint in too_long(modules(folder), limit)] == []


def test_a_long_module_is_seen() -> None:
    assert too_long([Module("app.web.forms", "x = 1\n" * 401)], 400)
    assert too_long([Module("tests.conftest", "x = 1\n" * 151)], 600)
    assert too_long([Module("app.web.forms", "x = 1\n" * 400)], 400) == []
