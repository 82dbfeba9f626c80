"""Tables and rows as a backup writes them: plain kinds that mean the same on SQLite and PostgreSQL.

What is encrypted in the database stays as it is: a backup is made without opening a single text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.models import Base
from lrc_portal.database.models.base import UtcMoment

AT_ONCE = 500
"""Rows that are in memory at the same time."""


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    YES_OR_NO = "yes or no"
    MOMENT = "moment"
    DAY = "day"
    TIME = "time"
    TEXT = "text"
    ENCRYPTED = "encrypted text"


_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (EncryptedText, Kind.ENCRYPTED),
    (UtcMoment, Kind.MOMENT),
    (sa.Boolean, Kind.YES_OR_NO),
    (sa.Integer, Kind.NUMBER),
    (sa.Date, Kind.DAY),
    (sa.Time, Kind.TIME),
    (sa.String, Kind.TEXT),
)
_TYPES: dict[Kind, type[TypeEngine[Any]]] = {
    Kind.NUMBER: sa.BigInteger,
    Kind.YES_OR_NO: sa.Boolean,
    Kind.MOMENT: UtcMoment,
    Kind.DAY: sa.Date,
    Kind.TIME: sa.Time,
    Kind.TEXT: sa.Text,
    Kind.ENCRYPTED: sa.Text,
}
_FROM_TEXT = {
    Kind.MOMENT: datetime.fromisoformat,
    Kind.DAY: date.fromisoformat,
    Kind.TIME: time.fromisoformat,
}

Values = list[Any]
"""A row as JSON holds it."""


@dataclass(frozen=True)
class TableShape:
    """A table's name, its columns and their kinds, and which of them are its primary key."""

    name: str
    columns: Mapping[str, Kind]
    key: Sequence[str]

    @cached_property
    def table(self) -> sa.Table:
        columns = [sa.Column(name, _TYPES[kind]()) for name, kind in self.columns.items()]
        return sa.Table(self.name, sa.MetaData(), *columns)

    def rows(self, db: Session) -> Iterator[Values]:
        """All rows in the order of the key, the same on both databases; a few in memory at a time."""
        order = [self._ordered(db, name) for name in self.key]
        asked = sa.select(self.table).order_by(*order)
        for row in db.execute(asked, execution_options={"yield_per": AT_ONCE}):
            yield [_to_json(value) for value in row]

    def _ordered(self, db: Session, name: str) -> sa.ColumnElement[Any]:
        column = self.table.c[name]
        if self.columns[name] is Kind.TEXT and db.get_bind().dialect.name == "postgresql":
            return column.collate("C")
        return column

    def insert(self, db: Session, rows: Sequence[Values]) -> None:
        """Write rows as they were read."""
        read = [_FROM_TEXT.get(kind) for kind in self.columns.values()]
        named = [
            {
                name: value if value is None or of_text is None else of_text(value)
                for name, of_text, value in zip(self.columns, read, row, strict=True)
            }
            for row in rows
        ]
        db.execute(sa.insert(self.table), named)

    def go_on_numbering(self, db: Session) -> None:
        """Let PostgreSQL give the next row the number after the last. SQLite does so by itself."""
        if db.get_bind().dialect.name != "postgresql" or len(self.key) != 1:
            return
        [name] = self.key
        sequence = db.scalar(sa.select(sa.func.pg_get_serial_sequence(f'"{self.name}"', name)))
        last = db.scalar(sa.select(sa.func.max(self.table.c[name]))) if sequence else None
        if last is not None:
            db.execute(sa.select(sa.func.setval(sequence, last)))

    def key_of(self, row: Values) -> tuple[Any, ...]:
        """What the rows are in order of; texts as bytes, as both databases compare them."""
        at = [list(self.columns).index(name) for name in self.key]
        return tuple(row[i].encode() if isinstance(row[i], str) else row[i] for i in at)

    def encrypted(self, row: Values) -> Iterator[str]:
        """The encrypted texts of a row."""
        for kind, value in zip(self.columns.values(), row, strict=True):
            if kind is Kind.ENCRYPTED and value is not None:
                yield value


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value


def kind_of(column: sa.Column[Any]) -> Kind:
    """Raises `LookupError` for a type that no backup knows yet."""
    for of_type, kind in _KINDS:
        if isinstance(column.type, of_type):
            return kind
    raise LookupError(f"{column.table.name}.{column.name}: give its type a kind in backups/tables.py.")


def of_this_release() -> list[TableShape]:
    """All tables, each after those that it refers to."""
    return [
        TableShape(
            table.name,
            {column.name: kind_of(column) for column in table.columns},
            [column.name for column in table.primary_key],
        )
        for table in Base.metadata.sorted_tables
    ]
