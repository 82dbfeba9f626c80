"""Who may see what, and who looked: circle, shares, traces."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
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
        Index(None, "inviter_id"),
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
    shows nothing. A share of a pairing hangs on it and ends with it. One that `rests` stands and shows
    nothing: its owner asked that their account be erased, and may yet keep it.
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
    rests: Mapped[bool] = mapped_column(default=False, server_default=false())


class Trace(Base):
    """Who did or looked at what, and when. Holds no content.

    Looks within one hour of the clock are one line that counts them, so that the list stays
    readable and its size does not hang on reruns; `looked_in` is the start of that hour. What stands
    here is vouched for by the links of its owner's chain (`TraceLink`).
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


class TraceChain(Base):
    """One owner's chain of traces. Of a person who is erased only the chain is left, without an owner.

    The first `let_go` links are not kept any more, since all of their lines are gone; `base` is the seal
    of the last of them. `seal` is keyed and covers all of this.
    """

    __tablename__ = "trace_chain"

    id: Mapped[Key]
    owner_id: Mapped[int | None] = person_key(unique=True)
    let_go: Mapped[int]
    base: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class TraceLink(Base):
    """One link: a line of the trace as it stood then. A look that was counted again has a new link.

    `leaf` is the keyed and salted hash of the line, `seal` that of this link and of the seal before it.
    Where the line was taken out rightly, the link stays as an empty place: without line and salt, and
    with a keyed hash in `emptied` that says so.

    Place 0 is the head, in the same table so that it is written with new links in one statement:
    `reaches` is the place of the newest link and `leaf` its seal, so that it cannot be cut off unseen.
    """

    __tablename__ = "trace_link"
    __table_args__ = (
        CheckConstraint("emptied IS NULL OR (trace_id IS NULL AND salt IS NULL)", name="empty_or_not"),
        CheckConstraint("(place = 0) = (reaches IS NOT NULL)", name="head_or_link"),
        Index(None, "trace_id"),
    )

    chain_id: Mapped[int] = mapped_column(ForeignKey("trace_chain.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trace_id: Mapped[int | None]
    salt: Mapped[str | None] = mapped_column(String(32))
    leaf: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    emptied: Mapped[str | None] = mapped_column(String(64))
    reaches: Mapped[int | None]


class TraceRegister(Base):
    """How many chains there are, with a keyed hash: one row, so that no whole chain is lost unseen."""

    __tablename__ = "trace_register"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chains: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))
