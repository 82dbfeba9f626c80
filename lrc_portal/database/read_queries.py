"""Several questions, one statement: what a page needs is asked of the database in one go.

A question is its selects and what their rows become. `ask` packs the rows of each select into one
cell, so the number of statements hangs neither on how much is asked nor on how much there is.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Enum,
    Select,
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

from lrc_portal.database.models.base import UtcMoment

Answer = TypeVar("Answer")
Rows = list[Any]
"""Named tuples, a field for each column of the select, with the column's own Python values."""


@dataclass(frozen=True)
class ReadQuery(Generic[Answer]):
    """Something to be read: `read` takes one list of rows for each of `selects`, in their order.

    Columns are read by name, so each select names each of its columns once; an entity stands for
    its columns. Rows come in the order that the select asks for.
    """

    selects: tuple[Select[Any] | CompoundSelect[Any], ...]
    read: Callable[..., Answer]

    def asked(self, db: Session) -> Answer:
        """The answer, from one statement."""
        return read_all(db, self)[0]


def read_all(db: Session, *questions: ReadQuery[Any]) -> tuple[Any, ...]:
    """The answers to all of them, in their order, from one statement."""
    if db.autoflush:
        db.flush()  # the session does so by itself only for statements that name an entity
    parts = [part for question in questions for part in question.selects]
    cells = db.execute(select(*(_packed(db, part) for part in parts))).one() if parts else ()
    rows = [_unpacked(cell, part) for cell, part in zip(cells, parts, strict=True)]
    return tuple(_answers(questions, rows))


def together(make: Callable[..., Answer], *questions: ReadQuery[Any]) -> ReadQuery[Answer]:
    """Several questions as one; `make` takes their answers, in their order."""
    selects = tuple(part for question in questions for part in question.selects)
    return ReadQuery(selects, lambda *rows: make(*_answers(questions, rows)))


def _answers(questions: Iterable[ReadQuery[Any]], rows: Sequence[Rows]) -> Iterator[Any]:
    """Each question reads the lists of rows of its own selects."""
    begin = 0
    for question in questions:
        end = begin + len(question.selects)
        yield question.read(*rows[begin:end])
        begin = end


def _packed(db: Session, part: Any) -> ColumnElement[str]:
    """All rows of a select as one cell of JSON: a list of lists."""
    # By their bare names: the columns that a subquery makes of them take a third of all the time here.
    columns = [bare(each.name) for each in part.selected_columns]
    if db.get_bind().dialect.name == "sqlite":
        packed = func.json_group_array(func.json_array(*columns))
    else:
        packed = func.json_agg(func.json_build_array(*columns))
    return select(cast(packed, Text)).select_from(part.subquery()).scalar_subquery()


def _unpacked(cell: str | None, part: Any) -> Rows:
    if cell is None:
        return []
    columns = part.selected_columns
    row = _row_type(tuple(each.name for each in columns))
    readers = [_reader(each.type) for each in columns]
    return [
        row(*(None if value is None else read(value) for read, value in zip(readers, values, strict=True)))
        for values in json.loads(cell)
    ]


@lru_cache(maxsize=256)
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """From what stands in JSON to what the column's type gives in Python."""
    if isinstance(kind, UtcMoment):
        return lambda value: kind.process_result_value(datetime.fromisoformat(value), None)  # type: ignore[arg-type]
    if isinstance(kind, TypeDecorator):
        return lambda value: kind.process_result_value(value, None)  # type: ignore[arg-type]
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class
    for sort, read in ((Boolean, bool), (Date, date.fromisoformat), (Time, time.fromisoformat)):
        if isinstance(kind, sort):
            return read
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
