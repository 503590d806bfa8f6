"""Keep three answers of a check-in, what a colleague knows of a company, and a structured attachment.

A check-in had one word, so nobody could see whether it got worse. The facts of a company prepare the first
conversation. The intake and the scans went along with a request as text, which nobody could sort or show well.
Everything is nullable and new, so the release before this one keeps running on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_gesprek"
down_revision = "20261122_redactie"
branch_labels = None
depends_on = None

COLUMNS: dict[str, dict[str, sa.types.TypeEngine]] = {
    "contactverzoek": {"bijlage": sa.JSON()},
    "werkgever": {name: sa.String(length=20) for name in ("motief", "ervaring", "hr")},
    "plaatsing": {"checkin_email": sa.String(length=254)},
    "checkin": {
        "taken": sa.String(length=10),
        "begeleiding": sa.String(length=10),
        "bellen": sa.Boolean(),
        "moment": sa.String(length=20),
    },
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_index("ix_checkin_moment", "checkin", ["plaatsing_id", "moment"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_checkin_moment", table_name="checkin")
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
