"""Letters: a few lines between two people, by a pairing or by a connection of a circle."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, one_of, person_key
from lrc_portal.vocabulary import LooksIn


class Exchange(Base):
    """The letters of one pairing, or of one connection of a circle: two people, and never a third.

    `person_id` is the person of the pairing and `other_id` their peer worker; of a circle whoever invited
    and whoever came. It is made with the first that is said in it. One without a pairing is of a circle:
    its connection goes where one of the two is erased, and the other keeps what they wrote themselves.
    """

    __tablename__ = "exchange"
    __table_args__ = (
        CheckConstraint("person_id <> other_id", name="two_people"),
        CheckConstraint("pairing_id IS NULL OR circle_link_id IS NULL", name="by_one_way"),
        UniqueConstraint("pairing_id"),
        UniqueConstraint("circle_link_id"),
        Index(None, "person_id"),
        Index(None, "other_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    other_id: Mapped[int] = person_key()
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairing.id", ondelete="CASCADE"))
    circle_link_id: Mapped[int | None] = mapped_column(ForeignKey("circle_link.id", ondelete="SET NULL"))
    began_at: Mapped[datetime]


class ExchangeSide(Base):
    """What one of the two said for both to read: how often they look in, and that they closed the letters."""

    __tablename__ = "exchange_side"
    __table_args__ = (UniqueConstraint("exchange_id", "person_id"), Index(None, "person_id"))

    id: Mapped[Key]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"))
    person_id: Mapped[int] = person_key()
    looks_in: Mapped[LooksIn | None] = mapped_column(one_of(LooksIn))
    closed_at: Mapped[datetime | None]


class Letter(Base):
    """A few lines from one of the two to the other. Where they were taken back, there are no words."""

    __tablename__ = "letter"
    __table_args__ = (Index(None, "exchange_id", "id"), Index(None, "writer_id"))

    id: Mapped[Key]
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"))
    writer_id: Mapped[int] = person_key()
    words: Mapped[Words | None]
    written_at: Mapped[datetime]


class LettersOpened(Base):
    """Up to which letter somebody has had an exchange open: when that one was written, not when it was read.

    Theirs alone: nobody else reads it.
    """

    __tablename__ = "letters_opened"
    __table_args__ = (UniqueConstraint("person_id", "exchange_id"), Index(None, "exchange_id"))

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchange.id", ondelete="CASCADE"))
    up_to: Mapped[datetime]
