"""``flask reservekopie`` as a manager types it, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.core import backup, clock
from app.core.db import Database, normalise_url
from app.settings import ROOT
from tests.support.postgres import WITH_PASSWORD


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


def test_the_password_of_the_database_reaches_pg_dump(postgres_template: Callable[[], str], tmp_path: Path) -> None:
    url = make_url(normalise_url(postgres_template()))
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE ROLE {WITH_PASSWORD} LOGIN SUPERUSER PASSWORD 'geheim: @/%'"))
    try:
        own = url.set(username=WITH_PASSWORD, password="geheim: @/%")
        db = Database(own.render_as_string(hide_password=False))
        file, overview = backup.make(db, tmp_path / "data", tmp_path / "kopie", now=clock.now())
        db.dispose()
        with backup.rehearsal_place(own.render_as_string(hide_password=False)) as (place, folder):
            assert backup.restore(file, place, folder) == overview
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP ROLE {WITH_PASSWORD}"))
        engine.dispose()
