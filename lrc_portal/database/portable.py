"""What SQLite and PostgreSQL each say in their own way: upserts, buckets of days, one-time tokens."""

from datetime import date, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Boolean, ColumnElement, Date, Integer, Select, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.functions import FunctionElement

from lrc_portal import clock
from lrc_portal.database.models import Person, SpentToken
from lrc_portal.vocabulary import Bucket
from lrc_portal.words.marks import Refused, mark

SPENT_IS_KEPT = timedelta(days=30)


class AlreadySaved(Refused):
    """The same form was sent before: a double click, or the back button. Nothing was written again."""

    def __init__(self) -> None:
        super().__init__(mark("This was saved already."))


def insert(db: Session, model: Any) -> Any:
    """An INSERT of this database's own kind, which knows `on_conflict_…`."""
    return (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert(model)


def spend(db: Session, person_id: int, token: str) -> None:
    """Use up a form's one-time token (at most 40 characters). Raises `AlreadySaved` the second time."""
    # What comes back says whether a row was written; of a count PostgreSQL's driver says -1.
    written = db.scalar(
        insert(db, SpentToken)
        .values(token=token, person_id=person_id, spent_at=clock.now())
        .on_conflict_do_nothing()
        .returning(SpentToken.token)
    )
    if written is None:
        raise AlreadySaved


def hold_person(db: Session, person_id: int) -> None:
    """Let others who change what is this person's wait until this transaction has ended.

    For what may have no row yet that could be held: two tabs would each add the first.
    """
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def spent_is_over() -> ColumnElement[bool]:
    """The token was spent so long ago that no open page can send it again."""
    return SpentToken.spent_at < clock.now() - SPENT_IS_KEPT


DayColumn: TypeAlias = ColumnElement[date] | InstrumentedAttribute[date]
"""A day, of a table or worked out in a query."""


class bucket_start(FunctionElement[date]):
    """The first day of the week (Monday) or month that holds a day."""

    type = Date()
    inherit_cache = True


class week_start(bucket_start):
    name = "week_start"
    inherit_cache = True


class month_start(bucket_start):
    name = "month_start"
    inherit_cache = True


@compiles(week_start, "sqlite")
def _week_on_sqlite(element: week_start, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '-6 days', 'weekday 1')"


@compiles(week_start, "postgresql")
def _week_on_postgresql(element: week_start, compiler: Any, **options: Any) -> str:
    return f"date_trunc('week', {compiler.process(element.clauses, **options)})::date"


@compiles(month_start, "sqlite")
def _month_on_sqlite(element: month_start, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, 'start of month')"


@compiles(month_start, "postgresql")
def _month_on_postgresql(element: month_start, compiler: Any, **options: Any) -> str:
    return f"date_trunc('month', {compiler.process(element.clauses, **options)})::date"


def in_bucket(day: DayColumn, bucket: Bucket) -> DayColumn:
    """The first day of the bucket that holds `day`, as SQL."""
    if bucket is Bucket.WEEK:
        return week_start(day)
    if bucket is Bucket.MONTH:
        return month_start(day)
    return day


class one_of_a_few(FunctionElement[bool]):
    """`one_of_a_few(column, ids)`: the column is one of what the scalar subquery `ids` gives, few and found
    first, so that each is looked up. With IN, PostgreSQL may read a whole table to compare instead.
    """

    type = Boolean()
    inherit_cache = True


@compiles(one_of_a_few, "sqlite")
def _few_on_sqlite(element: one_of_a_few, compiler: Any, **options: Any) -> str:
    column, ids = element.clauses
    return f"{compiler.process(column, **options)} IN {compiler.process(ids, **options)}"


@compiles(one_of_a_few, "postgresql")
def _few_on_postgresql(element: one_of_a_few, compiler: Any, **options: Any) -> str:
    column, ids = element.clauses
    return f"{compiler.process(column, **options)} = ANY (ARRAY{compiler.process(ids, **options)})"


def few(column: Any, ids: Select[*tuple[Any, ...]]) -> ColumnElement[bool]:
    """The column is one of these, as `one_of_a_few`; nothing of the statement around it stands in `ids`."""
    return one_of_a_few(column, ids.correlate(None).scalar_subquery())


def at_most(rows: int | None) -> ColumnElement[int] | None:
    """What LIMIT is told, as a number in the statement and no parameter; None is no limit.

    Where PostgreSQL plans a statement once for all whom it is for, a LIMIT that it does not know counts as a
    tenth of the rows: with very many of them that plan seems dear, and each page would be planned anew.
    """
    return None if rows is None else literal_column(str(int(rows)), Integer)


def looked_up(found: Select[*tuple[Any, ...]]) -> ColumnElement[bool]:
    """There is such a row: EXISTS for a statement that stops after a few rows. Each is looked up by an index,
    where PostgreSQL might otherwise begin by reading the whole table that is asked.
    """
    return found.limit(at_most(1)).scalar_subquery().is_not(None)


class utc_day(FunctionElement[date]):
    """The day in UTC that holds a moment."""

    type = Date()
    name = "utc_day"
    inherit_cache = True


@compiles(utc_day, "sqlite")
def _utc_day_on_sqlite(element: utc_day, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)})"


@compiles(utc_day, "postgresql")
def _utc_day_on_postgresql(element: utc_day, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC')::date"


class day_number(FunctionElement[int]):
    """A day as a number that grows by one from each day to the next: days since 1 January 1970."""

    type = Integer()
    name = "day_number"
    inherit_cache = True


@compiles(day_number, "sqlite")
def _number_on_sqlite(element: day_number, compiler: Any, **options: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **options)}) - 2440587.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _number_on_postgresql(element: day_number, compiler: Any, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} - DATE '1970-01-01')"
