"""Roles that somebody held and has laid down, so that a year is counted as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    roles = ("member", "family", "peer_worker", "coordinator")
    op.create_table(
        "role_laid_down",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(*roles, name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("laid_down_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("laid_down_at >= given_at", name=op.f("ck_role_laid_down_given_first")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_laid_down_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_laid_down")),
    )
    op.create_index(op.f("ix_role_laid_down_person_id"), "role_laid_down", ["person_id"])
