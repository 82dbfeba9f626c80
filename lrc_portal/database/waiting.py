"""A database that is away, busy or full: told apart from our own faults, and said to people calmly."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lrc_portal.words.marks import NotNow, PerhapsSaved

_log = logging.getLogger("lrc_portal")

# PostgreSQL's driver raises an OperationalError for time-outs, locks, a full disk and a server that is gone;
# SQLite's does so for a table that is not there too, which is a fault of ours.
_SQLITE_WAITS = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_IOERR")


def waits(fault: BaseException) -> bool:
    """Whether the database is away, busy or full, and not we who asked it something wrong."""
    if isinstance(fault, PoolTimeout):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    if fault.connection_invalidated:
        return True
    if not isinstance(fault, OperationalError):
        return False
    of_sqlite = getattr(fault.orig, "sqlite_errorname", None)
    return of_sqlite is None or of_sqlite.startswith(_SQLITE_WAITS)


@contextmanager
def said_of_a_commit() -> Iterator[None]:
    """Raise `PerhapsSaved` where the connection breaks in here. A fault that the database itself tells is
    another thing: it says that nothing is kept.
    """
    try:
        yield
    except DBAPIError as fault:
        of_sqlite = getattr(fault.orig, "sqlite_errorname", "")
        if not (fault.connection_invalidated or of_sqlite.startswith("SQLITE_IOERR")):
            raise
        _log.warning("the connection broke in a commit: %s", type(fault.orig).__name__)
        raise PerhapsSaved from fault


@contextmanager
def said_calmly() -> Iterator[None]:
    """Raise `NotNow` where the database waits in here; every other fault goes on as it is."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as fault:
        if not waits(fault):
            raise
        kind = getattr(fault, "orig", fault)
        _log.warning("the database does not answer in time: %s", type(kind).__name__)
        raise NotNow from fault
