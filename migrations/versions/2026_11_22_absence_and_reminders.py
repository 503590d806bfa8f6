"""Make absence with a deputy, and remember which reminders were sent.

Waiting work moves to the deputy and comes back afterwards, so a request must know for whom it is looked after.
A reminder that is written down cannot be sent twice, however often the worker restarts.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_5"
down_revision = "20261122_4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "afwezigheid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("vervanger_id", sa.Integer(), nullable=False),
        sa.Column("van", sa.Date(), nullable=False),
        sa.Column("tot", sa.Date(), nullable=False),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tot >= van", name=op.f("ck_afwezigheid_periode")),
        sa.CheckConstraint("vervanger_id <> medewerker_id", name=op.f("ck_afwezigheid_vervanger")),
        sa.ForeignKeyConstraint(
            ["medewerker_id"], ["medewerker.id"], name=op.f("fk_afwezigheid_medewerker_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["vervanger_id"], ["medewerker.id"], name=op.f("fk_afwezigheid_vervanger_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_afwezigheid")),
    )
    op.create_index(op.f("ix_afwezigheid_medewerker_id"), "afwezigheid", ["medewerker_id"])
    op.create_index(op.f("ix_afwezigheid_vervanger_id"), "afwezigheid", ["vervanger_id"])
    op.create_index("ix_afwezigheid_periode", "afwezigheid", ["tot", "van"])
    op.create_table(
        "herinnering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verzoek_id", sa.Integer(), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("beloofd_op", sa.Date(), nullable=False),
        sa.Column("verstuurd_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["verzoek_id"], ["contactverzoek.id"], name=op.f("fk_herinnering_verzoek_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_herinnering")),
        sa.UniqueConstraint(
            "verzoek_id", "soort", "beloofd_op", name=op.f("uq_herinnering_verzoek_id_soort_beloofd_op")
        ),
    )
    with op.batch_alter_table("contactverzoek") as table:
        table.add_column(sa.Column("waarneming_voor_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_contactverzoek_waarneming_voor_id"), "medewerker", ["waarneming_voor_id"], ["id"]
        )
    op.create_index("ix_contactverzoek_waarneming", "contactverzoek", ["waarneming_voor_id", "status"])


def downgrade() -> None:
    op.drop_index("ix_contactverzoek_waarneming", "contactverzoek")
    with op.batch_alter_table("contactverzoek") as table:
        table.drop_constraint(op.f("fk_contactverzoek_waarneming_voor_id"), type_="foreignkey")
        table.drop_column("waarneming_voor_id")
    op.drop_table("herinnering")
    op.drop_table("afwezigheid")
