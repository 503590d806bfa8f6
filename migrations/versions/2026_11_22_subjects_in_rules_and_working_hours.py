"""Let a routing rule know the subject and a named team, and keep working hours beside working days.

An urgent question goes to a named team, so a rule must know what a question is about. A werkgever chooses when to be
called from the hours in which the contact person works; what was chosen is kept with its times.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_werktijden"
down_revision = "20261122_aanmelden"
branch_labels = None
depends_on = None

NEW = (
    ("routeringsregel", "onderwerpen", sa.JSON()),
    ("routeringsregel", "leden", sa.JSON()),
    ("routeringsregel", "team", sa.String(length=60)),
    ("medewerker", "werktijden", sa.JSON()),
    ("belmoment", "van", sa.Time()),
    ("belmoment", "tot", sa.Time()),
)


def upgrade() -> None:
    for table, name, kind in NEW:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """A rule with subjects would fit every werkgever without them, so it goes."""
    op.execute(sa.text("DELETE FROM routeringsregel WHERE leden IS NOT NULL AND CAST(leden AS VARCHAR) <> 'null'"))
    for table, name, _kind in reversed(NEW):
        op.drop_column(table, name)
