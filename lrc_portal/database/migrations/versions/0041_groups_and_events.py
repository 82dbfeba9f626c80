"""Groups and events, who says they are there, and an address for calendars."""

import sqlalchemy as sa
from alembic import op

from lrc_portal.database.migrations import walls

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum(
                "once",
                "weekly",
                "monthly",
                "monthly_last",
                name="rhythm",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("every_weeks", sa.SmallInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column(
            "for_whom",
            sa.Enum(
                "everybody",
                "members",
                "family",
                name="forwhom",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("professional", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 12", name=op.f("ck_event_every_weeks_in_range")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name=op.f("ck_event_minutes_in_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("there_on", sa.Date(), nullable=True),
        sa.Column("leader_told", sa.Boolean(), nullable=False),
        sa.Column("only_me", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT (only_me AND leader_told)", name=op.f("ck_attendance_only_me_tells_nobody")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendance_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(
        op.f("ix_attendance_event_id_attendance_day"), "attendance", ["event_id", "day"], unique=False
    )
    op.create_index(
        "uq_attendance_person_id_event_id_day", "attendance", ["person_id", "event_id", "day"], unique=True
    )
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("with_titles", sa.Boolean(), nullable=False),
        sa.Column("all_for_me", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
    )
    op.create_index("uq_calendar_feed_token_hash", "calendar_feed", ["token_hash"], unique=True)
    op.create_table(
        "event_change",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("moved_at", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "(moved_to IS NULL) = (moved_at IS NULL)", name=op.f("ck_event_change_moved_to_with_moved_at")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_change_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "day", name=op.f("pk_event_change")),
    )
    op.create_index(op.f("ix_event_change_day"), "event_change", ["day"], unique=False)
    op.create_table(
        "event_leader",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_leader_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_leader_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_event_leader")),
    )
    op.create_index(op.f("ix_event_leader_person_id"), "event_leader", ["person_id"], unique=False)
    op.create_table(
        "event_words",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("en", "cy", name="language", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_words_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "language", name=op.f("pk_event_words")),
    )
    _protect()


def _protect() -> None:
    me, coordinates = "(SELECT lrc_me())", "(SELECT lrc_coordinates())"
    everybody = f"{me} IS NOT NULL"

    def led(table: str, column: str = "event_id") -> str:
        return f"""EXISTS (SELECT FROM event_leader led
            WHERE led.event_id = {table}.{column} AND led.person_id = {me})"""

    walls.protect("event", everybody, add=coordinates, change=f"({coordinates} OR {led('event', 'id')})")
    walls.protect("event_leader", everybody, add=coordinates)
    for table in ("event_words", "event_change"):
        walls.protect(table, everybody, add=f"({coordinates} OR {led(table)})")
    mine = f"person_id = {me}"
    walls.protect(
        "attendance",
        f"""({mine} OR (leader_told AND {led("attendance")}) OR (there_on IS NOT NULL AND NOT only_me
            AND person_id IN (SELECT lrc_shown('reintegration'))))""",
        add=mine,
    )
    walls.protect("calendar_feed", mine)
