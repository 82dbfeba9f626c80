"""What somebody is typing is kept at the server until it is saved."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsaved_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("turn", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unsaved_words_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsaved_words")),
        sa.UniqueConstraint("person_id", "form", "field", name=op.f("uq_unsaved_words_person_id_form_field")),
    )
