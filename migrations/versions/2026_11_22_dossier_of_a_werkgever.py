"""Make the werkgeverdossier, and let a werkgever withdraw, rate, choose when to be called and answer a check-in.

A placement has no name, so that it may be kept. A withdrawn request is not an answered one, so it needs a status of
its own; a phone call is not a message that the werkgever can read, so it needs its own kind. Requests remember when
they were made anonymous, so that the yearly clean-up finds the rest through an index.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_dossier"
down_revision = "20261122_6"
branch_labels = None
depends_on = None

STATES = ("nieuw", "in-behandeling", "wacht-op-werkgever", "afgerond", "doorverwezen")
KINDS = ("werkgever", "medewerker", "notitie", "systeem")


def _check(table_name: str, column: str, values: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table_name}_{column}")
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, f"{column} IN ({', '.join(repr(v) for v in values)})")


def upgrade() -> None:
    with op.batch_alter_table("contactverzoek") as table:
        table.add_column(sa.Column("kanaal", sa.String(length=12), nullable=True))
        table.add_column(sa.Column("geanonimiseerd_op", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_contactverzoek_bewaren", "contactverzoek", ["geanonimiseerd_op", "afgesloten_op"])
    _check("contactverzoek", "status", (*STATES, "ingetrokken"))
    _check("bericht", "soort", (*KINDS[:3], "telefoon", "systeem"))

    op.create_table(
        "beoordeling",
        sa.Column("verzoek_id", sa.Integer(), nullable=False),
        sa.Column("geholpen", sa.String(length=6), nullable=False),
        sa.Column("tevreden", sa.Integer(), nullable=False),
        sa.Column("gegeven_op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("geholpen IN ('ja', 'deels', 'nee')", name=op.f("ck_beoordeling_geholpen")),
        sa.CheckConstraint("tevreden BETWEEN 1 AND 5", name=op.f("ck_beoordeling_tevreden")),
        sa.ForeignKeyConstraint(
            ["verzoek_id"], ["contactverzoek.id"], name=op.f("fk_beoordeling_verzoek_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("verzoek_id", name=op.f("pk_beoordeling")),
    )
    op.create_table(
        "belmoment",
        sa.Column("verzoek_id", sa.Integer(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("dagdeel", sa.String(length=10), nullable=False),
        sa.Column("telefoon", sa.String(length=30), nullable=False),
        sa.Column("gekozen_op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("dagdeel IN ('ochtend', 'middag')", name=op.f("ck_belmoment_dagdeel")),
        sa.ForeignKeyConstraint(
            ["verzoek_id"], ["contactverzoek.id"], name=op.f("fk_belmoment_verzoek_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("verzoek_id", name=op.f("pk_belmoment")),
    )
    op.create_table(
        "werkblad",
        sa.Column("verzoek_id", sa.Integer(), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("gezien_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["verzoek_id"], ["contactverzoek.id"], name=op.f("fk_werkblad_verzoek_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["medewerker_id"], ["medewerker.id"], name=op.f("fk_werkblad_medewerker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("verzoek_id", "medewerker_id", name=op.f("pk_werkblad")),
    )
    op.create_index("ix_werkblad_gezien", "werkblad", ["gezien_op"])

    op.create_table(
        "plaatsing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("werkgever_id", sa.Integer(), nullable=False),
        sa.Column("functie", sa.String(length=120), nullable=False),
        sa.Column("startmaand", sa.Date(), nullable=False),
        sa.Column("regelingen", sa.JSON(), nullable=False),
        sa.Column("beeindigd_op", sa.Date(), nullable=True),
        sa.Column("medewerker_id", sa.Integer(), nullable=True),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["werkgever_id"], ["werkgever.id"], name=op.f("fk_plaatsing_werkgever_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["medewerker_id"], ["medewerker.id"], name=op.f("fk_plaatsing_medewerker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plaatsing")),
    )
    op.create_index(op.f("ix_plaatsing_werkgever_id"), "plaatsing", ["werkgever_id"])
    op.create_table(
        "opvolging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("werkgever_id", sa.Integer(), nullable=False),
        sa.Column("plaatsing_id", sa.Integer(), nullable=True),
        sa.Column("sleutel", sa.String(length=80), nullable=False),
        sa.Column("op", sa.Date(), nullable=False),
        sa.Column("waarom", sa.String(length=300), nullable=False),
        sa.Column("stand", sa.String(length=10), nullable=False),
        sa.Column("afgehandeld_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stand IN ('gepland', 'gedaan', 'vervallen')", name=op.f("ck_opvolging_stand")),
        sa.ForeignKeyConstraint(
            ["werkgever_id"], ["werkgever.id"], name=op.f("fk_opvolging_werkgever_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plaatsing_id"], ["plaatsing.id"], name=op.f("fk_opvolging_plaatsing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opvolging")),
        sa.UniqueConstraint("werkgever_id", "sleutel", name=op.f("uq_opvolging_werkgever_id_sleutel")),
    )
    op.create_index(op.f("ix_opvolging_plaatsing_id"), "opvolging", ["plaatsing_id"])
    op.create_index("ix_opvolging_stand", "opvolging", ["stand", "op"])
    op.create_table(
        "checkin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("werkgever_id", sa.Integer(), nullable=False),
        sa.Column("plaatsing_id", sa.Integer(), nullable=True),
        sa.Column("medewerker_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("verstuurd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("antwoord", sa.String(length=8), nullable=True),
        sa.Column("beantwoord_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("antwoord IN ('goed', 'bel-mij')", name=op.f("ck_checkin_antwoord")),
        sa.ForeignKeyConstraint(
            ["werkgever_id"], ["werkgever.id"], name=op.f("fk_checkin_werkgever_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plaatsing_id"], ["plaatsing.id"], name=op.f("fk_checkin_plaatsing_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["medewerker_id"], ["medewerker.id"], name=op.f("fk_checkin_medewerker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin")),
    )
    op.create_index(op.f("ix_checkin_werkgever_id"), "checkin", ["werkgever_id"])
    op.create_table(
        "contactmoment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("werkgever_id", sa.Integer(), nullable=False),
        sa.Column("soort", sa.String(length=10), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=True),
        sa.Column("geschreven_op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("soort IN ('telefoon', 'bezoek', 'email', 'notitie')", name=op.f("ck_contactmoment_soort")),
        sa.ForeignKeyConstraint(
            ["werkgever_id"], ["werkgever.id"], name=op.f("fk_contactmoment_werkgever_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["medewerker_id"], ["medewerker.id"], name=op.f("fk_contactmoment_medewerker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contactmoment")),
        sa.UniqueConstraint("werkgever_id", "sleutel", name=op.f("uq_contactmoment_werkgever_id_sleutel")),
    )


def downgrade() -> None:
    for table_name in ("contactmoment", "checkin", "opvolging", "plaatsing", "werkblad", "belmoment", "beoordeling"):
        op.drop_table(table_name)
    op.execute("UPDATE contactverzoek SET status = 'afgerond' WHERE status = 'ingetrokken'")
    op.execute("UPDATE bericht SET soort = 'notitie' WHERE soort = 'telefoon'")
    _check("bericht", "soort", KINDS)
    _check("contactverzoek", "status", STATES)
    op.drop_index("ix_contactverzoek_bewaren", "contactverzoek")
    with op.batch_alter_table("contactverzoek") as table:
        table.drop_column("geanonimiseerd_op")
        table.drop_column("kanaal")
