"""What all tables share: names of constraints, moments in UTC, and words kept as checked text."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, Enum, ForeignKey, Index, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from lrc_portal.database.encrypted import EncryptedText


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment. SQLite forgets the zone, so every moment is kept in UTC and given back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcMoment}


def one_of(words: type[StrEnum]) -> Enum:
    """A text column that holds one word of `words`, with a named CHECK behind it."""
    return Enum(
        words,
        values_callable=lambda enum: [word.value for word in enum],
        native_enum=False,
        create_constraint=True,
        length=24,
        name=words.__name__.lower(),
    )


def both_or_neither(first: str, second: str) -> CheckConstraint:
    """A half-truth the database refuses: something ended, and nobody who ended it."""
    return CheckConstraint(f"({first} IS NULL) = ({second} IS NULL)", name=f"{first}_with_{second}")


def person_key(**options: Any) -> Any:
    """A column that names a person."""
    return mapped_column(ForeignKey("person.id"), **options)


def came_from() -> Any:
    """The id that an entry had in the file from which its owner brought it; NULL for one written here."""
    return mapped_column(String(64))


def each_once(owner: str) -> Index:
    """Of what was brought from a file, each is there once for its owner."""
    return Index(None, owner, "came_from", unique=True)


def only_where(name: str, *columns: str, where: str) -> Index:
    """An index of those rows alone for which the condition holds, on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


Key = Annotated[int, mapped_column(primary_key=True)]
Words = Annotated[str, mapped_column(EncryptedText)]
