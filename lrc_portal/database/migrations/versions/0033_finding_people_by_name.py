"""People are found by the first letters of their names: keyed hashes of them. A start fills them in."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "name_beginning",
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_beginning_person_id")),
        sa.PrimaryKeyConstraint("key", "person_id", name=op.f("pk_name_beginning")),
    )
    op.create_index(op.f("ix_name_beginning_person_id"), "name_beginning", ["person_id"])
    whole = sa.text("whole")
    for name, columns in (("whole", ["key", "person_id"]), ("whose", ["person_id"])):
        op.create_index(
            op.f(f"ix_name_beginning_{name}"),
            "name_beginning",
            columns,
            sqlite_where=whole,
            postgresql_where=whole,
        )
    mine = "person_id = (SELECT lrc_me())"
    walls.protect("name_beginning", f"({mine} OR (SELECT lrc_coordinates()))", add=mine)
