"""The path of each pursuit: an aim of free days a week, hidden or not, and what helped to come back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place, each with its CHECK beside it. A batch would copy the table and drop the old one
    # on SQLite, and with a dropped pursuit its answers would go, since they hang on it by CASCADE.
    op.add_column(
        "pursuit",
        sa.Column(
            "free_days_aim",
            sa.SmallInteger(),
            sa.CheckConstraint(
                "free_days_aim BETWEEN 1 AND 7", name=op.f("ck_pursuit_free_days_aim_in_range")
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "pursuit", sa.Column("path_hidden", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "pursuit_answer",
        sa.Column(
            "what_helped",
            sa.Text(),
            sa.CheckConstraint(
                "what_helped IS NULL OR answer = 'used'",
                name=op.f("ck_pursuit_answer_what_helped_with_used"),
            ),
            nullable=True,
        ),
    )
