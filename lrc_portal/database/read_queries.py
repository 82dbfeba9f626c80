"""Read queries, and their batching: all that a page reads is one statement.

A read query is its selects and what their rows become. `read_all` packs the rows of each select into one
cell of JSON, so the number of statements hangs neither on how much is read nor on how much there is.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar, overload

from sqlalchemy import (
    Boolean,
    ColumnClause,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Select,
    String,
    Text,
    Time,
    TypeDecorator,
    cast,
    func,
    select,
)
from sqlalchemy import column as bare
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CompoundSelect
from sqlalchemy.types import TypeEngine

Answer = TypeVar("Answer")
First = TypeVar("First")
Second = TypeVar("Second")
Third = TypeVar("Third")
Fourth = TypeVar("Fourth")
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
"""A select of any columns."""
Selected: TypeAlias = AnySelect | CompoundSelect[*tuple[Any, ...]]
"""The same, or several of them as one."""
Rows = list[Any]
"""Named tuples, a field for each column of the select, with the column's own Python values."""


@dataclass(frozen=True)
class ReadQuery(Generic[Answer]):
    """Selects, and how their result is built: `read` takes one list of rows for each, in their order.

    Columns are read by name, so each select names each of its columns once; an entity stands for
    its columns. Rows come in the order that the select asks for.
    """

    selects: tuple[Selected, ...]
    read: Callable[..., Answer]

    def run(self, db: Session) -> Answer:
        """The result, from one statement of its own."""
        return read_all(db, self)[0]


@overload
def read_all(db: Session, first: ReadQuery[First], /) -> tuple[First]: ...
@overload
def read_all(db: Session, first: ReadQuery[First], second: ReadQuery[Second], /) -> tuple[First, Second]: ...
@overload
def read_all(
    db: Session, first: ReadQuery[First], second: ReadQuery[Second], third: ReadQuery[Third], /
) -> tuple[First, Second, Third]: ...
@overload
def read_all(
    db: Session,
    first: ReadQuery[First],
    second: ReadQuery[Second],
    third: ReadQuery[Third],
    fourth: ReadQuery[Fourth],
    /,
) -> tuple[First, Second, Third, Fourth]: ...
@overload
def read_all(db: Session, /, *queries: ReadQuery[Any]) -> tuple[Any, ...]: ...
def read_all(db: Session, /, *queries: ReadQuery[Any]) -> tuple[Any, ...]:
    """The results of all of them, in their order, from one statement."""
    if db.autoflush:
        db.flush()  # the session does so by itself only for statements that name an entity
    parts = [part for query in queries for part in query.selects]
    cells = db.execute(select(*(_packed(db, part) for part in parts))).one() if parts else ()
    rows = [_unpacked(cell, part) for cell, part in zip(cells, parts, strict=True)]
    return tuple(_answers(queries, rows))


def together(
    make: Callable[..., Answer], /, *queries: ReadQuery[Any], **named: ReadQuery[Any]
) -> ReadQuery[Answer]:
    """Several read queries as one; `make` takes their results, in their order or each by its name.

    More than four are easier to read by name: `together(Found, notes=…, agenda=…)`, where `Found` is a
    dataclass with these fields.
    """
    everything = (*queries, *named.values())

    def read(*rows: Rows) -> Answer:
        answers = list(_answers(everything, rows))
        return make(*answers[: len(queries)], **dict(zip(named, answers[len(queries) :], strict=True)))

    return ReadQuery(tuple(part for query in everything for part in query.selects), read)


def _answers(queries: Iterable[ReadQuery[Any]], rows: Sequence[Rows]) -> Iterator[Any]:
    """Each read query takes the lists of rows of its own selects."""
    begin = 0
    for query in queries:
        end = begin + len(query.selects)
        yield query.read(*rows[begin:end])
        begin = end


def _packed(db: Session, part: Selected) -> ColumnElement[str]:
    """All rows of a select as one cell of JSON: a list of lists."""
    # By their bare names: the columns that a subquery makes of them take a third of all the time here.
    columns: list[ColumnClause[Any]] = [bare(each.name) for each in part.selected_columns]
    if db.get_bind().dialect.name == "sqlite":
        packed = func.json_group_array(func.json_array(*columns))
    else:
        packed = func.json_agg(func.json_build_array(*columns))
    return select(cast(packed, Text)).select_from(part.subquery()).scalar_subquery()


def _unpacked(cell: str | None, part: Selected) -> Rows:
    if cell is None:
        return []
    columns = part.selected_columns
    row = _row_type(tuple(each.name for each in columns))
    readers = [_reader(each.name, each.type) for each in columns]
    return [
        row(*(None if value is None else read(value) for read, value in zip(readers, values, strict=True)))
        for values in json.loads(cell)
    ]


@lru_cache(maxsize=256)
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


def _as_it_is(value: Any) -> Any:
    return value


_READERS: tuple[tuple[type[TypeEngine[Any]], Callable[[Any], Any]], ...] = (
    (Boolean, bool),
    (String, _as_it_is),
    (Integer, _as_it_is),
    (Float, _as_it_is),
    (Date, date.fromisoformat),
    (DateTime, datetime.fromisoformat),
    (Time, time.fromisoformat),
)
"""From what stands in JSON to what a column of this type gives in Python."""


def _reader(name: str, kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """How a column is read; of a type that is not known here it would come in another shape than alone."""
    if isinstance(kind, TypeDecorator):
        inner = _reader(name, kind.impl_instance)
        return lambda value: kind.process_result_value(inner(value), None)  # type: ignore[arg-type]
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class
    for sort, read in _READERS:
        if isinstance(kind, sort):
            return read
    raise TypeError(
        f"A read query cannot read the column {name!r}: how {kind!r} comes out of JSON is not known. "
        "Give the column a type that is (type_coerce in its select), "
        "or write the type into _READERS of lrc_portal/database/read_queries.py."
    )
