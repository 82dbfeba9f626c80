"""Finding each other: what people tell of themselves, and what matters to them in a peer worker."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from lrc_portal.database.models.base import Base, Key, Words, one_of, person_key
from lrc_portal.vocabulary import Telling, TraitKind


class AboutMe(Base):
    """A person in their own words, shown to others or kept."""

    __tablename__ = "about_me"
    __table_args__ = (CheckConstraint("NOT shown OR words IS NOT NULL", name="shown_with_words"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    words: Mapped[Words | None]
    shown: Mapped[bool]


class Trait(Base):
    """One thing somebody is, with their choice of who knows. Some kinds have several rows.

    `value` is a word of that kind's list (`vocabulary.TRAIT_CHOICES`) or the person's own words.
    """

    __tablename__ = "trait"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = person_key()
    kind: Mapped[TraitKind] = mapped_column(one_of(TraitKind))
    value: Mapped[Words]
    telling: Mapped[Telling] = mapped_column(one_of(Telling))


class TraitWeight(Base):
    """How much it matters to somebody that their peer worker is alike in this."""

    __tablename__ = "trait_weight"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 3", name="weight_in_range"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[TraitKind] = mapped_column(one_of(TraitKind), primary_key=True)
    weight: Mapped[int] = mapped_column(SmallInteger)
