"""Find the placements that begin in one month without reading all of them.

The figures of a month count placements too, and a page of figures must not become slower every year.
"""

from alembic import op

revision = "20261122_plaatsingen"
down_revision = "20261122_cijfers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_plaatsing_startmaand"), "plaatsing", ["startmaand"])


def downgrade() -> None:
    op.drop_index(op.f("ix_plaatsing_startmaand"), "plaatsing")
