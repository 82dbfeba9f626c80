"""Groups and events of the community, and who says of themselves that they will be or were there.

An event is a rule for its dates: nothing is written for a date but what is different about it. A date goes
by the day on which the rule puts it, also where it was moved.
"""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, both_or_neither, one_of, person_key
from lrc_portal.vocabulary import MOST_WEEKS_BETWEEN, ForWhom, Language, Rhythm


class Event(Base):
    """A group or an event: when it is, where, for whom, and, if a professional leads it, who that is.

    `at` is a clock time in Wales. `first_day` says the weekday; `last_day` is the last on which it can be.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint(f"every_weeks BETWEEN 1 AND {MOST_WEEKS_BETWEEN}", name="every_weeks_in_range"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes_in_range"),
    )

    id: Mapped[Key]
    rhythm: Mapped[Rhythm] = mapped_column(one_of(Rhythm))
    every_weeks: Mapped[int] = mapped_column(SmallInteger)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    at: Mapped[time]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    place: Mapped[Words | None]
    link: Mapped[Words | None]
    for_whom: Mapped[ForWhom] = mapped_column(one_of(ForWhom))
    professional: Mapped[Words | None]
    created_at: Mapped[datetime]


class EventWords(Base):
    """What an event is called and what it is about, in one language."""

    __tablename__ = "event_words"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[Language] = mapped_column(one_of(Language), primary_key=True)
    title: Mapped[Words]
    about: Mapped[Words | None]


class EventLeader(Base):
    """A peer worker who leads an event."""

    __tablename__ = "event_leader"
    __table_args__ = (Index(None, "person_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = person_key(primary_key=True)


class EventChange(Base):
    """One date that is not as the rule has it: moved to another day and time, or called off (no day)."""

    __tablename__ = "event_change"
    __table_args__ = (Index(None, "day"), both_or_neither("moved_to", "moved_at"))

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    moved_to: Mapped[date | None]
    moved_at: Mapped[time | None]


class Attendance(Base):
    """Of one date of an event: that somebody says they will be there, or, on `there_on`, were there."""

    __tablename__ = "attendance"
    __table_args__ = (
        Index("uq_attendance_person_id_event_id_day", "person_id", "event_id", "day", unique=True),
        Index(None, "event_id", "day"),
        CheckConstraint("NOT (only_me AND leader_told)", name="only_me_tells_nobody"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    day: Mapped[date]
    there_on: Mapped[date | None]
    leader_told: Mapped[bool]
    only_me: Mapped[bool]
    created_at: Mapped[datetime]


class CalendarFeed(Base):
    """The address to which somebody's calendar subscribes: a hash of its secret, and what stands in it."""

    __tablename__ = "calendar_feed"
    __table_args__ = (Index("uq_calendar_feed_token_hash", "token_hash", unique=True),)

    person_id: Mapped[int] = person_key(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    with_titles: Mapped[bool]
    all_for_me: Mapped[bool]
    made_at: Mapped[datetime]
