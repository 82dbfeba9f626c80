"""Entries know the file they were brought from; a file that was sent is held until its owner agrees."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_OWNED_BY = {
    "agenda_item": "person_id",
    "goal": "person_id",
    "goal_step": "goal_id",
    "moment": "person_id",
    "pursuit": "person_id",
    "strength": "person_id",
}


def upgrade() -> None:
    for table, owner in _OWNED_BY.items():
        op.add_column(table, sa.Column("came_from", sa.String(length=64), nullable=True))
        op.create_index(
            op.f(f"ix_{table}_{owner}_{table}_came_from"), table, [owner, "came_from"], unique=True
        )
    op.create_table(
        "held_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_upload_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_upload")),
        sa.UniqueConstraint("person_id", name=op.f("uq_held_upload_person_id")),
    )
