"""A last day that was said and taken back, until the person has read it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place with its CHECK: a batch would copy and drop a table on which much hangs.
    op.add_column(
        "pairing",
        sa.Column(
            "unsaid_last_day",
            sa.Date(),
            sa.CheckConstraint(
                "unsaid_last_day IS NULL OR last_day IS NULL", name=op.f("ck_pairing_said_or_unsaid")
            ),
            nullable=True,
        ),
    )
