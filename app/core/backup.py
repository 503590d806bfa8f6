"""Backups: the whole database and the published content in one file, and the way back.

A backup is a tar file with ``database`` (a SQLite file, or a dump in PostgreSQL's own format), ``inhoud/`` (the
published versions) and ``overzicht.json`` (when, which schema, how many rows each table had at that very moment). The
file is written aside, synced and renamed, and only its owner can read it: it holds personal data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from app.core import migrate
from app.core.archive import unpack
from app.core.db import Database, normalise_url
from app.core.errors import DomainError

DATABASE, CONTENT, PUBLISHED, OVERVIEW = "database", "inhoud", "huidig", "overzicht.json"
PATTERN = "loket-*.tar"
LONGEST = 3600
"""A dump or restore that takes more than an hour (in seconds) is stopped."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What a backup holds. ``tabellen``: rows per table at the moment of the copy; ``sha256``: of the database part."""

    gemaakt_op: datetime
    soort: str
    schema: str | None
    inhoud: str | None
    tabellen: Mapping[str, int]
    sha256: str

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.tabellen.values())


def make(db: Database, data_dir: Path, target: Path, *, now: datetime) -> tuple[Path, Overview]:
    """Write a backup into the folder ``target``; the site may go on meanwhile. Gives the file and its overview.

    Raises DomainError when pg_dump is missing or fails.
    """
    target.mkdir(parents=True, exist_ok=True)
    url = db.engine.url
    content = data_dir / CONTENT
    with TemporaryDirectory(prefix=".kopie-", dir=target) as temporary:
        copy = Path(temporary) / DATABASE
        counts = _copy_sqlite(db, copy) if _is_sqlite(url) else _dump_postgres(db, copy)
        overview = Overview(
            gemaakt_op=now,
            soort="sqlite" if _is_sqlite(url) else "postgresql",
            schema=migrate.current(db),
            inhoud=_read_line(content / PUBLISHED),
            tabellen=counts,
            sha256=_digest(copy),
        )
        (Path(temporary) / OVERVIEW).write_text(json.dumps(_as_json(overview), indent=1), encoding="utf-8")
        packed = Path(temporary) / "kopie.tar"
        with tarfile.open(packed, "w") as archive:
            archive.add(Path(temporary) / OVERVIEW, OVERVIEW)
            archive.add(copy, DATABASE)
            if content.is_dir():
                archive.add(content, CONTENT, filter=_without_hidden)
        packed.chmod(0o600)
        _sync(packed)
        final = target / f"loket-{now:%Y%m%d-%H%M%S}.tar"
        packed.replace(final)
        _sync(target)
    return final, overview


def read_overview(file: Path) -> Overview:
    """What a backup says of itself. Raises DomainError when the file is not a backup."""
    try:
        with tarfile.open(file) as archive:
            member = archive.extractfile(OVERVIEW)
            if member is None:
                raise KeyError(OVERVIEW)
            found: dict[str, Any] = json.load(member)
        return Overview(
            datetime.fromisoformat(found["gemaakt_op"]),
            found["soort"],
            found["schema"],
            found["inhoud"],
            dict(found["tabellen"]),
            found["sha256"],
        )
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise DomainError(f"{file} is geen leesbare reservekopie. Kies een ander bestand.") from error


def restore(file: Path, database_url: str, data_dir: Path) -> Overview:
    """Put a backup into an empty database and a ``data_dir`` where nothing was published, and compare every count.

    Raises DomainError when something is there already, when the kinds of database differ or when a count differs.
    """
    overview = read_overview(file)
    url = make_url(normalise_url(database_url))
    if overview.soort != ("sqlite" if _is_sqlite(url) else "postgresql"):
        raise DomainError(f"Deze kopie is van {overview.soort}. Gebruik een DATABASE_URL van dezelfde soort.")
    _require_empty(url, data_dir)
    with TemporaryDirectory(prefix="terugzetten-") as temporary:
        with tarfile.open(file) as archive:
            unpack(archive, Path(temporary))
        copy = Path(temporary) / DATABASE
        if _digest(copy) != overview.sha256:
            raise DomainError(f"{file} is beschadigd: de controle klopt niet. Kies een andere kopie.")
        if _is_sqlite(url):
            place = Path(str(url.database))
            place.parent.mkdir(parents=True, exist_ok=True)
            aside = place.with_name(f".{place.name}-nieuw")
            shutil.copyfile(copy, aside)
            aside.chmod(0o600)
            _sync(aside)
            aside.replace(place)
        else:
            _postgres(
                "pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", "--dbname", "{}", str(copy)
            )
        if (Path(temporary) / CONTENT).is_dir():
            shutil.copytree(Path(temporary) / CONTENT, data_dir / CONTENT, dirs_exist_ok=True)
    compare(database_url, overview)
    return overview


