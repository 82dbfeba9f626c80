"""Read queries, and their batching: all that a page reads is one statement.

A read query is its selects, each with the type of its rows, and what those rows become. `read_all` packs
the rows of each select into one cell of JSON, so the number of statements hangs neither on how much is
read nor on how much there is.
"""

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime, time
from functools import cache
from typing import Any, Generic, TypeAlias, TypeVar, TypeVarTuple, overload

from sqlalchemy import (
    Boolean,
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
    literal_column,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CompoundSelect
from sqlalchemy.types import TypeEngine

from lrc_portal.database.row_security import System, beyond

Answer = TypeVar("Answer")
First = TypeVar("First")
Second = TypeVar("Second")
Third = TypeVar("Third")
Fourth = TypeVar("Fourth")
Row = TypeVar("Row")
Value = TypeVar("Value")
Values = TypeVarTuple("Values")
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
"""A select of any columns."""
Selected: TypeAlias = AnySelect | CompoundSelect[*tuple[Any, ...]]
"""The same, or several of them as one."""


class TypedSelect(Generic[Row]):
    """A select with the type of its rows: made by `rows_of`, `values_of` or `tuples_of`.

    Columns are read by name, so a select names each of its columns once, also one that it works out.
    """

    def __init__(self, selected: Selected, make: Callable[..., Row], *, beyond: System | None = None) -> None:
        """`make` takes the values of a row in the order of the columns.

        `beyond` is for what is told of rows that the viewer may not see themselves, such as whether there
        is one: it is read in the portal's own name, for that purpose.
        """
        self.selected, self.beyond = selected, beyond
        self.columns: tuple[ColumnElement[Any], ...] = tuple(selected.selected_columns)
        self.names = tuple(each.name for each in self.columns)
        if len(set(self.names)) < len(self.names):
            raise TypeError(f"A select names a column twice: {', '.join(self.names)}.")
        self.make = make


def rows_of(
    selected: Select[*Values] | CompoundSelect[*Values],
    row: Callable[[*Values], Row],
    *,
    rest: str | None = None,
    beyond: System | None = None,
) -> TypedSelect[Row]:
    """The rows of a select as `row`, a NamedTuple or a dataclass with a field for each column.

    The type checker compares the types of the columns with those of the fields, where SQLAlchemy knows
    them: of more than ten columns it does not, and such a select is written as `AnySelect`. Names and
    their order are compared here. The field `rest` takes the columns side by side that no other field
    names, as a dict by their names. Raises `TypeError` where columns and fields are not the same.
    """
    typed, fields = TypedSelect(selected, row, beyond=beyond), _fields(row)
    expected = fields
    if rest is not None:
        begin = fields.index(rest)
        gathered = typed.names[begin : begin + 1 + len(typed.names) - len(fields)]
        expected = (*fields[:begin], *gathered, *fields[begin + 1 :])
        typed.make = _gathering(row, begin, gathered)
    if typed.names != expected:
        raise TypeError(
            f"The columns of a select are not the fields of its row type {row.__qualname__}. "
            f"Columns: {', '.join(typed.names)}. Fields: {', '.join(fields)}."
        )
    return typed


def _gathering(row: Callable[..., Row], begin: int, names: tuple[str, ...]) -> Callable[..., Row]:
    """A row whose columns of these names, from the place `begin` on, are one dict."""
    end = begin + len(names)

    def make(*values: Any) -> Row:
        return row(*values[:begin], dict(zip(names, values[begin:end], strict=True)), *values[end:])

    return make


def values_of(
    selected: Select[Value] | CompoundSelect[Value], *, beyond: System | None = None
) -> TypedSelect[Value]:
    """The values of a select that has one column."""
    typed: TypedSelect[Value] = TypedSelect(selected, _as_it_is, beyond=beyond)
    if len(typed.columns) != 1:
        raise TypeError(f"A select of values has one column, and not {', '.join(typed.names)}.")
    return typed


def tuples_of(
    selected: Select[*Values] | CompoundSelect[*Values], *, beyond: System | None = None
) -> TypedSelect[tuple[*Values]]:
    """The rows of a select as plain tuples, typed as its columns: for pairs that become a dict, say."""
    return TypedSelect(selected, lambda *values: values, beyond=beyond)


def only(rows: list[Row]) -> Row:
    """The one row of a select that always has one, as a count has."""
    [row] = rows
    return row


class ReadQuery(Generic[Answer]):
    """Selects, and how their result is built: `read` takes one list of rows for each, in their order.

    Without `read` the result is the rows themselves. Rows come in the order that the select asks for.
    """

    @overload
    def __init__(self: "ReadQuery[list[First]]", first: TypedSelect[First], /) -> None: ...
    @overload
    def __init__(self, first: TypedSelect[First], /, *, read: Callable[[list[First]], Answer]) -> None: ...
    @overload
    def __init__(
        self,
        first: TypedSelect[First],
        second: TypedSelect[Second],
        /,
        *,
        read: Callable[[list[First], list[Second]], Answer],
    ) -> None: ...
    @overload
    def __init__(
        self,
        first: TypedSelect[First],
        second: TypedSelect[Second],
        third: TypedSelect[Third],
        /,
        *,
        read: Callable[[list[First], list[Second], list[Third]], Answer],
    ) -> None: ...
    @overload
    def __init__(
        self,
        first: TypedSelect[First],
        second: TypedSelect[Second],
        third: TypedSelect[Third],
        fourth: TypedSelect[Fourth],
        /,
        *,
        read: Callable[[list[First], list[Second], list[Third], list[Fourth]], Answer],
    ) -> None: ...
    def __init__(self, *selects: TypedSelect[Any], read: Callable[..., Any] = list) -> None:
        self.selects = selects
        self.read = read

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
    """The results of all of them, in their order, from one statement.

    On PostgreSQL what is read beyond what the viewer may see is one of its own.
    """
    if db.autoflush:
        db.flush()  # the session does so by itself only for statements that name an entity
    parts = [part for query in queries for part in query.selects]
    within, further = _beyond_or_not(db, parts)
    cells: dict[int, str | None] = {}
    for some, purposes in ((within, []), (further, sorted({parts[at].beyond or "" for at in further}))):
        if some:
            with beyond(db, *purposes) if purposes else nullcontext():
                found = db.execute(select(*(_packed(db, parts[at]) for at in some))).one()
            cells |= dict(zip(some, found, strict=True))
    rows = [_unpacked(cells[at], part) for at, part in enumerate(parts)]
    return tuple(_answers(queries, rows))


def _beyond_or_not(db: Session, parts: Sequence[TypedSelect[Any]]) -> tuple[list[int], list[int]]:
    """The places of the parts for the viewer's own eyes, and of the others: none where no policies ask."""
    asked = db.get_bind().dialect.name == "postgresql"
    further = [at for at, part in enumerate(parts) if asked and part.beyond]
    return [at for at in range(len(parts)) if at not in further], further


@overload
def together(make: Callable[[First], Answer], first: ReadQuery[First], /) -> ReadQuery[Answer]: ...
@overload
def together(
    make: Callable[[First, Second], Answer], first: ReadQuery[First], second: ReadQuery[Second], /
) -> ReadQuery[Answer]: ...
@overload
def together(
    make: Callable[[First, Second, Third], Answer],
    first: ReadQuery[First],
    second: ReadQuery[Second],
    third: ReadQuery[Third],
    /,
) -> ReadQuery[Answer]: ...
@overload
def together(make: Callable[..., Answer], /, **named: ReadQuery[Any]) -> ReadQuery[Answer]: ...
def together(
    make: Callable[..., Answer], /, *queries: ReadQuery[Any], **named: ReadQuery[Any]
) -> ReadQuery[Answer]:
    """Several read queries as one; `make` takes their results, in their order or each by its name.

    More than three are read by name: `together(Found, notes=…, agenda=…)`, where `Found` is a
    dataclass with these fields. Raises `TypeError` where one of them is not read, or has no field.
    """
    if isinstance(make, type) and dataclasses.is_dataclass(make):
        _require_fields(make, len(queries), named)
    everything = (*queries, *named.values())

    def read(*rows: list[Any]) -> Answer:
        answers = list(_answers(everything, rows))
        return make(*answers[: len(queries)], **dict(zip(named, answers[len(queries) :], strict=True)))

    # As many selects as there are: each was compared with its own `read` when its query was made.
    made: Callable[..., ReadQuery[Answer]] = ReadQuery
    return made(*(part for query in everything for part in query.selects), read=read)


def _require_fields(make: type, in_order: int, named: Mapping[str, ReadQuery[Any]]) -> None:
    """What is read by name is what a dataclass still needs after its first fields."""
    left = [field for field in dataclasses.fields(make) if field.init][in_order:]
    missing = [
        field.name
        for field in left
        if field.name not in named
        and field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
    ]
    unknown = sorted(set(named) - {field.name for field in left})
    if missing or unknown:
        raise TypeError(
            f"What is read is not what {make.__name__} is made of. "
            f"Missing: {', '.join(missing) or 'nothing'}; without a field: {', '.join(unknown) or 'nothing'}."
        )


def _answers(queries: Iterable[ReadQuery[Any]], rows: Sequence[list[Any]]) -> Iterator[Any]:
    """Each read query takes the lists of rows of its own selects."""
    begin = 0
    for query in queries:
        end = begin + len(query.selects)
        yield query.read(*rows[begin:end])
        begin = end


def _packed(db: Session, part: TypedSelect[Any]) -> ColumnElement[str]:
    """All rows of a select as one cell of JSON: a list of lists."""
    cell = _as_json(db.get_bind().dialect.name, part.names)
    return select(cell).select_from(part.selected.subquery()).scalar_subquery()


@cache
def _as_json(dialect: str, names: tuple[str, ...]) -> ColumnElement[str]:
    """The columns of these names as a list in JSON, for all rows together.

    As text, and made once: of columns it would be built, and looked for in SQLAlchemy's cache, for each page.
    """
    quoted = ", ".join('"{}"'.format(name.replace('"', '""')) for name in names)
    if dialect == "sqlite":
        return literal_column(f"CAST(json_group_array(json_array({quoted})) AS TEXT)", Text)
    return literal_column(f"CAST(json_agg(json_build_array({quoted})) AS TEXT)", Text)


def _unpacked(cell: str | None, part: TypedSelect[Row]) -> list[Row]:
    if cell is None:
        return []
    readers = [(at, _reader(each.name, each.type)) for at, each in enumerate(part.columns)]
    to_read = [(at, read) for at, read in readers if read is not _as_it_is]
    rows: list[list[Any]] = json.loads(cell)
    for values in rows:
        for at, read in to_read:
            if values[at] is not None:
                values[at] = read(values[at])
    return [part.make(*values) for values in rows]


@cache
def _fields(row: Callable[..., Any]) -> tuple[str, ...]:
    """The fields of a row type, in the order in which it takes them."""
    if isinstance(row, type) and issubclass(row, tuple) and hasattr(row, "_fields"):
        return tuple(row._fields)
    if isinstance(row, type) and dataclasses.is_dataclass(row):
        return tuple(field.name for field in dataclasses.fields(row) if field.init)
    raise TypeError(f"Rows are of a NamedTuple or a dataclass, and {row!r} is neither.")


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
