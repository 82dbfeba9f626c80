"""What a trace can be about: also what people tell of themselves, giving, training and supervision."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ACTS = (
    "looked",
    "added",
    "changed",
    "erased",
    "shared",
    "took_back",
    "invited",
    "joined",
    "left",
    "proposed",
    "agreed",
    "declined",
    "ended",
    "planned",
    "offered",
    "answered",
    "signed_in",
    "signed_out",
)
SUBJECTS = (
    "strengths",
    "goals",
    "sobriety",
    "health",
    "reintegration",
    "notes",
    "check_in",
    "moment",
    "pursuit",
    "agenda",
    "meeting",
    "circle",
    "pairing",
    "about_me",
    "giving",
    "training",
    "supervision",
    "account",
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_trace_subject"), "trace", type_="check")
        words = ", ".join(f"'{word}'" for word in SUBJECTS)
        op.create_check_constraint(op.f("ck_trace_subject"), "trace", f"subject IN ({words})")
        return
    # SQLite changes no constraint in place, and reads none back: the table is said whole and copied.
    # Nothing hangs on a trace.
    with op.batch_alter_table("trace", copy_from=_trace(), recreate="always"):
        pass


def _trace() -> sa.Table:
    def word(column: str, words: tuple[str, ...]) -> sa.Column[str]:
        kind = sa.Enum(*words, name=column, native_enum=False, create_constraint=True, length=24)
        return sa.Column(column, kind, nullable=False)

    return sa.Table(
        "trace",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        word("act", ACTS),
        word("subject", SUBJECTS),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("looked_in", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name="fk_trace_actor_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_trace_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trace"),
        sa.UniqueConstraint(
            "actor_id",
            "owner_id",
            "subject",
            "looked_in",
            name="uq_trace_actor_id_owner_id_subject_looked_in",
        ),
        sa.Index("ix_trace_actor_id_trace_at", "actor_id", "at"),
        sa.Index("ix_trace_owner_id_trace_at", "owner_id", "at"),
    )
