"""What helps a person: their ways, the days on which they used one, and their plan for a hard day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import (
    Base,
    Key,
    Words,
    both_or_neither,
    came_from,
    each_once,
    one_of,
    person_key,
)
from lrc_portal.vocabulary import NotePart, WayState


class Way(Base):
    """A way that helps a person; their own, or noticed by someone and then kept or declined.

    One that was kept from a note names the note, the part of it, and the line of that, counted from 0.
    """

    __tablename__ = "way"
    __table_args__ = (
        each_once("person_id"),
        Index(None, "person_id", "position"),
        both_or_neither("note_id", "note_line"),
        both_or_neither("note_id", "note_part"),
        Index("uq_way_note_id_note_part_note_line", "note_id", "note_part", "note_line", unique=True),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    words: Mapped[Words]
    state: Mapped[WayState] = mapped_column(one_of(WayState))
    position: Mapped[int]
    in_plan: Mapped[bool] = mapped_column(default=False, server_default=false())
    noticed_by_id: Mapped[int | None] = person_key()
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    note_part: Mapped[NotePart | None] = mapped_column(one_of(NotePart))
    note_line: Mapped[int | None]
    only_me: Mapped[bool]
    created_at: Mapped[datetime]
    put_away_at: Mapped[datetime | None]
    came_from: Mapped[str | None] = came_from()


class WayUse(Base):
    """A day on which a way was used. Several times a day are one."""

    __tablename__ = "way_use"

    way_id: Mapped[int] = mapped_column(ForeignKey("way.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class Plan(Base):
    """A person's plan for a hard day. What helps stands in it too: the ways that are `in_plan`."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("person_id"), each_once("person_id"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    how_i_notice: Mapped[Words | None]
    tell_myself: Mapped[Words | None]
    where_safe: Mapped[Words | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    came_from: Mapped[str | None] = came_from()


class PlanCall(Base):
    """Somebody whom a person calls on a hard day, in the order of the plan."""

    __tablename__ = "plan_call"
    __table_args__ = (Index(None, "plan_id", "position"),)

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    position: Mapped[int]
    called: Mapped[Words]
    number: Mapped[Words | None]
