"""Trained and supervised: who supervises whom, training and supervision days, reflections."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supervises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("peer_worker_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_supervises_ended_at_with_ended_by_id")
        ),
        sa.CheckConstraint("supervisor_id <> peer_worker_id", name=op.f("ck_supervises_two_people")),
        _person("supervises", "supervisor_id"),
        _person("supervises", "peer_worker_id"),
        _person("supervises", "named_by_id"),
        _person("supervises", "ended_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervises")),
    )
    op.create_index(op.f("ix_supervises_supervisor_id"), "supervises", ["supervisor_id"])
    op.create_index(
        "uq_supervises_standing",
        "supervises",
        ["peer_worker_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("peer_worker_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_until >= done_on", name=op.f("ck_training_ends_after_it_was_done")),
        _person("training", "peer_worker_id"),
        _person("training", "entered_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(
        op.f("ix_training_peer_worker_id_training_valid_until"), "training", ["peer_worker_id", "valid_until"]
    )
    op.create_table(
        "supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("peer_worker_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "one_to_one",
                "group",
                "phone",
                name="supervisionkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("supervisor_id <> peer_worker_id", name=op.f("ck_supervision_two_people")),
        _person("supervision", "peer_worker_id"),
        _person("supervision", "supervisor_id"),
        _person("supervision", "entered_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision")),
    )
    op.create_index(
        op.f("ix_supervision_peer_worker_id_supervision_day"), "supervision", ["peer_worker_id", "day"]
    )
    op.create_table(
        "reflection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("supervisor_id <> author_id", name=op.f("ck_reflection_two_people")),
        _person("reflection", "author_id"),
        _person("reflection", "supervisor_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
    )
    op.create_index(op.f("ix_reflection_author_id_reflection_day"), "reflection", ["author_id", "day"])
    op.create_index(op.f("ix_reflection_supervisor_id"), "reflection", ["supervisor_id"])


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_{table}_{column}"))
