"""Keep what readers give back to the editor, and who wants mail about changes.

Feedback, searches and explanations are counted without anything about the person, so they stand apart from requests.
Mail about changes needs headers of its own (List-Unsubscribe), so the outbox gets a column for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_redactie"
down_revision = "20261122_spinnenweb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox_message", sa.Column("headers", sa.JSON(), nullable=True))
    op.create_table(
        "terugmelding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pagina", sa.String(length=120), nullable=False),
        sa.Column("taal", sa.String(length=2), nullable=False),
        sa.Column("antwoord", sa.String(length=3), nullable=False),
        sa.Column("reden", sa.String(length=20), nullable=True),
        sa.Column("tekst", sa.Text(), nullable=True),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("op", sa.Date(), nullable=False),
        sa.CheckConstraint("antwoord IN ('ja', 'nee')", name=op.f("ck_terugmelding_antwoord")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terugmelding")),
        sa.UniqueConstraint("sleutel", name=op.f("uq_terugmelding_sleutel")),
    )
    op.create_index("ix_terugmelding_op", "terugmelding", ["op"])
    op.create_table(
        "uitleg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pagina", sa.String(length=120), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("op", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uitleg")),
        sa.UniqueConstraint("sleutel", name=op.f("uq_uitleg_sleutel")),
    )
    op.create_index(op.f("ix_uitleg_op"), "uitleg", ["op"])
    op.create_table(
        "zoekvraag",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("taal", sa.String(length=2), nullable=False),
        sa.Column("vraag", sa.String(length=80), nullable=False),
        sa.Column("gezocht", sa.Integer(), nullable=False),
        sa.Column("leeg", sa.Integer(), nullable=False),
        sa.Column("geopend", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "taal", "vraag", name=op.f("pk_zoekvraag")),
    )
    op.create_table(
        "weekbericht",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("verstuurd_op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_weekbericht")),
    )
    op.create_table(
        "abonnement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("soort", sa.String(length=10), nullable=False),
        sa.Column("onderwerp", sa.String(length=80), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("aangevraagd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bevestigd_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gemaild_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("soort IN ('regeling', 'fase')", name=op.f("ck_abonnement_soort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abonnement")),
        sa.UniqueConstraint("email", "soort", "onderwerp", name=op.f("uq_abonnement_email_soort_onderwerp")),
        sa.UniqueConstraint("sleutel", name=op.f("uq_abonnement_sleutel")),
    )
    op.create_index("ix_abonnement_bevestigd_op", "abonnement", ["bevestigd_op", "aangevraagd_op"])
    op.create_table(
        "nieuwsbericht",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("gezien_op", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nieuwsbericht")),
    )
    op.create_index(op.f("ix_nieuwsbericht_gezien_op"), "nieuwsbericht", ["gezien_op"])


def downgrade() -> None:
    for table in ("nieuwsbericht", "abonnement", "weekbericht", "zoekvraag", "uitleg", "terugmelding"):
        op.drop_table(table)
    with op.batch_alter_table("outbox_message") as table:
        table.drop_column("headers")
