"""Letters between a person and their peer worker, and between two people of a circle."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

ME = "(SELECT lrc_me())"
LOOKS_IN = ("about_daily", "some_days", "weekly", "when_i_can")


def upgrade() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", sa.Integer(), nullable=False),
        _person("exchange", "person_id"),
        _person("exchange", "other_id"),
        _of("exchange", "pairing_id", "pairing", "CASCADE", nullable=True),
        _of("exchange", "circle_link_id", "circle_link", "SET NULL", nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_exchange_two_people")),
        sa.CheckConstraint(
            "pairing_id IS NULL OR circle_link_id IS NULL", name=op.f("ck_exchange_by_one_way")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
        sa.UniqueConstraint("pairing_id", name=op.f("uq_exchange_pairing_id")),
        sa.UniqueConstraint("circle_link_id", name=op.f("uq_exchange_circle_link_id")),
    )
    op.create_table(
        "exchange_side",
        sa.Column("id", sa.Integer(), nullable=False),
        _of("exchange_side", "exchange_id", "exchange", "CASCADE"),
        _person("exchange_side", "person_id"),
        sa.Column("looks_in", sa.String(length=24), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            f"looks_in IN ({', '.join(repr(each) for each in LOOKS_IN)})",
            name=op.f("ck_exchange_side_looksin"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_side")),
        sa.UniqueConstraint("exchange_id", "person_id", name=op.f("uq_exchange_side_exchange_id_person_id")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        _of("letter", "exchange_id", "exchange", "CASCADE"),
        _person("letter", "writer_id"),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_table(
        "letters_opened",
        sa.Column("id", sa.Integer(), nullable=False),
        _person("letters_opened", "person_id"),
        _of("letters_opened", "exchange_id", "exchange", "CASCADE"),
        sa.Column("up_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters_opened")),
        sa.UniqueConstraint("person_id", "exchange_id", name=op.f("uq_letters_opened_person_id_exchange_id")),
    )
    for table, column in (
        ("exchange", "person_id"),
        ("exchange", "other_id"),
        ("exchange_side", "person_id"),
        ("letter", "writer_id"),
        ("letters_opened", "exchange_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(op.f("ix_letter_exchange_id_letter_id"), "letter", ["exchange_id", "id"])
    # SQLite takes a reference only together with its column, and forgets its name.
    inline = op.get_bind().dialect.name == "sqlite"
    for table in ("strength", "goal_step"):
        letter = sa.ForeignKey("letter.id", name=op.f(f"fk_{table}_letter_id"))
        kept_from = sa.Column("letter_id", sa.Integer(), letter, nullable=True)
        op.add_column(table, kept_from, inline_references=inline)
        op.add_column(table, sa.Column("letter_line", sa.Integer(), nullable=True))
        op.create_index(op.f(f"ix_{table}_letter_id"), table, ["letter_id"])
    _behind_the_wall()


def _behind_the_wall() -> None:
    """Nobody but the two, a peer worker while they walk along. Words are changed by their writer alone."""
    of_exchange = "EXISTS (SELECT FROM exchange its WHERE its.id = exchange_id)"
    by_pairing = "pairing_id IN (SELECT lrc_goes_along())"
    by_circle = "EXISTS (SELECT FROM circle_link its WHERE its.id = circle_link_id AND its.ended_at IS NULL)"
    walls.protect(
        "exchange",
        f"""(person_id = {ME} OR (other_id = {ME}
            AND (pairing_id IS NULL OR pairing_id IN (SELECT lrc_walks()))))""",
        add=f"({ME} IN (person_id, other_id) AND ({by_pairing} OR {by_circle}))",
        change=f"{ME} IN (person_id, other_id)",
        erase="false",
    )
    walls.protect("exchange_side", of_exchange, add=f"(person_id = {ME} AND {of_exchange})", erase="false")
    walls.protect("letter", of_exchange, add=f"(writer_id = {ME} AND {of_exchange})", erase="false")
    walls.protect("letters_opened", f"person_id = {ME}", add=f"(person_id = {ME} AND {of_exchange})")


def _person(table: str, name: str) -> sa.Column[int]:
    key = sa.ForeignKey("person.id", name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.Integer(), key, nullable=False)


def _of(table: str, name: str, other: str, ondelete: str, *, nullable: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{name}"), ondelete=ondelete)
    return sa.Column(name, sa.Integer(), key, nullable=nullable)
