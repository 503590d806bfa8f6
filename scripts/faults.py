"""``make faults``: everything we can break on one machine, one thing at a time. Standard library only.

Also runs what takes long elsewhere: every ``long_*.py`` under tests. Arguments go to pytest, such as ``-k killed``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from environment import PYTHON, ROOT, ensure_venv
from test import has_postgres, has_venv, install_missing


def has_strace() -> bool:
    """Disturbs system calls."""
    return shutil.which("strace") is not None


def has_faketime() -> bool:
    """Gives a process another clock."""
    return any(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


NEEDED: dict[str, Callable[[], bool]] = {
    "strace": has_strace,
    "libfaketime": has_faketime,
    "postgresql": has_postgres,
    "python3-venv": has_venv,
}


def main() -> int:
    """Exit status of pytest; 1 when this is not root, who alone may hold on to a running process."""
    if os.geteuid() != 0:
        print("Draai dit als root: de proeven houden lopende processen vast en maken een schijf vol.", file=sys.stderr)
        return 1
    install_missing(NEEDED)
    ensure_venv("run", "dev")
    files = "python_files=test_faults.py long_*.py"
    command = [str(PYTHON), "-m", "pytest", "-q", "-o", files, "--durations=10", "tests", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
