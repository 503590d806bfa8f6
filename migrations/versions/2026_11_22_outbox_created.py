"""Find the oldest message of the outbox without reading them all; the inbox asks for it at every page."""

from alembic import op

revision = "20261122_oudste_bericht"
down_revision = "20261122_quarantaine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_outbox_message_created", "outbox_message", ["status", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_outbox_message_created", table_name="outbox_message")
