"""Alembic's entry point. ``app.core.migrate`` passes the connection, with its transaction already open."""

from __future__ import annotations

from alembic import context

from app.accounts import models as accounts_models
from app.contact import models as contact_models
from app.core import audit, outbox, worker
from app.core.db import Base

KNOWN = (audit, outbox, worker, accounts_models, contact_models)  # importing them fills Base.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
