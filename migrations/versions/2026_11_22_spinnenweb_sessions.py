"""Make groepen that fill in the Spinnenweb together.

A session keeps the answers of people only until it closes; what may be told about a groep is worked out in that
same moment and stored with the session. So there is no table from which anybody could read an answer afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_spinnenweb"
down_revision = "20261122_dossier"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spinnenwebsessie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("naam", sa.String(length=120), nullable=False),
        sa.Column("reeks", sa.String(length=120), nullable=False),
        sa.Column("kvk_nummer", sa.String(length=8), nullable=True),
        sa.Column("web", sa.String(length=80), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("geopend_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_tot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gesloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bewaren_tot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uitslag", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["medewerker_id"], ["medewerker.id"], name=op.f("fk_spinnenwebsessie_medewerker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spinnenwebsessie")),
        sa.UniqueConstraint("code", name=op.f("uq_spinnenwebsessie_code")),
    )
    op.create_index("ix_spinnenwebsessie_open", "spinnenwebsessie", ["gesloten_op", "open_tot"])
    op.create_index("ix_spinnenwebsessie_kvk", "spinnenwebsessie", ["kvk_nummer"])
    op.create_index(op.f("ix_spinnenwebsessie_reeks"), "spinnenwebsessie", ["reeks"])
    op.create_index(op.f("ix_spinnenwebsessie_medewerker_id"), "spinnenwebsessie", ["medewerker_id"])
    op.create_index(op.f("ix_spinnenwebsessie_bewaren_tot"), "spinnenwebsessie", ["bewaren_tot"])
    op.create_table(
        "spinnenwebinzending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sessie_id", sa.Integer(), nullable=False),
        sa.Column("groep", sa.String(length=20), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.CheckConstraint("groep IN ('werkgevers', 'professionals')", name=op.f("ck_spinnenwebinzending_groep")),
        sa.ForeignKeyConstraint(
            ["sessie_id"],
            ["spinnenwebsessie.id"],
            name=op.f("fk_spinnenwebinzending_sessie_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spinnenwebinzending")),
        sa.UniqueConstraint("sessie_id", "sleutel", name=op.f("uq_spinnenwebinzending_sessie_id_sleutel")),
    )


def downgrade() -> None:
    op.drop_table("spinnenwebinzending")
    op.drop_table("spinnenwebsessie")
