"""First days: questions asked once, codes that are shown again, supervision that is booked."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("first_screens", sa.Integer(), server_default="0", nullable=False))
    op.add_column("invitation", sa.Column("code", sa.Text(), nullable=True))
    op.add_column(
        "invitation", sa.Column("says_who", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("supervision", sa.Column("booked", sa.Boolean(), server_default=sa.false(), nullable=False))