def compare(database_url: str, overview: Overview) -> None:
    """Raise DomainError with every table whose count differs from the overview."""
    engine = create_engine(normalise_url(database_url))
    try:
        with engine.connect() as connection:
            found = _count(connection)
    finally:
        engine.dispose()
    names = sorted(set(found) | set(overview.tabellen))
    wrong = [
        f"{name}: {overview.tabellen.get(name, 'geen')} in de kopie, {found.get(name, 'geen')} nu"
        for name in names
        if found.get(name) != overview.tabellen.get(name)
    ]
    if wrong:
        raise DomainError("De aantallen kloppen niet. " + "; ".join(wrong) + ".")


@contextmanager
def rehearsal_place(database_url: str) -> Iterator[tuple[str, Path]]:
    """A database and a data folder that exist only for a rehearsal: their addresses; gone afterwards.

    On PostgreSQL it is a database beside the real one, so the user needs the right CREATEDB. Raises DomainError.
    """
    url = make_url(normalise_url(database_url))
    with TemporaryDirectory(prefix="oefening-") as temporary:
        folder = Path(temporary)
        if _is_sqlite(url):
            yield f"sqlite:///{folder / 'loket.sqlite3'}", folder
            return
        name = f"{url.database}_oefening_{os.getpid()}"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
        except SQLAlchemyError as error:
            engine.dispose()
            raise DomainError(
                "Een database om te oefenen kan niet worden gemaakt. Geef de gebruiker het recht CREATEDB."
            ) from error
        try:
            yield url.set(database=name).render_as_string(hide_password=False), folder
        finally:
            with engine.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
            engine.dispose()


def forget_old(target: Path, *, now: datetime, keep: timedelta) -> list[Path]:
    """Throw away backups that are older than ``keep``; the newest one always stays. Gives what went."""
    found = sorted(target.glob(PATTERN), key=lambda path: read_overview(path).gemaakt_op)
    gone = [path for path in found[:-1] if now - read_overview(path).gemaakt_op > keep]
    for path in gone:
        path.unlink()
    return gone


def _copy_sqlite(db: Database, copy: Path) -> dict[str, int]:
    with sqlite3.connect(f"file:{db.engine.url.database}?mode=ro", uri=True) as source:
        source.execute("VACUUM INTO ?", (str(copy),))
    source.close()
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                raise DomainError("De kopie van de database klopt niet. Controleer de schijf.")
            return _count(connection)
    finally:
        engine.dispose()


def _dump_postgres(db: Database, copy: Path) -> dict[str, int]:
    """Counts and dump read the same snapshot, however many requests come in meanwhile."""
    connection = db.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        counts = _count(connection)
        _postgres(
            "pg_dump", db.engine.url, "--format=custom", f"--snapshot={snapshot}", "--file", str(copy), "--dbname", "{}"
        )
    return counts


def _postgres(program: str, url: URL, *arguments: str) -> None:
    """Run a program of PostgreSQL; "{}" becomes the address without password, which goes by its environment."""
    address = URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=url.query
    ).render_as_string()
    command = [program, *(address if part == "{}" else part for part in arguments)]
    environment = {"PATH": os.defpath + ":/usr/local/bin", "PGPASSWORD": url.password or ""}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False)  # noqa: S603 - no shell, no input of visitors
    except FileNotFoundError as error:
        raise DomainError(f"{program} ontbreekt. Installeer het met: sudo apt-get install postgresql-client") from error
    except subprocess.TimeoutExpired as error:
        raise DomainError(f"{program} was na een uur niet klaar. Controleer de database.") from error
    if done.returncode:
        raise DomainError(f"{program} is niet gelukt: {done.stderr.strip().splitlines()[-1] if done.stderr else ''}")


def _count(connection: Connection) -> dict[str, int]:
    names = sorted(inspect(connection).get_table_names())
    quote = connection.dialect.identifier_preparer.quote
    counts = {name: f"SELECT count(*) FROM {quote(name)}" for name in names}  # noqa: S608 - our own tables, quoted
    return {name: int(connection.scalar(text(count)) or 0) for name, count in counts.items()}


def _require_empty(url: URL, data_dir: Path) -> None:
    if (data_dir / CONTENT / PUBLISHED).exists():
        raise DomainError(f"In {data_dir / CONTENT} is al inhoud gepubliceerd. Kies een lege DATA_DIR.")
    if _is_sqlite(url):
        place = Path(str(url.database))
        if place.exists() and place.stat().st_size:
            raise DomainError(f"{place} bestaat al. Haal dit bestand zelf weg of kies een andere DATABASE_URL.")
        return
    engine = create_engine(url)
    try:
        if inspect(engine).get_table_names():
            raise DomainError(f"De database {url.database} is niet leeg. Maak een nieuwe, lege database.")
    except SQLAlchemyError as error:
        raise DomainError(f"De database {url.database} antwoordt niet. Maak hem eerst aan.") from error
    finally:
        engine.dispose()


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _without_hidden(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Search indexes and locks are made again by themselves."""
    return None if Path(member.name).name.startswith(".") else member


def _as_json(overview: Overview) -> dict[str, Any]:
    return {
        "gemaakt_op": overview.gemaakt_op.isoformat(),
        "soort": overview.soort,
        "schema": overview.schema,
        "inhoud": overview.inhoud,
        "tabellen": dict(overview.tabellen),
        "sha256": overview.sha256,
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_line(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
