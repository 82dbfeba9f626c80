"""One database, SQLite or PostgreSQL, with two doors: `reading` and `writing`."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any, Self, overload

from sqlalchemy import URL, Connection, Engine, Executable, NullPool, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Session  # the screens name it, and know nothing else of SQLAlchemy

from lrc_portal import metrics, settings, shutdown
from lrc_portal.acting import Viewer
from lrc_portal.database import alphabet, row_security, unreadable
from lrc_portal.database.measured import MeasuredPool, measure
from lrc_portal.database.read_queries import (
    Answer,
    First,
    Fourth,
    ReadQuery,
    Second,
    Third,
    read_all,
    together,
)
from lrc_portal.database.row_security import System
from lrc_portal.database.waiting import said_calmly, said_of_a_commit
from lrc_portal.vocabulary import Language
from lrc_portal.words.marks import PerhapsSaved

PATIENCE = {
    "jit": "off",  # to compile a statement of a page costs seconds, and saves none
    "random_page_cost": "1.1",  # a page looks up a few rows by index; the usual 4 is for disks that turn
    "statement_timeout": "15s",
    "lock_timeout": "4s",
    "idle_in_transaction_session_timeout": "60s",
}
"""How each connection to PostgreSQL begins; what stands in the address (`?options=-c …`) comes after it."""

WITHOUT_HURRY = {"statement_timeout": "0", "lock_timeout": "0", "idle_in_transaction_session_timeout": "0"}
"""For migrations, which may take their time, and wait for each other; an address written for pages keeps them
from nothing."""

PREPARED_AFTER = 1
"""So often is a statement sent on a connection before it is prepared there: to plan one of a whole page takes
PostgreSQL longer than to answer it."""

PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan"}
"""What is prepared is planned once, whatever its parameters are. Left to itself, PostgreSQL plans it anew for
each page where that promises a cheaper answer, and does not count what planning costs."""

PREPARED_AT_MOST = 250
"""So many statements stay prepared on a connection; beyond that the driver lets go of the one last used the
longest ago."""

CONNECT_SECONDS, POOL_SECONDS, SHORT_SECONDS = 5, 4, 2

POOLER = "pooler"
"""Stands in the address (`?pooler=transaction`) where PgBouncer or its like is between, which hands a
connection to somebody else after each transaction."""

_LIMIT = re.compile(r"(?:-c\s*|--)([\w.]+)=([\w.]+)")
"""One setting of a connection, as `options` in an address has them."""


class Database:
    """An engine and the two ways to use it. Threads may share it; each `with` has its own session.

    Both ways raise `NotNow` where the database is away, busy or full. On PostgreSQL they show rows only to
    whom it was said that they are for: `seen_by` somebody, or `as_system` for a named purpose.
    """

    def __init__(
        self, url: str, *, patience: Mapping[str, str] = PATIENCE, insist: Mapping[str, str] | None = None
    ) -> None:
        """`patience` gives way to the operator's address, and that to what we `insist` on."""
        self.url = url
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            self.engine = create_engine(parsed, connect_args={"timeout": 20}, hide_parameters=True)
            _tame_sqlite(self.engine)
            short = create_engine(
                parsed, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": SHORT_SECONDS}
            )
        else:
            self.engine = _of_postgresql(
                parsed,
                patience,
                insist or {},
                CONNECT_SECONDS,
                poolclass=MeasuredPool,
                pool_pre_ping=True,
                pool_size=10,
                max_overflow=20,
                pool_timeout=POOL_SECONDS,
                pool_use_lifo=True,  # few connections know many statements, in place of many that know few
            )
            short = _of_postgresql(
                parsed.difference_update_query(["connect_timeout"]),
                patience,
                {"statement_timeout": f"{SHORT_SECONDS}s"},
                SHORT_SECONDS,
                poolclass=NullPool,
            )
        measure(self.engine)
        # Outside the pool, so that a pool that is empty says nothing about the database.
        self._short_engine = short
        self._derive()
        self._told_unreadable: set[str] = set()

    def _derive(self) -> None:
        """The engines of the two doors, which hear what is listened for at the one engine."""
        self._reading_engine = self.engine.execution_options(**{row_security.READS: True})
        self._writing_engine = self.engine.execution_options(lrc_writes=True)

    def seen_by(self, viewer: Viewer) -> Self:
        """The same database for this viewer alone: its policies let through what is theirs to see."""
        return self._for(viewer)

    def as_system(self, purpose: System) -> Self:
        """The same database for what the portal does in its own name; each place says what for."""
        return self._for(purpose)

    def _for(self, by: Viewer | System) -> Self:
        told = copy(self)
        told.engine = self.engine.execution_options(**{row_security.OPTION: by})
        told._derive()
        return told

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that changes nothing; what it might have changed is not kept.

        On PostgreSQL its transaction may only read, and ends with a COMMIT: at a ROLLBACK the driver forgets
        all that it has prepared on the connection, and each page would be planned anew.
        """
        with (
            self._telling_unreadable(),
            said_calmly(),
            Session(self._reading_engine, autoflush=False, expire_on_commit=False) as session,
        ):
            yield session
            if session.get_bind().dialect.name == "postgresql":
                session.expunge_all()
                session.commit()

    @contextmanager
    def reading_one_moment(self) -> Iterator[Session]:
        """`reading`, where all statements see the database as it was at the first of them."""
        with self.reading() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose transaction is kept as a whole at the end, or not at all.

        Raises `PerhapsSaved`, a `NotNow`, where the connection breaks at the very end.
        """
        told = self._writing_engine.get_execution_options().get(row_security.OPTION)
        outcome, by = "not_kept", "person" if isinstance(told, Viewer) else "portal"
        try:
            with (
                shutdown.in_progress(),
                self._telling_unreadable(),
                said_calmly(),
                Session(self._writing_engine, expire_on_commit=False) as session,
            ):
                session.begin()
                yield session
                complete(session)  # so that the commit is a commit and nothing else
                with said_of_a_commit():
                    session.commit()
            outcome = "kept"
        except PerhapsSaved:
            outcome = "not_known"
            raise
        finally:
            metrics.SAVES.labels(by, outcome).inc()

    @contextmanager
    def _telling_unreadable(self) -> Iterator[None]:
        """Tell coordinators the numbers of texts that could not be read in here, once the session has ended.

        Each number once in this process; one that could not be told now is told when it is met again.
        """
        by = self.engine.get_execution_options().get(row_security.OPTION)
        told = (by.language, by.person_id) if isinstance(by, Viewer) else (Language.ENGLISH, None)
        with unreadable.noticing(*told) as met:
            try:
                yield
            finally:
                new = met.references - self._told_unreadable
                if new and unreadable.tell_coordinators(
                    self._short_engine.execution_options(**{row_security.OPTION: System.UNREADABLE}), new
                ):
                    self._told_unreadable |= new

    def answers(self, *statements: Executable) -> bool:
        """Whether each has its answer within `SHORT_SECONDS`, on one connection of their own."""
        try:
            with self._short_engine.connect() as connection:
                for statement in statements:
                    connection.execute(statement)
        except SQLAlchemyError:
            return False
        return True

    @overload
    def read_all(self, first: ReadQuery[First], /) -> tuple[First]: ...
    @overload
    def read_all(self, first: ReadQuery[First], second: ReadQuery[Second], /) -> tuple[First, Second]: ...
    @overload
    def read_all(
        self, first: ReadQuery[First], second: ReadQuery[Second], third: ReadQuery[Third], /
    ) -> tuple[First, Second, Third]: ...
    @overload
    def read_all(
        self,
        first: ReadQuery[First],
        second: ReadQuery[Second],
        third: ReadQuery[Third],
        fourth: ReadQuery[Fourth],
        /,
    ) -> tuple[First, Second, Third, Fourth]: ...
    @overload
    def read_all(self, /, *queries: ReadQuery[Any]) -> tuple[Any, ...]: ...
    def read_all(self, /, *queries: ReadQuery[Any]) -> tuple[Any, ...]:
        """The answers to all of them, in their order, from one statement."""
        with self.reading() as session:
            return read_all(session, *queries)

    def gather(self, make: Callable[..., Answer], /, **named: ReadQuery[Any]) -> Answer:
        """The answers as one value, each under its name, from one statement."""
        return self.read_all(together(make, **named))[0]

    def empty_log(self) -> None:
        """On SQLite: write all into the database file and empty the log of writes beside it (WAL).

        Erased cells are overwritten in the file; until then they stand in that log as they were.
        """
        if self.engine.dialect.name == "sqlite":
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            finally:
                connection.close()

    def dispose(self) -> None:
        self.engine.dispose()


