"""What helps a person, and their plan for a hard day; both are shared together, as a kind of their own.

On which days something was used is its owner's alone.
"""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import changing, walls

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

OWN = "person_id = (SELECT lrc_me())"
SHOWN = "person_id IN (SELECT lrc_shown('plan'))"


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how_i_notice", sa.Text(), nullable=True),
        sa.Column("tell_myself", sa.Text(), nullable=True),
        sa.Column("where_safe", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_from", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("person_id", name=op.f("uq_plan_person_id")),
    )
    op.create_index(op.f("ix_plan_person_id_plan_came_from"), "plan", ["person_id", "came_from"], unique=True)
    op.create_table(
        "plan_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_call_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_call")),
    )
    op.create_index(
        op.f("ix_plan_call_plan_id_plan_call_position"), "plan_call", ["plan_id", "position"], unique=False
    )
    op.create_table(
        "way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "kept",
                "declined",
                name="waystate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("in_plan", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("noticed_by_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column(
            "note_part",
            sa.Enum(
                "strengths_noticed",
                "we_agreed",
                name="notepart",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("note_line", sa.Integer(), nullable=True),
        sa.Column("only_me", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_from", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(note_id IS NULL) = (note_line IS NULL)", name=op.f("ck_way_note_id_with_note_line")
        ),
        sa.CheckConstraint(
            "(note_id IS NULL) = (note_part IS NULL)", name=op.f("ck_way_note_id_with_note_part")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_way_note_id")),
        sa.ForeignKeyConstraint(["noticed_by_id"], ["person.id"], name=op.f("fk_way_noticed_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_way_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way")),
    )
    op.create_index(op.f("ix_way_person_id_way_came_from"), "way", ["person_id", "came_from"], unique=True)
    op.create_index(op.f("ix_way_person_id_way_position"), "way", ["person_id", "position"], unique=False)
    op.create_index(
        "uq_way_note_id_note_part_note_line", "way", ["note_id", "note_part", "note_line"], unique=True
    )
    op.create_table(
        "way_use",
        sa.Column("way_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["way_id"], ["way.id"], name=op.f("fk_way_use_way_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("way_id", "day", name=op.f("pk_way_use")),
    )
    changing.add_words("share", "content", "plan")
    walls.protect(
        "way",
        f"({OWN} OR (state = 'kept' AND NOT only_me AND put_away_at IS NULL AND {SHOWN}))",
        add=OWN,
    )
    walls.protect("way_use", f"EXISTS (SELECT FROM way its WHERE its.id = way_id AND its.{OWN})")
    walls.protect("plan", f"({OWN} OR {SHOWN})", add=OWN)
    walls.protect(
        "plan_call",
        "EXISTS (SELECT FROM plan its WHERE its.id = plan_id)",
        add=f"EXISTS (SELECT FROM plan its WHERE its.id = plan_id AND its.{OWN})",
    )
