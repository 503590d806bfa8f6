"""Leave new requests out of indexes that only closed or lent ones are looked up in: sending a question writes less."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_kleine_indexen"
down_revision = "20261122_oudste_bericht"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_contactverzoek_waarneming", ["waarneming_voor_id", "status"], sa.text("waarneming_voor_id IS NOT NULL")),
    ("ix_contactverzoek_afgerond", ["eigenaar_id", "afgesloten_op"], sa.text("afgesloten_op IS NOT NULL")),
    ("ix_contactverzoek_bewaren", ["geanonimiseerd_op", "afgesloten_op"], sa.text("afgesloten_op IS NOT NULL")),
)


def upgrade() -> None:
    for name, columns, where in INDEXES:
        op.drop_index(name, table_name="contactverzoek")
        op.create_index(name, "contactverzoek", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, columns, _where in INDEXES:
        op.drop_index(name, table_name="contactverzoek")
        op.create_index(name, "contactverzoek", columns)
