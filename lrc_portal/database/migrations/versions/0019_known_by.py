"""A coordinator's word that tells two people apart who are called the same. Encrypted, as names are."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("known_by", sa.Text(), nullable=True))
