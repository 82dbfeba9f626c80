"""From receiving to giving: a member on the way to become a peer worker, and the steps they have done."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("finished_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "giving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (finished_by_id IS NULL)",
            name=op.f("ck_giving_finished_at_with_finished_by_id"),
        ),
        sa.CheckConstraint(
            "finished_at IS NULL OR last_yes_at IS NOT NULL", name=op.f("ck_giving_finished_after_last_yes")
        ),
        sa.CheckConstraint("finished_by_id <> person_id", name=op.f("ck_giving_finished_by_another")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_giving_person_id")),
        sa.ForeignKeyConstraint(["finished_by_id"], ["person.id"], name=op.f("fk_giving_finished_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_giving")),
    )
    op.create_index(
        "uq_giving_under_way",
        "giving",
        ["person_id"],
        unique=True,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )
    kinds = sa.Enum(
        "training",
        "supervisor",
        "shadowed",
        name="givingstepkind",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    op.create_table(
        "giving_step",
        sa.Column("giving_id", sa.Integer(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'supervisor') = (supervisor_id IS NOT NULL)",
            name=op.f("ck_giving_step_supervisor_with_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["giving_id"], ["giving.id"], name=op.f("fk_giving_step_giving_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_giving_step_supervisor_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_giving_step_noted_by_id")),
        sa.PrimaryKeyConstraint("giving_id", "kind", name=op.f("pk_giving_step")),
    )
