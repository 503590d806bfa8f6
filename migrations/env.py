"""Alembic's entry point. ``app.core.migrate`` passes the connection, with its transaction already open."""

from __future__ import annotations

from alembic import context

from migrations.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
