"""Remember on which days the daily mail to coördinatoren went out, so that two workers never send it both."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_dagbericht"
down_revision = "20261122_werktijden"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dagbericht",
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("verstuurd_op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("dag", name=op.f("pk_dagbericht")),
    )


def downgrade() -> None:
    op.drop_table("dagbericht")
