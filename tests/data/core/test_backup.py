"""Backups hold everything that was confirmed, and bring it back."""

from __future__ import annotations

import stat
import tarfile
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import audit, backup, clock
from app.core.audit import AuditEntry
from app.core.db import Database
from app.core.errors import DomainError


def _write(db: Database, number: int) -> None:
    with db.transaction() as session:
        for part in (1, 2):  # always two together
            audit.record(
                session, at=clock.now(), actor="systeem", action="proef", object_type=f"deel-{part}", object_id=number
            )


def _published(folder: Path) -> Path:
    version = folder / "inhoud" / "v1"
    version.mkdir(parents=True)
    (version / "pagina.md").write_text("tekst", encoding="utf-8")
    (folder / "inhoud" / "huidig").write_text("v1\n", encoding="utf-8")
    (folder / "inhoud" / ".index-v1").mkdir()
    return folder


def test_a_backup_brings_back_every_row_and_the_published_content(db: Database, tmp_path: Path) -> None:
    for number in range(20):
        _write(db, number)
    file, overview = backup.make(db, _published(tmp_path / "data"), tmp_path / "kopie", now=clock.now())
    assert overview.tabellen["audit_entry"] == 40
    assert overview.inhoud == "v1"
    with backup.rehearsal_place(db.engine.url.render_as_string(hide_password=False)) as (url, folder):
        assert backup.restore(file, url, folder) == overview
        restored = Database(url)
        with restored.reading() as session:
            assert session.scalar(select(func.count()).select_from(AuditEntry)) == 40
        restored.dispose()
        assert (folder / "inhoud" / "v1" / "pagina.md").read_text(encoding="utf-8") == "tekst"
        assert not (folder / "inhoud" / ".index-v1").exists()


def test_a_backup_under_load_holds_whole_transactions_only(db: Database, tmp_path: Path) -> None:
    stop = threading.Event()
    written: list[int] = []

    def work() -> None:
        number = 0
        while not stop.is_set():
            _write(db, number)
            written.append(number)
            number += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        while len(written) < 20:
            stop.wait(0.01)
        acknowledged = len(written)
        file, overview = backup.make(db, tmp_path / "data", tmp_path / "kopie", now=clock.now())
    finally:
        stop.set()
        thread.join()
    assert overview.tabellen["audit_entry"] % 2 == 0
    assert overview.tabellen["audit_entry"] >= 2 * acknowledged
    with backup.rehearsal_place(db.engine.url.render_as_string(hide_password=False)) as (url, folder):
        backup.restore(file, url, folder)


def test_a_place_with_data_is_never_overwritten(db: Database, tmp_path: Path) -> None:
    _write(db, 1)
    file, _overview = backup.make(db, tmp_path / "data", tmp_path / "kopie", now=clock.now())
    with pytest.raises(DomainError, match=r"bestaat al|niet leeg"):
        backup.restore(file, db.engine.url.render_as_string(hide_password=False), tmp_path / "leeg")
    _published(tmp_path / "vol")
    with pytest.raises(DomainError, match="lege DATA_DIR"):
        backup.restore(file, db.engine.url.render_as_string(hide_password=False), tmp_path / "vol")


def test_a_missing_row_is_noticed(sqlite_db: Database, tmp_path: Path) -> None:
    _write(sqlite_db, 1)
    _file, overview = backup.make(sqlite_db, tmp_path / "data", tmp_path / "kopie", now=clock.now())
    _write(sqlite_db, 2)
    with pytest.raises(DomainError, match="audit_entry: 2 in de kopie, 4 nu"):
        backup.compare(str(sqlite_db.engine.url), overview)


def test_a_damaged_backup_is_refused(sqlite_db: Database, tmp_path: Path) -> None:
    file, _overview = backup.make(sqlite_db, tmp_path / "data", tmp_path / "kopie", now=clock.now())
    with tarfile.open(file) as archive:
        start = archive.getmember("database").offset_data
    damaged = bytearray(file.read_bytes())
    damaged[start + 5000] ^= 0xFF
    file.write_bytes(damaged)
    with (
        backup.rehearsal_place(str(sqlite_db.engine.url)) as (url, folder),
        pytest.raises(DomainError, match="beschadigd"),
    ):
        backup.restore(file, url, folder)


def test_something_else_is_not_a_backup(tmp_path: Path) -> None:
    other = tmp_path / "loket-iets.tar"
    other.write_text("geen tar", encoding="utf-8")
    with pytest.raises(DomainError, match="geen leesbare reservekopie"):
        backup.read_overview(other)


def test_only_the_owner_reads_a_backup(sqlite_db: Database, tmp_path: Path) -> None:
    file, _overview = backup.make(sqlite_db, tmp_path / "data", tmp_path / "kopie", now=clock.now())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "kopie").iterdir()] == [file.name]


def test_old_backups_go_and_the_newest_stays(sqlite_db: Database, tmp_path: Path) -> None:
    target = tmp_path / "kopie"
    made = []
    for days in (90, 40, 31):
        file, _overview = backup.make(sqlite_db, tmp_path / "data", target, now=clock.now() - timedelta(days=days))
        made.append(file)
    gone = backup.forget_old(target, now=clock.now(), keep=timedelta(days=30))
    assert gone == made[:2]
    assert list(target.iterdir()) == [made[2]]
