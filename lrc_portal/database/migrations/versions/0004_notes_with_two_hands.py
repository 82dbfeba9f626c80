"""Versions of a note, and which line of a note a strength or a step was kept from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: much hangs on notes and goals by CASCADE, and would go with a table that is copied.
    _add("note", "replaces_id", refers_to="note")
    _add("note", "first_id", refers_to="note", with_column="replaces_id")
    op.create_index(op.f("uq_note_replaces_id"), "note", ["replaces_id"], unique=True)
    op.create_index(op.f("ix_note_first_id"), "note", ["first_id"])

    _add("strength", "note_line", with_column="note_id")
    op.create_index(op.f("uq_strength_note_id_note_line"), "strength", ["note_id", "note_line"], unique=True)

    _add("goal_step", "note_id", refers_to="note")
    _add("goal_step", "note_line", with_column="note_id")
    op.create_index(
        op.f("uq_goal_step_note_id_note_line"), "goal_step", ["note_id", "note_line"], unique=True
    )


def _add(table: str, name: str, *, refers_to: str | None = None, with_column: str | None = None) -> None:
    """A column that may be empty; `with_column` names the one that is empty exactly where it is."""
    parts: list[sa.schema.SchemaItem] = []
    if refers_to:
        parts.append(sa.ForeignKey(f"{refers_to}.id", name=op.f(f"fk_{table}_{name}")))
    if with_column:
        both = f"({with_column} IS NULL) = ({name} IS NULL)"
        parts.append(sa.CheckConstraint(both, name=op.f(f"ck_{table}_{with_column}_with_{name}")))
    # SQLite takes a reference only together with its column, and forgets its name.
    inline = op.get_bind().dialect.name == "sqlite"
    op.add_column(table, sa.Column(name, sa.Integer(), *parts, nullable=True), inline_references=inline)
