"""Keep forms that look like the work of a robot until a person has looked at them.

The previous release does not know this table: it goes on storing every form as a request.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_quarantaine"
down_revision = "20261122_plaatsingen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quarantaine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referentie", sa.String(length=12), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("inhoud", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("gegevens", sa.JSON(), nullable=False),
        sa.Column("verdenking", sa.String(length=12), nullable=False),
        sa.Column("lot", sa.String(length=12), nullable=False),
        sa.Column("reden", sa.String(length=500), nullable=True),
        sa.Column("ontvangen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("besloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("besloten_door_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "verdenking IN ('lokveld', 'adres', 'e-mail', 'drukte')", name=op.f("ck_quarantaine_verdenking")
        ),
        sa.CheckConstraint("lot IN ('wacht', 'doorgelaten', 'weggegooid')", name=op.f("ck_quarantaine_lot")),
        sa.ForeignKeyConstraint(["besloten_door_id"], ["medewerker.id"], name=op.f("fk_quarantaine_besloten_door_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantaine")),
        sa.UniqueConstraint("referentie", name=op.f("uq_quarantaine_referentie")),
        sa.UniqueConstraint("sleutel", name=op.f("uq_quarantaine_sleutel")),
    )
    op.create_index(op.f("ix_quarantaine_inhoud"), "quarantaine", ["inhoud"])
    op.create_index(op.f("ix_quarantaine_email"), "quarantaine", ["email"])
    op.create_index("ix_quarantaine_lot", "quarantaine", ["lot", "besloten_op"])


def downgrade() -> None:
    op.drop_table("quarantaine")
