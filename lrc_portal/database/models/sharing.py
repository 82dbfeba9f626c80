"""Who may see what, and who looked: circle, shares, traces."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, both_or_neither, one_of, person_key
from lrc_portal.vocabulary import Act, Content, Subject


class CircleLink(Base):
    """Two people who are in each other's circle. Being in it shows nothing; only a share does."""

    __tablename__ = "circle_link"
    __table_args__ = (
        both_or_neither("ended_at", "ended_by_id"),
        CheckConstraint("inviter_id <> invitee_id", name="two_people"),
        Index(
            "uq_circle_link_live",
            "inviter_id",
            "invitee_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "invitee_id"),
    )

    id: Mapped[Key]
    inviter_id: Mapped[int] = person_key()
    invitee_id: Mapped[int] = person_key()
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = person_key()


class Share(Base):
    """One grant: owner to viewer, one kind of content, until a day or until taken back.

    While an invitation is open the viewer is not known yet; the share hangs on the invitation and
    shows nothing. A share of a pairing hangs on it and ends with it.
    """

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("viewer_id IS NOT NULL OR invitation_id IS NOT NULL", name="for_somebody"),
        CheckConstraint("accepted_at IS NULL OR viewer_id IS NOT NULL", name="accepted_by_somebody"),
        CheckConstraint("viewer_id IS NULL OR viewer_id <> owner_id", name="two_people"),
        Index(
            "uq_share_standing",
            "owner_id",
            "viewer_id",
            "content",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL AND pairing_id IS NULL"),
            postgresql_where=text("taken_back_at IS NULL AND pairing_id IS NULL"),
        ),
        Index(
            "uq_share_standing_in_pairing",
            "pairing_id",
            "content",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL AND pairing_id IS NOT NULL"),
            postgresql_where=text("taken_back_at IS NULL AND pairing_id IS NOT NULL"),
        ),
        Index(None, "viewer_id", "owner_id"),
        Index(None, "invitation_id"),
    )

    id: Mapped[Key]
    owner_id: Mapped[int] = person_key()
    viewer_id: Mapped[int | None] = person_key()
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id"))
    content: Mapped[Content] = mapped_column(one_of(Content))
    own_words: Mapped[bool]
    last_day: Mapped[date | None]
    given_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]


class Trace(Base):
    """Who did or looked at what, and when. Holds no content.

    Looks within one hour of the clock are one line that counts them, so that the list stays
    readable and its size does not hang on reruns; `looked_in` is the start of that hour.
    """

    __tablename__ = "trace"
    __table_args__ = (
        UniqueConstraint("actor_id", "owner_id", "subject", "looked_in"),
        Index(None, "owner_id", "at"),
        Index(None, "actor_id", "at"),
    )

    id: Mapped[Key]
    at: Mapped[datetime]
    actor_id: Mapped[int] = person_key()
    owner_id: Mapped[int] = person_key()
    act: Mapped[Act] = mapped_column(one_of(Act))
    subject: Mapped[Subject] = mapped_column(one_of(Subject))
    subject_id: Mapped[int | None]
    looked_in: Mapped[datetime | None]
    times: Mapped[int]
