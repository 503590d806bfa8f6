"""``make test``: install what the tests need, run every check, print one summary. Standard library only.

Every step runs, also after one that failed; the exit status says whether all of them passed. A browser other than
the distribution's is used with ``CHROMIUM=path``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from environment import PYTHON, ROOT, ensure_venv, stop

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BIN = PYTHON.parent
PYTEST_WORKERS = "2"


class Step(NamedTuple):
    """One check of the summary."""

    name: str
    command: Sequence[str]


class Result(NamedTuple):
    """How a step went. ``last`` is its closing line."""

    name: str
    passed: bool
    seconds: float
    last: str


def has_browser() -> bool:
    """A Chromium given with CHROMIUM, or one on PATH."""
    given = os.environ.get("CHROMIUM")
    if given and not os.access(given, os.X_OK):
        stop(f"CHROMIUM wijst naar {given}, maar daar staat geen programma.")
    return bool(given) or any(shutil.which(name) for name in BROWSERS)


def has_postgres() -> bool:
    """The programs of a PostgreSQL server; a running one is not needed."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def has_fonts() -> bool:
    """Letters with fixed measures, so that pages are as wide on every machine. Only asked for where apt is."""
    return shutil.which("apt-get") is None or Path("/usr/share/fonts/truetype/liberation").is_dir()


def has_venv() -> bool:
    """Debian ships the module venv apart from Python."""
    return importlib.util.find_spec("ensurepip") is not None


NEEDED: dict[str, Callable[[], bool]] = {
    "chromium": has_browser,
    "postgresql": has_postgres,
    "fonts-liberation": has_fonts,
    "python3-venv": has_venv,
}


def install_missing(needed: Mapping[str, Callable[[], bool]] = NEEDED) -> None:
    """Install the packages that are missing, or say which command does and stop."""
    missing = [package for package, there in needed.items() if not there()]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        stop(f"Dit ontbreekt op deze machine: {', '.join(missing)}. Geef een eigen browser op met CHROMIUM=pad.")
    if os.geteuid() != 0:
        stop(f"Voer eerst dit uit: sudo apt-get install {' '.join(missing)}")
    print(f"Installeren: {', '.join(missing)} ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=400"]
    subprocess.run([*apt, "update"], env=quiet, stdin=subprocess.DEVNULL)
    install = [*apt, "install", "--no-install-recommends", *missing]
    if subprocess.run(install, env=quiet, stdin=subprocess.DEVNULL).returncode:
        stop(f"Installeren is niet gelukt. Probeer het zelf: apt-get install {' '.join(missing)}")
    still = [package for package in missing if not needed[package]()]
    if still:
        stop(f"Na het installeren ontbreekt nog: {', '.join(still)}. Geef een eigen browser op met CHROMIUM=pad.")


def vendor_packages_at_hand() -> bool:
    """Whether the design layer can be rebuilt without fetching anything."""
    lock = json.loads((ROOT / "scripts" / "vendor.lock.json").read_text(encoding="utf-8"))
    names = [f"{package['name'].lstrip('@').replace('/', '-')}-{package['version']}.tgz" for package in lock]
    return all((ROOT / ".vendor-cache" / name).exists() for name in names)


def steps() -> list[Step]:
    """Every check in the order of the summary."""
    python = str(PYTHON)
    found = [
        Step("opmaak", [str(BIN / "ruff"), "format", "--check", "."]),
        Step("regels", [str(BIN / "ruff"), "check", "."]),
        Step("types", [str(BIN / "mypy")]),
    ]
    if vendor_packages_at_hand():
        found.append(Step("vormgeving", [python, "scripts/vendor_css.py", "check"]))
    # worksteal: the browser tests are long, and a worker that is done takes over from the other.
    tests = [python, "-m", "pytest", "-q", "-n", PYTEST_WORKERS, "--dist", "worksteal", "--durations=15"]
    found.append(Step("tests", tests))
    return found


def carry_out(step: Step) -> Result:
    """Run one step, showing what it says while it says it."""
    print(f"\n== {step.name}: {' '.join(step.command)}", flush=True)
    began, last = time.monotonic(), ""
    with subprocess.Popen(
        step.command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for with PIPE
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip() or last
    return Result(step.name, process.returncode == 0, time.monotonic() - began, last)


def main() -> int:
    """Exit status: 0 when every step passed."""
    began = time.monotonic()
    install_missing()
    ensure_venv("run", "dev")
    results = [carry_out(step) for step in steps()]
    print("\nSamenvatting")
    for result in results:
        print(f"  {'goed' if result.passed else 'FOUT'}  {result.seconds:6.1f} s  {result.name:12} {result.last}")
    passed = all(result.passed for result in results)
    verdict = "Alles is goed." if passed else "Er is iets fout, zie hierboven."
    print(f"{verdict} ({time.monotonic() - began:.0f} s)", flush=True)
    return 0 if passed else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
