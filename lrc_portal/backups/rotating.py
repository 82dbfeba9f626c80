"""Key rotation: texts are encrypted anew with the key in use, a few at a time, while people write.

Nothing has to be remembered of how far it came: a text that the key in use opens is passed over, so what was
stopped goes on where it is run again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from lrc_portal import faults
from lrc_portal.backups.making import Progress
from lrc_portal.backups.tables import Kind, TableShape, of_this_release
from lrc_portal.database import encrypted
from lrc_portal.database.encrypted import Lines
from lrc_portal.database.engine import WITHOUT_HURRY, Database
from lrc_portal.database.portable import at_most
from lrc_portal.database.row_security import System

AT_ONCE = 100
"""Rows in one transaction: whoever writes meanwhile waits for so many at most."""


@dataclass
class Found:
    """What a look at every encrypted text found."""

    by_key: list[int]
    """How many each text key opens, in the order of the keys file, the one that waits last."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """Of texts that none opens: from the number that people are told to table, column and row."""
    rewritten: int = 0

    @property
    def texts(self) -> int:
        return sum(self.by_key) + len(self.unreadable)


def look(database: Database, keys: Lines, *, progress: Progress) -> Found:
    """Which key opens which texts. Reads only."""
    return _through(database, keys, progress, rewrites=False)


def rewrite(database: Database, keys: Lines, *, progress: Progress) -> Found:
    """Encrypt with the key in use whatever an older one encrypted; how it was found before.

    The keys must be in force.
    """
    found = _through(database, keys, progress, rewrites=True)
    database.empty_log()
    return found


def _through(database: Database, keys: Lines, progress: Progress, *, rewrites: bool) -> Found:
    found, opens = Found([0] * len(keys.all)), encrypted.which_opens(keys)
    patient = Database(database.url, insist=WITHOUT_HURRY)
    told = 0
    try:
        for shape in of_this_release():
            if Kind.ENCRYPTED not in shape.columns.values():
                continue
            for some in _some_keys(patient, shape):
                progress(shape.name, told)
                told += len(some)
                _pass(patient, shape, some, opens, found, rewrites)
    finally:
        patient.dispose()
    return found


Row = tuple[Any, ...]
"""The primary key of a row."""


def _some_keys(database: Database, shape: TableShape) -> Iterator[list[Row]]:
    """The primary keys of a table, so many at once; rows that come meanwhile need nothing."""
    columns = [shape.table.c[name] for name in shape.key]
    last: Row | None = None
    while True:
        asked = sa.select(*columns).order_by(*columns).limit(at_most(AT_ONCE))
        if last is not None:
            asked = asked.where(sa.tuple_(*columns) > sa.tuple_(*last))
        with database.as_system(System.KEYS).reading() as db:
            some = [tuple(row) for row in db.execute(asked)]
        if not some:
            return
        yield some
        last = some[-1]


def _pass(
    database: Database,
    shape: TableShape,
    some: list[Row],
    opens: Callable[[str], int | None],
    found: Found,
    rewrites: bool,
) -> None:
    told, table = database.as_system(System.KEYS), shape.table
    keys = [table.c[name] for name in shape.key]
    cells = [table.c[name] for name, kind in shape.columns.items() if kind is Kind.ENCRYPTED]
    older: list[tuple[Row, sa.Column[str], str]] = []
    with told.reading() as db:
        rows = db.execute(sa.select(*keys, *cells).where(sa.tuple_(*keys).in_(some))).all()
    for row in rows:
        key = tuple(row[: len(keys)])
        for column, token in zip(cells, row[len(keys) :], strict=True):
            if token is None:
                continue
            place = opens(token)
            if place is None:
                number = faults.reference_of(token.encode(errors="replace"))
                which = ", ".join(f"{name} {value}" for name, value in zip(shape.key, key, strict=True))
                found.unreadable[number] = f"{shape.name}.{column.name}, {which}"
                continue
            found.by_key[place] += 1
            if place:
                older.append((key, column, token))
    if not (rewrites and older):
        return
    with told.writing() as db:
        for key, column, token in older:
            # Not over what somebody changed meanwhile: it is encrypted with the key in use then.
            asked = sa.update(table).where(sa.tuple_(*keys) == sa.tuple_(*key), column == token)
            db.execute(asked.values({column.name: encrypted.anew(token)}))
    found.rewritten += len(older)
