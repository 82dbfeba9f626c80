"""Reminders by e-mail that people chose, and which of them were sent."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, one_of, person_key
from lrc_portal.vocabulary import ReminderKind


class Reminder(Base):
    """What a person chose to be reminded of, on which days and when; ending it erases the row.

    The address stands only encrypted; `address_key` is its keyed hash, by which links in mails to it are
    known. Nothing but the mail that asks goes there until `confirmed_at`. `weekdays` has a bit for each day,
    Monday the lowest. `at` is a clock time in Wales. `chosen_at` is when it was last changed.
    `way_back`: whoever reads mail there may choose a new passphrase for the account.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_in_range"),
        CheckConstraint("check_in OR meetings OR digest", name="something_chosen"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key(unique=True)
    address: Mapped[Words]
    address_key: Mapped[str] = mapped_column(String(64))
    weekdays: Mapped[int]
    at: Mapped[time]
    check_in: Mapped[bool]
    meetings: Mapped[bool]
    digest: Mapped[bool]
    chosen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    way_back: Mapped[bool] = mapped_column(default=False, server_default=false())


class ReminderSent(Base):
    """A mail that was sent, or was about to be: written and kept before the mail leaves, so at most once.

    One for each person, kind and day; of the mails that ask whether an address is right, one for each
    `number`. Only the keyed hash of the token in its links is kept.
    """

    __tablename__ = "reminder_sent"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "day", "number", name="uq_reminder_sent_once"),
        CheckConstraint("number >= 0", name="number_in_range"),
        CheckConstraint("number = 0 OR kind = 'confirm'", name="only_confirm_is_numbered"),
        Index(None, "address_key"),
        Index(None, "sent_at"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    kind: Mapped[ReminderKind] = mapped_column(one_of(ReminderKind))
    day: Mapped[date]
    number: Mapped[int] = mapped_column(default=0, server_default="0")
    address_key: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime]
