"""A meeting that was moved or called off: how often, and what the other has still to read."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: notes hang on meetings, and a batch would copy and drop the table on SQLite.
    op.add_column("meeting", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("meeting", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    by = sa.ForeignKey("person.id", name=op.f("fk_meeting_changed_by_id"))
    _add("changed_by_id", sa.Integer(), by, check="changed_at_with_changed_by_id")
    _add("was_day", sa.Date(), check="was_day_with_changed_at")
    op.add_column("meeting", sa.Column("was_time", sa.Time(), nullable=True))
    op.add_column("meeting", sa.Column("was_place", sa.Text(), nullable=True))
    # The entry that takes a meeting out of a calendar has been handed out with this number.
    op.execute("UPDATE meeting SET sequence = 1 WHERE state = 'called_off'")


def _add(name: str, kind: sa.types.TypeEngine[Any], *parts: sa.schema.SchemaItem, check: str) -> None:
    """A column that is empty exactly where the other one is that its CHECK names."""
    first, second = check.split("_with_")
    both = sa.CheckConstraint(f"({first} IS NULL) = ({second} IS NULL)", name=op.f(f"ck_meeting_{check}"))
    # SQLite takes a reference only together with its column, and forgets its name.
    inline = op.get_bind().dialect.name == "sqlite"
    op.add_column("meeting", sa.Column(name, kind, *parts, both, nullable=True), inline_references=inline)
