"""An element is answered as a whole, in words or numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "check_in",
        sa.Column(
            "health",
            sa.Integer(),
            sa.CheckConstraint("health BETWEEN 0 AND 10", name=op.f("ck_check_in_health_in_range")),
            nullable=True,
        ),
    )
    op.add_column(
        "check_in",
        sa.Column(
            "reintegration",
            sa.Integer(),
            sa.CheckConstraint(
                "reintegration BETWEEN 0 AND 10", name=op.f("ck_check_in_reintegration_in_range")
            ),
            nullable=True,
        ),
    )
    op.add_column("person", sa.Column("in_numbers", sa.Boolean(), server_default=sa.false(), nullable=False))
