"""Finding each other: what people tell of themselves, what matters to them, a first meeting to try."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = (
    "age_band",
    "gender",
    "ethnicity",
    "languages",
    "recovering_from",
    "living_with",
    "parent",
    "faith",
    "area",
)


def _kind() -> sa.Enum:
    return sa.Enum(*KINDS, name="traitkind", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.create_table(
        "about_me",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT shown OR words IS NOT NULL", name=op.f("ck_about_me_shown_with_words")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_about_me_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_about_me")),
    )
    op.create_table(
        "trait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column(
            "telling",
            sa.Enum(
                "not_told",
                "matching",
                "shown",
                name="telling",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trait_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trait")),
    )
    op.create_index(op.f("ix_trait_person_id"), "trait", ["person_id"], unique=False)
    op.create_table(
        "trait_weight",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 3", name=op.f("ck_trait_weight_weight_in_range")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trait_weight_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_trait_weight")),
    )
    op.add_column("pairing", sa.Column("is_trial", sa.Boolean(), server_default=sa.false(), nullable=False))
