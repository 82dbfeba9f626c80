"""Traces are links of a chain. What stands there already is chained at the first start: it takes the keys."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trace_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("let_go", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_trace_chain_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_chain")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_trace_chain_owner_id")),
    )
    op.create_table(
        "trace_link",
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("trace_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(32), nullable=True),
        sa.Column("leaf", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("emptied", sa.String(64), nullable=True),
        sa.Column("reaches", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "emptied IS NULL OR (trace_id IS NULL AND salt IS NULL)",
            name=op.f("ck_trace_link_empty_or_not"),
        ),
        sa.CheckConstraint("(place = 0) = (reaches IS NOT NULL)", name=op.f("ck_trace_link_head_or_link")),
        sa.ForeignKeyConstraint(["chain_id"], ["trace_chain.id"], name=op.f("fk_trace_link_chain_id")),
        sa.PrimaryKeyConstraint("chain_id", "place", name=op.f("pk_trace_link")),
    )
    op.create_index(op.f("ix_trace_link_trace_id"), "trace_link", ["trace_id"])
    op.create_table(
        "trace_register",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_register")),
    )
