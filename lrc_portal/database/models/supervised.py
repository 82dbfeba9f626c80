"""Trained and supervised: who supervises whom, training and supervision days, reflections."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, both_or_neither, one_of, person_key
from lrc_portal.vocabulary import SupervisionKind


class Supervises(Base):
    """Somebody supervises a peer worker: a relation and no role, for whoever a coordinator names.

    A peer worker has one supervisor at a time, and never themselves.
    """

    __tablename__ = "supervises"
    __table_args__ = (
        both_or_neither("ended_at", "ended_by_id"),
        CheckConstraint("supervisor_id <> peer_worker_id", name="two_people"),
        Index(
            "uq_supervises_standing",
            "peer_worker_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "supervisor_id"),
    )

    id: Mapped[Key]
    supervisor_id: Mapped[int] = person_key()
    peer_worker_id: Mapped[int] = person_key()
    named_by_id: Mapped[int] = person_key()
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = person_key()


class Training(Base):
    """What a peer worker was trained in, when, and the last day up to which it counts."""

    __tablename__ = "training"
    __table_args__ = (
        CheckConstraint("valid_until >= done_on", name="ends_after_it_was_done"),
        Index(None, "peer_worker_id", "valid_until"),
    )

    id: Mapped[Key]
    peer_worker_id: Mapped[int] = person_key()
    what: Mapped[Words]
    done_on: Mapped[date]
    valid_until: Mapped[date]
    entered_by_id: Mapped[int] = person_key()
    created_at: Mapped[datetime]


class Supervision(Base):
    """A day on which a peer worker and their supervisor met, or `booked`: mean to meet, until they say so.

    What was said is kept nowhere.
    """

    __tablename__ = "supervision"
    __table_args__ = (
        CheckConstraint("supervisor_id <> peer_worker_id", name="two_people"),
        Index(None, "peer_worker_id", "day"),
    )

    id: Mapped[Key]
    peer_worker_id: Mapped[int] = person_key()
    supervisor_id: Mapped[int] = person_key()
    day: Mapped[date]
    kind: Mapped[SupervisionKind] = mapped_column(one_of(SupervisionKind))
    booked: Mapped[bool] = mapped_column(default=False, server_default=false())
    entered_by_id: Mapped[int] = person_key()
    created_at: Mapped[datetime]


class Reflection(Base):
    """What a peer worker writes to their supervisor about themselves and their work; nobody is named."""

    __tablename__ = "reflection"
    __table_args__ = (
        CheckConstraint("supervisor_id <> author_id", name="two_people"),
        Index(None, "author_id", "day"),
        Index(None, "supervisor_id"),
    )

    id: Mapped[Key]
    author_id: Mapped[int] = person_key()
    supervisor_id: Mapped[int] = person_key()
    day: Mapped[date]
    words: Mapped[Words]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