def _of_postgresql(
    address: URL, patience: Mapping[str, str], insist: Mapping[str, str], seconds: int, **pool: Any
) -> Engine:
    """An engine whose connections are there within so many seconds, and have these limits.

    Of a limit that is said twice the last counts: `patience`, the address, what we `insist` on. By a pooler
    nothing may be left on a connection, so there they are said as each transaction begins, and no statement
    is prepared.
    """
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    own = address.query.get("options", "")
    own = own if isinstance(own, str) else " ".join(own)
    told: dict[str, Any] = {"autocommit": True}  # the driver's own BEGIN would be one message more
    limits: dict[str, str] = {}
    if POOLER in address.query:
        address = address.difference_update_query([POOLER, "options"])
        limits = {**patience, **dict(_LIMIT.findall(own)), **insist}
        told["prepare_threshold"] = None
    else:
        told["options"] = f"{_options({**patience, **PLANNED_ONCE})} {own} {_options(insist)}".strip()
        told["prepare_threshold"] = PREPARED_AFTER
    if "connect_timeout" not in address.query:
        told["connect_timeout"] = seconds
    made = create_engine(
        address,
        hide_parameters=True,
        use_native_hstore=False,  # a type that no table has; to ask for it is a transaction more
        connect_args=told,
        execution_options={row_security.LIMITS: limits},
        **pool,
    )
    event.listen(made, "begin", row_security.begin)
    event.listen(made, "connect", _keep_many_prepared)
    _remember_placeholders()
    return made


