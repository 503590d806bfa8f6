"""Make routing rules, hand-overs and guests, and let somebody have a standing vervanger.

Sector and size decide with the gemeente who gets a new werkgever. A hand-over waits for the colleague and for an
objection of the werkgever, so it must be remembered. The index on the day of receipt serves the figures per month.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_6"
down_revision = "20261122_5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("medewerker") as table:
        table.add_column(sa.Column("vervanger_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("organisatie", sa.String(length=120), nullable=True))
        table.create_foreign_key(op.f("fk_medewerker_vervanger_id"), "medewerker", ["vervanger_id"], ["id"])
        table.create_index(op.f("ix_medewerker_vervanger_id"), ["vervanger_id"])
    op.add_column("werkgever", sa.Column("sector", sa.String(length=60), nullable=True))
    op.add_column("werkgever", sa.Column("grootte", sa.String(length=10), nullable=True))
    op.create_index("ix_contactverzoek_ingediend", "contactverzoek", ["ingediend_op"])
    op.create_table(
        "routeringsregel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("naam", sa.String(length=120), nullable=False),
        sa.Column("volgorde", sa.Integer(), nullable=False),
        sa.Column("gemeenten", sa.JSON(), nullable=False),
        sa.Column("sectoren", sa.JSON(), nullable=False),
        sa.Column("groottes", sa.JSON(), nullable=False),
        sa.Column("medewerkers", sa.JSON(), nullable=False),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routeringsregel")),
    )
    op.create_table(
        "overdracht",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("werkgever_id", sa.Integer(), nullable=False),
        sa.Column("van_id", sa.Integer(), nullable=True),
        sa.Column("naar_id", sa.Integer(), nullable=False),
        sa.Column("door_id", sa.Integer(), nullable=False),
        sa.Column("reden", sa.String(length=500), nullable=False),
        sa.Column("samenvatting", sa.Text(), nullable=False),
        sa.Column("stand", sa.String(length=12), nullable=False),
        sa.Column("voorgesteld_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("besloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bezwaar_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bezwaar_klaar_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "stand IN ('voorgesteld', 'bevestigd', 'geweigerd', 'ingetrokken')", name=op.f("ck_overdracht_stand")
        ),
        sa.ForeignKeyConstraint(
            ["werkgever_id"], ["werkgever.id"], name=op.f("fk_overdracht_werkgever_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["van_id"], ["medewerker.id"], name=op.f("fk_overdracht_van_id")),
        sa.ForeignKeyConstraint(["naar_id"], ["medewerker.id"], name=op.f("fk_overdracht_naar_id")),
        sa.ForeignKeyConstraint(["door_id"], ["medewerker.id"], name=op.f("fk_overdracht_door_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overdracht")),
    )
    op.create_index(op.f("ix_overdracht_werkgever_id"), "overdracht", ["werkgever_id"])
    op.create_index("ix_overdracht_naar_stand", "overdracht", ["naar_id", "stand"])
    op.create_table(
        "verzoek_gast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verzoek_id", sa.Integer(), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("uitgenodigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["verzoek_id"], ["contactverzoek.id"], name=op.f("fk_verzoek_gast_verzoek_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["medewerker_id"], ["medewerker.id"], name=op.f("fk_verzoek_gast_medewerker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verzoek_gast")),
        sa.UniqueConstraint("verzoek_id", "medewerker_id", name=op.f("uq_verzoek_gast_verzoek_id_medewerker_id")),
    )
    op.create_index(op.f("ix_verzoek_gast_medewerker_id"), "verzoek_gast", ["medewerker_id"])


def downgrade() -> None:
    op.drop_table("verzoek_gast")
    op.drop_table("overdracht")
    op.drop_table("routeringsregel")
    op.drop_index("ix_contactverzoek_ingediend", "contactverzoek")
    with op.batch_alter_table("werkgever") as table:
        table.drop_column("grootte")
        table.drop_column("sector")
    with op.batch_alter_table("medewerker") as table:
        table.drop_index(op.f("ix_medewerker_vervanger_id"))
        table.drop_constraint(op.f("fk_medewerker_vervanger_id"), type_="foreignkey")
        table.drop_column("organisatie")
        table.drop_column("vervanger_id")
