"""What two people of a circle agreed at home, and each one's own words in it."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

ME = "(SELECT lrc_me())"
WORDS = ("hard_does", "hard_wishes", "good_does", "good_wishes", "account")


def upgrade() -> None:
    op.create_table(
        "home_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'offered', 'agreed', 'differing')", name=op.f("ck_home_agreement_notestate")
        ),
        sa.CheckConstraint("state <> 'draft'", name=op.f("ck_home_agreement_no_drafts")),
        sa.CheckConstraint(
            "(state IN ('agreed', 'differing')) = (answered_at IS NOT NULL)",
            name=op.f("ck_home_agreement_answered_at_with_state"),
        ),
        sa.CheckConstraint("author_id <> other_id", name=op.f("ck_home_agreement_two_people")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)",
            name=op.f("ck_home_agreement_ended_at_with_ended_by_id"),
        ),
        *(
            sa.ForeignKeyConstraint([column], ["person.id"], name=op.f(f"fk_home_agreement_{column}"))
            for column in ("author_id", "other_id", "ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["circle_link.id"], name=op.f("fk_home_agreement_link_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_agreement")),
    )
    for column in ("author_id", "other_id", "link_id"):
        op.create_index(op.f(f"ix_home_agreement_{column}"), "home_agreement", [column])
    op.create_table(
        "home_words",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in WORDS),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["home_agreement.id"],
            name=op.f("fk_home_words_agreement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_home_words_person_id")),
        sa.PrimaryKeyConstraint("agreement_id", "person_id", name=op.f("pk_home_words")),
    )
    op.create_index(op.f("ix_home_words_person_id"), "home_words", ["person_id"])
    either = f"(author_id = {ME} OR other_id = {ME})"
    connected = """EXISTS (
        SELECT FROM circle_link its WHERE its.id = link_id AND its.ended_at IS NULL
        AND ((its.inviter_id = author_id AND its.invitee_id = other_id)
            OR (its.inviter_id = other_id AND its.invitee_id = author_id)))"""
    walls.protect(
        "home_agreement", either, add=f"(author_id = {ME} AND {connected})", change=either, erase="false"
    )
    of_either = "EXISTS (SELECT FROM home_agreement its WHERE its.id = agreement_id)"
    walls.protect("home_words", of_either, add=f"(person_id = {ME} AND {of_either})")
