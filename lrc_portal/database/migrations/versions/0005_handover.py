"""Leaving and handing over, the earlier notes that are passed on, and a rhythm that is proposed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place, each with its CHECK and its reference beside it: much hangs on pairings and notes,
    # and a batch would copy and drop them on SQLite.
    in_range = sa.CheckConstraint(
        "rhythm_proposed_days BETWEEN 1 AND 365", name=op.f("ck_pairing_rhythm_proposed_days_in_range")
    )
    _add("rhythm_proposed_at", sa.DateTime(timezone=True))
    _add("rhythm_proposed_by_id", sa.Integer(), _person("rhythm_proposed_by_id"), first="rhythm_proposed_at")
    _add(
        "rhythm_proposed_days",
        sa.Integer(),
        in_range,
        sa.CheckConstraint(
            "(rhythm_proposed_days IS NULL) = (rhythm_proposed_at IS NULL)",
            name=op.f("ck_pairing_rhythm_proposed_days_with_rhythm_proposed_at"),
        ),
    )
    _add("leaving_at", sa.DateTime(timezone=True))
    _add("leaving_by_id", sa.Integer(), _person("leaving_by_id"), first="leaving_at")
    _add(
        "last_day",
        sa.Date(),
        sa.CheckConstraint(
            "(last_day IS NULL) = (leaving_at IS NULL)", name=op.f("ck_pairing_last_day_with_leaving_at")
        ),
    )
    _add("heard_at", sa.DateTime(timezone=True), _only_after("heard_at", "leaving"))
    _add("nobody_new_at", sa.DateTime(timezone=True), _only_after("nobody_new_at", "heard"))
    _add("follows_id", sa.Integer(), sa.ForeignKey("pairing.id", name=op.f("fk_pairing_follows_id")))
    op.create_index(op.f("ix_pairing_follows_id"), "pairing", ["follows_id"])
    op.add_column("note", sa.Column("is_goodbye", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "note_passed_on",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_note_passed_on_note_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairing.id"], name=op.f("fk_note_passed_on_pairing_id")),
        sa.PrimaryKeyConstraint("note_id", "pairing_id", name=op.f("pk_note_passed_on")),
    )
    op.create_index(op.f("ix_note_passed_on_pairing_id"), "note_passed_on", ["pairing_id"])


def _add(name: str, kind: sa.types.TypeEngine[Any], *parts: sa.schema.SchemaItem, first: str = "") -> None:
    """A column of pairings that may be empty; `first` names the one that is empty exactly where it is."""
    if first:
        both = sa.CheckConstraint(
            f"({first} IS NULL) = ({name} IS NULL)", name=op.f(f"ck_pairing_{first}_with_{name}")
        )
        parts = (both, *parts)
    # SQLite takes a reference only together with its column, and forgets its name.
    inline = op.get_bind().dialect.name == "sqlite"
    op.add_column("pairing", sa.Column(name, kind, *parts, nullable=True), inline_references=inline)


def _person(name: str) -> sa.ForeignKey:
    return sa.ForeignKey("person.id", name=op.f(f"fk_pairing_{name}"))


def _only_after(name: str, earlier: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        f"{name} IS NULL OR {earlier}_at IS NOT NULL", name=op.f(f"ck_pairing_{name}_after_{earlier}")
    )
