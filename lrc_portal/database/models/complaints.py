"""Complaints about what is done with somebody's data."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from lrc_portal.database.models.base import Base, Key, Words, both_or_neither, only_where, person_key


class Complaint(Base):
    """What somebody complains of, that a coordinator said they have it, and the answer.

    It goes to whoever coordinates, and not to one of them. An answer acknowledges it too.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        both_or_neither("acknowledged_at", "acknowledged_by_id"),
        both_or_neither("answered_at", "answered_by_id"),
        both_or_neither("answer", "answered_at"),
        CheckConstraint("answered_at IS NULL OR acknowledged_at IS NOT NULL", name="acknowledged_first"),
        CheckConstraint("acknowledged_by_id <> person_id", name="acknowledged_by_another"),
        CheckConstraint("answered_by_id <> person_id", name="answered_by_another"),
        Index(None, "person_id"),
        only_where("ix_complaint_waiting", "made_at", where="answered_at IS NULL"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    words: Mapped[Words]
    made_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = person_key()
    answer: Mapped[Words | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = person_key()
