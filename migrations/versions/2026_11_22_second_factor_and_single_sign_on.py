"""Let medewerkers prove who they are in two steps, or at their organisation's identity provider.

Second factor, recovery codes, the half-way state of signing in, links to choose a password and the random key of the
day are tables of their own: the previous release does not know them and goes on working. A session tells when the
person last proved who it is; empty for sessions that began before.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_aanmelden"
down_revision = "20261122_gesprek"
branch_labels = None
depends_on = None


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["medewerker_id"], ["medewerker.id"], name=op.f(f"fk_{table}_medewerker_id"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.add_column("sessie", sa.Column("bevestigd_op", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessie", sa.Column("methode", sa.String(length=12), nullable=True))
    op.create_table(
        "dagsleutel",
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("dag", name=op.f("pk_dagsleutel")),
    )
    op.create_table(
        "inlogstap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("verder", sa.Text(), nullable=False),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=False),
        _person("inlogstap"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inlogstap")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_inlogstap_token_hash")),
    )
    op.create_index(op.f("ix_inlogstap_medewerker_id"), "inlogstap", ["medewerker_id"])
    op.create_table(
        "tweede_factor",
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("geheim", sa.String(length=300), nullable=False),
        sa.Column("laatste_stap", sa.Integer(), nullable=False),
        sa.Column("ingesteld_op", sa.DateTime(timezone=True), nullable=False),
        _person("tweede_factor"),
        sa.PrimaryKeyConstraint("medewerker_id", name=op.f("pk_tweede_factor")),
    )
    op.create_table(
        "herstelcode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("plek", sa.String(length=1), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        _person("herstelcode"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_herstelcode")),
        sa.UniqueConstraint("medewerker_id", "plek", name=op.f("uq_herstelcode_medewerker_id_plek")),
    )
    op.create_table(
        "organisatiekoppeling",
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("uitgever", sa.String(length=200), nullable=False),
        sa.Column("onderwerp", sa.String(length=255), nullable=False),
        sa.Column("gekoppeld_op", sa.DateTime(timezone=True), nullable=False),
        _person("organisatiekoppeling"),
        sa.PrimaryKeyConstraint("medewerker_id", name=op.f("pk_organisatiekoppeling")),
        sa.UniqueConstraint("uitgever", "onderwerp", name=op.f("uq_organisatiekoppeling_uitgever_onderwerp")),
    )
    op.create_table(
        "accountlink",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("verloopt_op", sa.DateTime(timezone=True), nullable=False),
        _person("accountlink"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountlink")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accountlink_token_hash")),
    )
    op.create_index(op.f("ix_accountlink_medewerker_id"), "accountlink", ["medewerker_id"])


def downgrade() -> None:
    for table in ("accountlink", "organisatiekoppeling", "herstelcode", "tweede_factor", "inlogstap", "dagsleutel"):
        op.drop_table(table)
    with op.batch_alter_table("sessie") as table:
        table.drop_column("methode")
        table.drop_column("bevestigd_op")
