"""Good to know: the community's shelf of useful things, own marks on it, and the numbers of Help now.

What stands on the shelf is the community's and about nobody, so it is kept as it is read, to be searched.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, one_of, person_key
from lrc_portal.vocabulary import Element, ForWhom, UsefulKind


class UsefulThing(Base):
    """Something useful, in one language or both. Without an element it is for all of them.

    `found_by` holds its words without capitals and accents, by which it is searched.
    """

    __tablename__ = "useful_thing"
    __table_args__ = (
        CheckConstraint("title_en IS NOT NULL OR title_cy IS NOT NULL", name="called_something"),
        CheckConstraint("web IS NULL OR web LIKE 'https://%'", name="web_by_https"),
        CheckConstraint("kind <> 'page' OR web IS NOT NULL", name="page_has_address"),
        CheckConstraint("kind <> 'phone' OR phone IS NOT NULL", name="phone_has_number"),
        Index(None, "checked_on"),
    )

    id: Mapped[Key]
    kind: Mapped[UsefulKind] = mapped_column(one_of(UsefulKind))
    element: Mapped[Element | None] = mapped_column(one_of(Element))
    whom: Mapped[ForWhom] = mapped_column(one_of(ForWhom))
    title_en: Mapped[str | None] = mapped_column(String(300))
    title_cy: Mapped[str | None] = mapped_column(String(300))
    words_en: Mapped[str | None] = mapped_column(Text)
    words_cy: Mapped[str | None] = mapped_column(Text)
    web: Mapped[str | None] = mapped_column(String(500))
    phone: Mapped[str | None] = mapped_column(String(40))
    found_by: Mapped[str] = mapped_column(Text)
    checked_on: Mapped[date]
    checked_by_id: Mapped[int | None] = person_key()
    created_at: Mapped[datetime]


class KeptThing(Base):
    """Somebody keeps a useful thing for themselves. Nobody else is told."""

    __tablename__ = "kept_thing"
    __table_args__ = (Index(None, "useful_thing_id"),)

    person_id: Mapped[int] = person_key(primary_key=True)
    useful_thing_id: Mapped[int] = mapped_column(
        ForeignKey("useful_thing.id", ondelete="CASCADE"), primary_key=True
    )
    kept_at: Mapped[datetime]


class ThingPassedOn(Base):
    """A useful thing that a peer worker passed on to a person they walk with, with a note or without."""

    __tablename__ = "passed_on"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "pairing_id"),
        Index(None, "useful_thing_id"),
        Index("uq_passed_on_with_note", "note_id", "useful_thing_id", unique=True),
    )

    id: Mapped[Key]
    useful_thing_id: Mapped[int] = mapped_column(ForeignKey("useful_thing.id", ondelete="CASCADE"))
    person_id: Mapped[int] = person_key()
    by_id: Mapped[int] = person_key()
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id", ondelete="CASCADE"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    passed_on_at: Mapped[datetime]


class KeptHelpline(Base):
    """What coordinators say of one line of Help now. It stands over the line of the data file of that name.

    Without a number it says only whether the line is hidden and when it was checked; and, of a line that
    cannot be changed, a few words more.
    """

    __tablename__ = "helpline"
    __table_args__ = (
        CheckConstraint("number IS NULL OR tel IS NOT NULL OR web IS NOT NULL", name="leads_somewhere"),
        CheckConstraint(
            "number IS NULL OR name_en IS NOT NULL OR name_cy IS NOT NULL", name="called_something"
        ),
        CheckConstraint("web IS NULL OR web LIKE 'https://%'", name="web_by_https"),
        Index(None, "line", unique=True),
    )

    id: Mapped[Key]
    line: Mapped[str] = mapped_column(String(40))
    hidden: Mapped[bool]
    number: Mapped[str | None] = mapped_column(String(60))
    tel: Mapped[str | None] = mapped_column(String(20))
    web: Mapped[str | None] = mapped_column(String(500))
    whom: Mapped[str] = mapped_column(String(24))
    languages: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str | None] = mapped_column(String(300))
    name_cy: Mapped[str | None] = mapped_column(String(300))
    about_en: Mapped[str | None] = mapped_column(Text)
    about_cy: Mapped[str | None] = mapped_column(Text)
    hours_en: Mapped[str | None] = mapped_column(String(300))
    hours_cy: Mapped[str | None] = mapped_column(String(300))
    text_en: Mapped[str | None] = mapped_column(String(300))
    text_cy: Mapped[str | None] = mapped_column(String(300))
    checked_on: Mapped[date | None]
    checked_by_id: Mapped[int | None] = person_key()
    changed_at: Mapped[datetime]