def _remember_placeholders() -> None:
    """The driver searches a statement for its placeholders, and remembers what it found in short ones alone.

    A page is one long statement. The driver has no public way to say so.
    """
    from psycopg import _queries  # not loaded where the database is SQLite

    _queries.MAX_CACHED_STATEMENT_LENGTH = 250_000  # characters
    _queries.MAX_CACHED_STATEMENT_PARAMS = 2_500


def _keep_many_prepared(connection: Any, _record: Any) -> None:
    connection.prepared_max = PREPARED_AT_MOST


def _options(said: Mapping[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in said.items())


def writes(session: Session) -> bool:
    """Whether what this session writes will be kept."""
    return bool(session.get_bind().get_execution_options().get("lrc_writes", False))


_LAST = "lrc_last_of_all"


def at_the_end(session: Session, deed: Callable[[Session], None]) -> None:
    """`deed` runs once, after everything else in this transaction and before it is kept.

    For what locks a row that many wait for: it is held for as short as can be, and after all others.
    """
    session.info.setdefault(_LAST, {})[deed] = None


def complete(session: Session) -> None:
    """Do all that there is to do before the transaction is kept."""
    session.flush()
    for deed in session.info.pop(_LAST, {}):
        deed(session)
    session.flush()


def _tame_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver's own idea of when a transaction begins loses savepoints; ours is below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA busy_timeout=20000")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()
        alphabet.teach_sqlite(connection)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail, not wait, when another wrote in
        # between; one that is going to write takes its turn at once.
        writes = connection.get_execution_options().get("lrc_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_current: Database | None = None


def current() -> Database:
    """The database in force; opened from the settings at the first call."""
    global _current
    if _current is None:
        _current = Database(settings.current().database_url)
    return _current


def use(database: Database | None) -> None:
    """Put `database` in force, or with None open it from the settings at the next call."""
    global _current
    _current = database
