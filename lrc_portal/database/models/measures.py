"""Measures: what a person follows day by day in words of their own, and what they answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, came_from, each_once, one_of, person_key
from lrc_portal.vocabulary import LARGEST_ANSWER, Direction, Element, MeasureKind


class Measure(Base):
    """Something that a person named to follow: what kind of answer it takes, and what is good for them."""

    __tablename__ = "measure"
    __table_args__ = (
        each_once("person_id"),
        Index(None, "person_id"),
        CheckConstraint("unit IS NULL OR kind = 'number'", name="unit_with_number"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    kind: Mapped[MeasureKind] = mapped_column(one_of(MeasureKind))
    name: Mapped[Words]
    unit: Mapped[Words | None]
    element: Mapped[Element] = mapped_column(one_of(Element))
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    position: Mapped[int]
    only_me: Mapped[bool]
    created_at: Mapped[datetime]
    put_away_at: Mapped[datetime | None]
    came_from: Mapped[str | None] = came_from()


class MeasureChoice(Base):
    """One of the answers that a measure offers, in its owner's words."""

    __tablename__ = "measure_choice"
    __table_args__ = (Index(None, "measure_id"),)

    id: Mapped[Key]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    words: Mapped[Words]
    position: Mapped[int] = mapped_column(SmallInteger)


class MeasureAnswer(Base):
    """What was answered to a measure on the day of one check-in.

    `value` is counted in hundredths, so that both databases hold and add it exactly: 7.5 hours are 750, and
    yes is 100. An answer in own words names its choice instead.
    """

    __tablename__ = "measure_answer"
    __table_args__ = (
        Index(None, "measure_id"),
        Index(None, "choice_id"),
        CheckConstraint("(value IS NULL) <> (choice_id IS NULL)", name="value_or_choice"),
        CheckConstraint(f"value BETWEEN 0 AND {100 * LARGEST_ANSWER}", name="value_in_range"),
    )

    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_in.id", ondelete="CASCADE"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[int | None]
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("measure_choice.id", ondelete="CASCADE"))
