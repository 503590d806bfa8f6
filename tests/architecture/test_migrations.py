"""The schema: one line of migrations that leads to the models, up and down, on both databases."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, inspect

from app.core import migrate
from app.core.db import Base, Database
from app.core.migrate import MIGRATIONS
from tests.support import factories

assert factories  # importing it imports every model


def difference(db: Database, wanted: MetaData) -> list[object]:
    """What autogenerate would still want to change."""
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), wanted))


def tables(db: Database) -> set[str]:
    return set(inspect(db.engine).get_table_names())


def revisions() -> list[tuple[str, str]]:
    """(revision, the one below it), newest first."""
    script = ScriptDirectory(str(MIGRATIONS))
    return [(found.revision, str(found.down_revision or "base")) for found in script.walk_revisions()]


def heads(folder: Path) -> list[str]:
    return list(ScriptDirectory(str(folder)).get_heads())


def test_there_is_one_head() -> None:
    assert len(heads(MIGRATIONS)) == 1


def test_two_heads_are_seen(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"versions/{name}.py").write_text(f"revision = {name!r}\ndown_revision = None\n")
    assert len(heads(tmp_path)) == 2


def test_the_head_equals_the_models(db: Database) -> None:
    assert difference(db, Base.metadata) == []


def test_a_model_without_migration_is_seen(db: Database) -> None:
    wanted = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(wanted)
    Table("vergeten", wanted, Column("id", Integer, primary_key=True))
    assert [change[0] for change in difference(db, wanted)] == ["add_table"]


def test_every_revision_goes_down_and_up_and_down_again(db: Database) -> None:
    line = revisions()
    assert len(line) >= 4
    for revision, below in line:
        before = tables(db)
        migrate.downgrade(db, below)
        migrate.upgrade(db, revision)
        assert tables(db) == before, revision
        migrate.downgrade(db, below)
        assert migrate.current(db) == (None if below == "base" else below)
    assert tables(db) == {"alembic_version"}
    migrate.upgrade(db)
    assert difference(db, Base.metadata) == []


def test_every_revision_tells_why() -> None:
    for found in ScriptDirectory(str(MIGRATIONS)).walk_revisions():
        text = str(found.module.__doc__ or "")
        assert len(text.split()) > 12, f"{found.path}: say in the docstring why this change was needed"
        assert Path(found.path).name[:4].isdigit(), f"{found.path}: the name begins with the date"
