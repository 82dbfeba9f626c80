"""What stands first in long lists is found by an index: meetings that are due, and what waits."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

INDEXES: dict[str, tuple[str, list[str], str]] = {
    "ix_complaint_waiting": ("complaint", ["made_at"], "answered_at IS NULL"),
    "ix_giving_under_way": ("giving", ["id"], "finished_at IS NULL"),
    "ix_invitation_open": (
        "invitation",
        ["inviter_id", "ends_at"],
        "accepted_at IS NULL AND withdrawn_at IS NULL",
    ),
    "ix_pairing_to_see_to": (
        "pairing",
        ["id"],
        "ended_at IS NULL AND (began_at IS NULL OR last_day IS NOT NULL)",
    ),
    "ix_pairing_unclosed": ("pairing", ["id"], "ended_at IS NULL"),
    "ix_person_known_by": ("person", ["id"], "known_by IS NOT NULL"),
}


def upgrade() -> None:
    op.create_table(
        "meeting_due",
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("due_from", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_meeting_due_pairing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pairing_id", name=op.f("pk_meeting_due")),
    )
    op.create_index(op.f("ix_meeting_due_due_from"), "meeting_due", ["due_from"])
    for name, (table, columns, where) in INDEXES.items():
        only = sa.text(where)
        op.create_index(op.f(name), table, columns, sqlite_where=only, postgresql_where=only)
    me = "(SELECT lrc_me())"
    walls.protect(
        "meeting_due",
        f"""EXISTS (SELECT FROM pairing its WHERE its.id = pairing_id
            AND (its.person_id = {me} OR its.peer_worker_id = {me}))""",
    )
