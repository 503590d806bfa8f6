"""Make werkgevers with their vaste accountmanager, and contactverzoeken with their conversation.

The indexes of contactverzoek serve the open baskets, so that their cost does not grow with closed requests.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_3"
down_revision = "20261122_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "territorium",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gemeente", sa.String(length=60), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["medewerker_id"], ["medewerker.id"], name=op.f("fk_territorium_medewerker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territorium")),
        sa.UniqueConstraint("gemeente", "medewerker_id", name=op.f("uq_territorium_gemeente_medewerker_id")),
    )
    op.create_index(op.f("ix_territorium_medewerker_id"), "territorium", ["medewerker_id"])

    op.create_table(
        "werkgever",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("naam", sa.String(length=200), nullable=False),
        sa.Column("kvk_nummer", sa.String(length=8), nullable=True),
        sa.Column("vestigingsnummer", sa.String(length=12), nullable=True),
        sa.Column("gemeente", sa.String(length=60), nullable=True),
        sa.Column("accountmanager_id", sa.Integer(), nullable=True),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["accountmanager_id"], ["medewerker.id"], name=op.f("fk_werkgever_accountmanager_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_werkgever")),
        sa.UniqueConstraint("kvk_nummer", name=op.f("uq_werkgever_kvk_nummer")),
    )
    op.create_index(op.f("ix_werkgever_accountmanager_id"), "werkgever", ["accountmanager_id"])
    op.create_index(op.f("ix_werkgever_naam"), "werkgever", ["naam"])

    op.create_table(
        "contactverzoek",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referentie", sa.String(length=12), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=False),
        sa.Column("werkgever_id", sa.Integer(), nullable=False),
        sa.Column("organisatie", sa.String(length=200), nullable=False),
        sa.Column("contact_naam", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_telefoon", sa.String(length=30), nullable=True),
        sa.Column("gemeente", sa.String(length=60), nullable=True),
        sa.Column("plaats", sa.String(length=120), nullable=True),
        sa.Column("buiten_regio", sa.Boolean(), nullable=False),
        sa.Column("onderwerp", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("eigenaar_id", sa.Integer(), nullable=True),
        sa.Column("spoed", sa.Boolean(), nullable=False),
        sa.Column("beloofd_op", sa.Date(), nullable=False),
        sa.Column("toewijzing", sa.JSON(), nullable=False),
        sa.Column("keuzehulp", sa.JSON(), nullable=True),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("ingediend_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gewijzigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("eerste_antwoord_op", sa.DateTime(timezone=True), nullable=True),
        sa.Column("afgesloten_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('nieuw', 'in-behandeling', 'wacht-op-werkgever', 'afgerond', 'doorverwezen')",
            name=op.f("ck_contactverzoek_status"),
        ),
        sa.ForeignKeyConstraint(["eigenaar_id"], ["medewerker.id"], name=op.f("fk_contactverzoek_eigenaar_id")),
        sa.ForeignKeyConstraint(["werkgever_id"], ["werkgever.id"], name=op.f("fk_contactverzoek_werkgever_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contactverzoek")),
        sa.UniqueConstraint("referentie", name=op.f("uq_contactverzoek_referentie")),
        sa.UniqueConstraint("sleutel", name=op.f("uq_contactverzoek_sleutel")),
    )
    op.create_index("ix_contactverzoek_afgerond", "contactverzoek", ["eigenaar_id", "afgesloten_op"])
    op.create_index(op.f("ix_contactverzoek_contact_email"), "contactverzoek", ["contact_email"])
    op.create_index("ix_contactverzoek_mand", "contactverzoek", ["status", "eigenaar_id", "beloofd_op"])
    op.create_index("ix_contactverzoek_team", "contactverzoek", ["status", "beloofd_op"])
    op.create_index(op.f("ix_contactverzoek_werkgever_id"), "contactverzoek", ["werkgever_id"])

    op.create_table(
        "werkgever_email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("werkgever_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("bevestigd_op", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["werkgever_id"], ["werkgever.id"], name=op.f("fk_werkgever_email_werkgever_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_werkgever_email")),
        sa.UniqueConstraint("werkgever_id", "email", name=op.f("uq_werkgever_email_werkgever_id_email")),
    )
    op.create_index(op.f("ix_werkgever_email_email"), "werkgever_email", ["email"])

    op.create_table(
        "bericht",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verzoek_id", sa.Integer(), nullable=False),
        sa.Column("soort", sa.String(length=12), nullable=False),
        sa.Column("medewerker_id", sa.Integer(), nullable=True),
        sa.Column("tekst", sa.Text(), nullable=False),
        sa.Column("sleutel", sa.String(length=64), nullable=True),
        sa.Column("geschreven_op", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("soort IN ('werkgever', 'medewerker', 'notitie', 'systeem')", name=op.f("ck_bericht_soort")),
        sa.ForeignKeyConstraint(["medewerker_id"], ["medewerker.id"], name=op.f("fk_bericht_medewerker_id")),
        sa.ForeignKeyConstraint(
            ["verzoek_id"], ["contactverzoek.id"], name=op.f("fk_bericht_verzoek_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bericht")),
        sa.UniqueConstraint("verzoek_id", "sleutel", name=op.f("uq_bericht_verzoek_id_sleutel")),
    )
    op.create_index(op.f("ix_bericht_verzoek_id"), "bericht", ["verzoek_id"])


def downgrade() -> None:
    op.drop_table("bericht")
    op.drop_table("werkgever_email")
    op.drop_table("contactverzoek")
    op.drop_table("werkgever")
    op.drop_table("territorium")
