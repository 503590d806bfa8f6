"""Make staff accounts, sessions and the counters of attempts to sign in.

Sessions stand in the database, so that signing out and closing an account really end them.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_2"
down_revision = "20261122_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inlogpoging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poging", sa.String(length=32), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inlogpoging")),
    )
    op.create_index("ix_inlogpoging_op", "inlogpoging", ["op"])
    op.create_index(op.f("ix_inlogpoging_poging"), "inlogpoging", ["poging"])
    op.create_index("ix_inlogpoging_sleutel_op", "inlogpoging", ["sleutel", "op"])

    op.create_table(
        "medewerker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("naam", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telefoon", sa.String(length=20), nullable=True),
        sa.Column("rollen", sa.JSON(), nullable=False),
        sa.Column("werkdagen", sa.JSON(), nullable=False),
        sa.Column("uren", sa.Integer(), nullable=False),
        sa.Column("vol", sa.Boolean(), nullable=False),
        sa.Column("actief", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("wachtwoord_hash", sa.String(length=200), nullable=True),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("uren > 0 AND uren <= 60", name=op.f("ck_medewerker_uren")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medewerker")),
        sa.UniqueConstraint("email", name=op.f("uq_medewerker_email")),
    )

    op.create_table(
        "sessie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gezien_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["medewerker_id"], ["medewerker.id"], name=op.f("fk_sessie_medewerker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessie")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessie_token_hash")),
    )
    op.create_index(op.f("ix_sessie_medewerker_id"), "sessie", ["medewerker_id"])


def downgrade() -> None:
    op.drop_table("sessie")
    op.drop_table("medewerker")
    op.drop_table("inlogpoging")
