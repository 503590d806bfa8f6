"""Make room for who signs up for a meeting.

A list belongs to the slug of a meeting in the content; it keeps when the meeting was, so that it can be thrown away
on time also when the file is gone. Everything in these tables goes thirty days after the meeting.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_bijeenkomst"
down_revision = "20261122_dagbericht"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deelnemerslijst",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("titel", sa.String(length=90), nullable=False),
        sa.Column("begint_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("eindigt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gemeld", sa.Text(), nullable=False),
        sa.Column("afgelast_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("afgelast_reden", sa.String(length=220), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deelnemerslijst")),
        sa.UniqueConstraint("slug", name=op.f("uq_deelnemerslijst_slug")),
    )
    op.create_index(op.f("ix_deelnemerslijst_eindigt_op"), "deelnemerslijst", ["eindigt_op"])
    op.create_table(
        "aanmelding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lijst_id", sa.Integer(), nullable=False),
        sa.Column("naam", sa.String(length=120), nullable=False),
        sa.Column("organisatie", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("stand", sa.String(length=12), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("gevraagd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gemaild_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bevestigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("herinnerd_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("stand IN ('gevraagd', 'bevestigd', 'wachtlijst')", name=op.f("ck_aanmelding_stand")),
        sa.ForeignKeyConstraint(
            ["lijst_id"], ["deelnemerslijst.id"], name=op.f("fk_aanmelding_lijst_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aanmelding")),
        sa.UniqueConstraint("code", name=op.f("uq_aanmelding_code")),
        sa.UniqueConstraint("lijst_id", "email", name=op.f("uq_aanmelding_lijst_id_email")),
        sa.UniqueConstraint("lijst_id", "rang", name=op.f("uq_aanmelding_lijst_id_rang")),
    )
    op.create_index("ix_aanmelding_email", "aanmelding", ["email", "gevraagd_op"])
    op.create_index(op.f("ix_aanmelding_gevraagd_op"), "aanmelding", ["gevraagd_op"])


def downgrade() -> None:
    op.drop_table("aanmelding")
    op.drop_table("deelnemerslijst")
