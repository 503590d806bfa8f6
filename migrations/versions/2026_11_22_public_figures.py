"""Count how often pages are opened per week, and keep the public figures of a quarter as they were first shown, so that
nobody can learn anything from comparing two versions of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_cijfers"
down_revision = "20261122_bijeenkomst"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lezing",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("pagina", sa.String(length=120), nullable=False),
        sa.Column("aantal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "pagina", name=op.f("pk_lezing")),
    )
    op.create_table(
        "kwartaalcijfers",
        sa.Column("kwartaal", sa.Date(), nullable=False),
        sa.Column("cijfers", sa.JSON(), nullable=False),
        sa.Column("voorbeeld", sa.Boolean(), nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kwartaal", name=op.f("pk_kwartaalcijfers")),
    )


def downgrade() -> None:
    op.drop_table("kwartaalcijfers")
    op.drop_table("lezing")
