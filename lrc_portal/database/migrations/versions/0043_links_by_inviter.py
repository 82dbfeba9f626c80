"""Connections of the past are found by who invited, too: letters are shown beyond their end."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_circle_link_inviter_id"), "circle_link", ["inviter_id"])
