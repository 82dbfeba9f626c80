"""The areas that a person wants to look at next time."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FACETS = ("sobriety", "physical", "emotional", "relational", "community", "participation")


def upgrade() -> None:
    op.create_table(
        "chosen_area",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "facet",
            sa.Enum(
                *FACETS,
                name="facet",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_chosen_area_person_id")),
        sa.PrimaryKeyConstraint("person_id", "facet", name=op.f("pk_chosen_area")),
    )
