"""What all tables share: names of constraints, moments in UTC, and words kept as checked text."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

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


class Word(Enum):
    """A text column of words of ours. What it is compared with stands in the statement, and is no parameter.

    PostgreSQL knows how often each word occurs. Where it plans a statement once for all whom it is for, a
    parameter counts as a word of the usual number: with very many rows that plan seems dear, and each page
    would be planned anew.
    """

    class Comparator(Enum.Comparator):
        """Comparisons with constants of a `StrEnum`, one or several."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
            return super().operate(op, *(_in_words(each, self.type) for each in other), **kwargs)

    comparator_factory = Comparator


def _in_words(compared: Any, kind: TypeEngine[Any]) -> Any:
    """A word, or several in one order whatever set they came in; all else as it is."""
    if isinstance(compared, StrEnum):
        return _literal(compared, kind)
    several = isinstance(compared, list | tuple | set | frozenset)
    if several and all(isinstance(each, StrEnum) for each in compared):
        return [_literal(each, kind) for each in sorted(set(compared))]
    return compared


@cache
def _literal(word: StrEnum, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """Made once for each word: it stands in most statements."""
    quoted = word.value.replace("'", "''")
    return literal_column(f"'{quoted}'", kind)


def one_of(words: type[StrEnum]) -> Enum:
    """A text column that holds one word of `words`, with a named CHECK behind it."""
    return Word(
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
