"""A session that may write, and of which nothing is kept: to try a verb and take it back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from lrc_portal.database.engine import Database


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """As `reading`, where on PostgreSQL nothing can be tried."""
    with Session(database.engine, autoflush=False) as session:
        yield session
