"""Complaints about what is done with somebody's data."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import changing, walls

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)",
            name=op.f("ck_complaint_acknowledged_at_with_acknowledged_by_id"),
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_complaint_answered_at_with_answered_by_id"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_complaint_answer_with_answered_at")
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR acknowledged_at IS NOT NULL",
            name=op.f("ck_complaint_acknowledged_first"),
        ),
        sa.CheckConstraint(
            "acknowledged_by_id <> person_id", name=op.f("ck_complaint_acknowledged_by_another")
        ),
        sa.CheckConstraint("answered_by_id <> person_id", name=op.f("ck_complaint_answered_by_another")),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_complaint_{column}"))
            for column in ("person_id", "acknowledged_by_id", "answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index(op.f("ix_complaint_person_id"), "complaint", ["person_id"])
    changing.add_words("trace", "subject", "complaint")
    mine, coordinates = "person_id = (SELECT lrc_me())", "(SELECT lrc_coordinates())"
    walls.protect("complaint", f"({mine} OR {coordinates})", add=mine, change=coordinates, erase="false")
