"""Hear which SQL statements a database is sent, for as long as a block of a test lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from lrc_portal.database.engine import Database


@contextmanager
def sent_to(database: Database) -> Iterator[list[str]]:
    """The statements sent while the block runs, as they are sent; the beginning of a transaction is none.

    The engine is kept from test to test, so hearing must end.
    """
    statements: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
