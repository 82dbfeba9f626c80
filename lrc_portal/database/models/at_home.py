"""What two people of a circle agreed at home: one row for each version, and each one's own words in it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, both_or_neither, one_of, person_key
from lrc_portal.vocabulary import NoteState


class HomeAgreement(Base):
    """One version of what two people agreed: `author_id` offered it, `other_id` answers.

    It hangs on their connection (`link_id`) and is over with it, or from `ended_at`. Once a connection is
    erased, since one of the two was, it hangs on none and is over too. There are no drafts: what was typed
    and not offered is kept with all unsaved words.
    """

    __tablename__ = "home_agreement"
    __table_args__ = (
        CheckConstraint("state <> 'draft'", name="no_drafts"),
        CheckConstraint(
            "(state IN ('agreed', 'differing')) = (answered_at IS NOT NULL)", name="answered_at_with_state"
        ),
        CheckConstraint("author_id <> other_id", name="two_people"),
        both_or_neither("ended_at", "ended_by_id"),
        Index(None, "author_id"),
        Index(None, "other_id"),
        Index(None, "link_id"),
    )

    id: Mapped[Key]
    author_id: Mapped[int] = person_key()
    other_id: Mapped[int] = person_key()
    link_id: Mapped[int | None] = mapped_column(ForeignKey("circle_link.id", ondelete="SET NULL"))
    state: Mapped[NoteState] = mapped_column(one_of(NoteState))
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = person_key()


class HomeWords(Base):
    """The own words of one of the two in one version: what they do and wish, on a hard day and a good one.

    `account` is how they see it, where they answered that they see it otherwise.
    """

    __tablename__ = "home_words"
    __table_args__ = (Index(None, "person_id"),)

    agreement_id: Mapped[int] = mapped_column(
        ForeignKey("home_agreement.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = person_key(primary_key=True)
    hard_does: Mapped[Words | None]
    hard_wishes: Mapped[Words | None]
    good_does: Mapped[Words | None]
    good_wishes: Mapped[Words | None]
    account: Mapped[Words | None]
