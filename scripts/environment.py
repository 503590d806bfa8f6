"""Shared by run.py and test.py: a virtual environment with exactly the pinned packages. Standard library only."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def stop(message: str) -> NoReturn:
    """One clear line, and a status that says it failed."""
    print(message, file=sys.stderr)
    raise SystemExit(1)


def ensure_venv(*names: str) -> None:
    """Make or update ``.venv`` from ``requirements/<name>.txt``; does nothing when it is up to date."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older system Python must hear this in words
        stop(f"Python 3.11 of nieuwer is nodig; dit is {sys.version.split()[0]}.")
    files = [ROOT / "requirements" / f"{name}.txt" for name in names]
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in files) + sys.version.encode()).hexdigest()
    stamp = VENV / f".klaar-{'-'.join(names)}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists() or _version(PYTHON) != _version(Path(sys.executable)):
        print("Omgeving maken in .venv ...", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True).returncode:
            stop("Python mist het onderdeel venv. Installeer het met: sudo apt-get install python3-venv")
    print(f"Pakketten installeren ({', '.join(names)}) ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for file in files:
        command += ["-r", str(file)]
    if subprocess.run(command).returncode:
        stop("De pakketten konden niet worden geïnstalleerd. Kijk of deze machine pakketten mag ophalen.")
    stamp.write_text(wanted)


def _version(python: Path) -> str:
    code = "import sys; print(sys.version_info[:2])"
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True).stdout


def become(*arguments: str) -> NoReturn:
    """Go on as the Python of ``.venv`` in this same process."""
    os.chdir(ROOT)
    os.execv(str(PYTHON), [str(PYTHON), *arguments])  # noqa: S606 - no shell wanted
