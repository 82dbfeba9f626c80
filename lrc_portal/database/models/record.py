"""The record one person keeps about their own life: pursuits, check-ins, strengths, goals, moments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, false
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
from lrc_portal.vocabulary import (
    ASKED,
    DAYS_A_WEEK,
    FEWEST_FREE_DAYS,
    HIGHEST,
    LOWEST,
    Aim,
    Element,
    GoalState,
    MomentKind,
    PursuitDay,
    PursuitKind,
    StrengthPlace,
    StrengthState,
)


class Pursuit(Base):
    """What a person is in recovery from, its aim, and their own start day, or none."""

    __tablename__ = "pursuit"
    __table_args__ = (
        each_once("person_id"),
        Index(None, "person_id"),
        CheckConstraint(
            f"free_days_aim BETWEEN {FEWEST_FREE_DAYS} AND {DAYS_A_WEEK}", name="free_days_aim_in_range"
        ),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    kind: Mapped[PursuitKind] = mapped_column(one_of(PursuitKind))
    name: Mapped[Words]
    aim: Mapped[Aim] = mapped_column(one_of(Aim))
    start_day: Mapped[date | None]
    free_days_aim: Mapped[int | None] = mapped_column(SmallInteger)
    only_me: Mapped[bool]
    path_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    put_away_at: Mapped[datetime | None]
    came_from: Mapped[str | None] = came_from()


class CheckIn(Base):
    """One day's answers, to facets and to elements as a whole. What is not answered is NULL, never zero."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("person_id", "day"),
        *(
            CheckConstraint(f"{facet.value} BETWEEN {LOWEST} AND {HIGHEST}", name=f"{facet.value}_in_range")
            for facet in ASKED
        ),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    day: Mapped[date]
    sobriety: Mapped[int | None]
    physical: Mapped[int | None]
    emotional: Mapped[int | None]
    relational: Mapped[int | None]
    community: Mapped[int | None]
    participation: Mapped[int | None]
    health: Mapped[int | None]
    reintegration: Mapped[int | None]
    words: Mapped[Words | None]
    only_me: Mapped[bool]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class PursuitAnswer(Base):
    """A pursuit's answer for the day of one check-in; after a return to use, what helped the person back."""

    __tablename__ = "pursuit_answer"
    __table_args__ = (
        Index(None, "pursuit_id"),
        CheckConstraint("what_helped IS NULL OR answer = 'used'", name="what_helped_with_used"),
    )

    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id", ondelete="CASCADE"), primary_key=True)
    pursuit_id: Mapped[int] = mapped_column(ForeignKey("pursuit.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[PursuitDay] = mapped_column(one_of(PursuitDay))
    what_helped: Mapped[Words | None]


class Strength(Base):
    """Something good a person has; their own, or noticed by someone and then kept or declined.

    One that was kept from a note or a letter names it and the line of it, counted from 0.
    """

    __tablename__ = "strength"
    __table_args__ = (
        each_once("person_id"),
        Index(None, "person_id"),
        both_or_neither("note_id", "note_line"),
        Index("uq_strength_note_id_note_line", "note_id", "note_line", unique=True),
        Index(None, "letter_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    place: Mapped[StrengthPlace] = mapped_column(one_of(StrengthPlace))
    words: Mapped[Words]
    state: Mapped[StrengthState] = mapped_column(one_of(StrengthState))
    noticed_by_id: Mapped[int | None] = person_key()
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    note_line: Mapped[int | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    letter_line: Mapped[int | None]
    only_me: Mapped[bool]
    created_at: Mapped[datetime]
    put_away_at: Mapped[datetime | None]
    came_from: Mapped[str | None] = came_from()


class Goal(Base):
    """What a person wants, why, and how it ended if it has."""

    __tablename__ = "goal"
    __table_args__ = (
        each_once("person_id"),
        Index(None, "person_id"),
        CheckConstraint("(state = 'open') = (ended_on IS NULL)", name="ended_on_with_state"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    element: Mapped[Element] = mapped_column(one_of(Element))
    title: Mapped[Words]
    why: Mapped[Words | None]
    set_on: Mapped[date]
    state: Mapped[GoalState] = mapped_column(one_of(GoalState))
    ended_on: Mapped[date | None]
    ending: Mapped[Words | None]
    only_me: Mapped[bool]
    created_at: Mapped[datetime]
    came_from: Mapped[str | None] = came_from()


class GoalStrength(Base):
    """A strength a goal starts from, and whether it was used on the way."""

    __tablename__ = "goal_strength"
    __table_args__ = (Index(None, "strength_id"),)

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"), primary_key=True)
    strength_id: Mapped[int] = mapped_column(ForeignKey("strength.id", ondelete="CASCADE"), primary_key=True)
    used: Mapped[bool]


class GoalStep(Base):
    """One step towards a goal, and what was done; one kept from a note or a letter names its line."""

    __tablename__ = "goal_step"
    __table_args__ = (
        each_once("goal_id"),
        Index(None, "goal_id"),
        both_or_neither("note_id", "note_line"),
        Index("uq_goal_step_note_id_note_line", "note_id", "note_line", unique=True),
        Index(None, "letter_id"),
        CheckConstraint("done_on IS NOT NULL OR what_was_done IS NULL", name="what_was_done_with_done_on"),
    )

    id: Mapped[Key]
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    words: Mapped[Words]
    position: Mapped[int]
    done_on: Mapped[date | None]
    what_was_done: Mapped[Words | None]
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    note_line: Mapped[int | None]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    letter_line: Mapped[int | None]
    came_from: Mapped[str | None] = came_from()


class Moment(Base):
    """A day that mattered: a milestone, a contribution to the community, a hard day."""

    __tablename__ = "moment"
    __table_args__ = (Index(None, "person_id", "day"), each_once("person_id"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    day: Mapped[date]
    kind: Mapped[MomentKind] = mapped_column(one_of(MomentKind))
    element: Mapped[Element] = mapped_column(one_of(Element))
    words: Mapped[Words | None]
    only_me: Mapped[bool]
    created_at: Mapped[datetime]
    came_from: Mapped[str | None] = came_from()
