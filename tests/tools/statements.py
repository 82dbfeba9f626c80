"""Hear which SQL statements a database is sent, and what each costs, for as long as a block lasts."""

from collections.abc import Callable, Iterator
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


@contextmanager
def measured(database: Database, measure: Callable[[Any], Any]) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent while the block runs, each with what `measure(cursor)` grew by while it ran."""
    heard: list[tuple[str, Any]] = []
    before: dict[int, Any] = {}

    def begin(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            before[id(cursor)] = measure(cursor)

    def end(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            heard.append((statement, measure(cursor) - before.pop(id(cursor))))

    event.listen(database.engine, "before_cursor_execute", begin)
    event.listen(database.engine, "after_cursor_execute", end)
    try:
        yield heard
    finally:
        event.remove(database.engine, "before_cursor_execute", begin)
        event.remove(database.engine, "after_cursor_execute", end)
