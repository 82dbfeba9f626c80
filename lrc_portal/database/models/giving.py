"""From receiving to giving: a member on the way to become a peer worker, and the steps they have done."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, both_or_neither, one_of, only_where, person_key
from lrc_portal.vocabulary import GivingStepKind


class Giving(Base):
    """A member's way to giving. Whoever stops erases it; whoever arrives keeps it as their own story."""

    __tablename__ = "giving"
    __table_args__ = (
        both_or_neither("finished_at", "finished_by_id"),
        CheckConstraint("finished_at IS NULL OR last_yes_at IS NOT NULL", name="finished_after_last_yes"),
        CheckConstraint("finished_by_id <> person_id", name="finished_by_another"),
        only_where("ix_giving_under_way", "id", where="finished_at IS NULL"),
        Index(
            "uq_giving_under_way",
            "person_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    began_at: Mapped[datetime]
    last_yes_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = person_key()


class GivingStep(Base):
    """One step that was done, noted by a coordinator; where it names a supervisor, who that is."""

    __tablename__ = "giving_step"
    __table_args__ = (
        CheckConstraint("(kind = 'supervisor') = (supervisor_id IS NOT NULL)", name="supervisor_with_kind"),
    )

    giving_id: Mapped[int] = mapped_column(ForeignKey("giving.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[GivingStepKind] = mapped_column(one_of(GivingStepKind), primary_key=True)
    done_on: Mapped[date]
    supervisor_id: Mapped[int | None] = person_key()
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = person_key()
