"""``flask reservekopie`` as a manager types it, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.settings import ROOT


def _flask(database_url: str, data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "LANG": "C.UTF-8",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_a_backup_is_made_rehearsed_and_refused_where_data_is(database_url: str, tmp_path: Path) -> None:
    made = _flask(database_url, tmp_path, "reservekopie", "maak", str(tmp_path / "kopie"))
    assert made.returncode == 0, made.stderr
    (file,) = (tmp_path / "kopie").glob("loket-*.tar")
    assert str(file) in made.stdout
    rehearsed = _flask(database_url, tmp_path, "reservekopie", "oefen", str(file))
    assert rehearsed.returncode == 0, rehearsed.stdout + rehearsed.stderr
    assert "/gereed" in rehearsed.stdout
    assert "De oefening is gelukt" in rehearsed.stdout
    refused = _flask(database_url, tmp_path, "reservekopie", "terugzetten", str(file))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "bestaat al" in refused.stderr or "niet leeg" in refused.stderr
