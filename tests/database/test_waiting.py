"""A database that waits, is full or is away: asked within limits, and told apart from faults of ours."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from lrc_portal import clock
from lrc_portal.database import engine
from lrc_portal.database.engine import PATIENCE, WITHOUT_HURRY, Database
from lrc_portal.database.models import Person, Strength
from lrc_portal.vocabulary import Language
from lrc_portal.words.marks import NotNow, PerhapsSaved
from tests.tools.line import by_a_line

ON_STRENGTHS, ON_PEOPLE = select(Strength.id).limit(1), select(Person.id).limit(1)


@contextmanager
def hurried(database: Database, **limits: str) -> Iterator[Database]:
    """The same database for somebody who waits less long."""
    other = Database(database.url, patience={**PATIENCE, **limits})
    try:
        yield other
    finally:
        other.dispose()


@contextmanager
def locked(database: Database, table: str) -> Iterator[None]:
    """Somebody holds a table for themselves, as a change of the schema does."""
    with database.engine.connect() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()


def shown(database: Database) -> dict[str, str]:
    with database.reading() as db:
        return {name: db.scalar(text(f"SHOW {name}")) for name in PATIENCE}


def test_each_connection_has_its_limits_and_compiles_nothing(postgresql_database: Database) -> None:
    assert shown(postgresql_database) == {
        "jit": "off",
        "random_page_cost": "1.1",
        "statement_timeout": "15s",
        "lock_timeout": "4s",
        "idle_in_transaction_session_timeout": "1min",
    }


def test_what_an_operator_writes_into_the_address_wins(postgresql_database: Database) -> None:
    joint = "&" if "?" in postgresql_database.url else "?"
    own = Database(f"{postgresql_database.url}{joint}options=-c%20statement_timeout%3D90s")
    assert shown(own) | {"statement_timeout": ""} == shown(postgresql_database) | {"statement_timeout": ""}
    assert shown(own)["statement_timeout"] == "90s"
    own.dispose()


def test_migrations_may_take_their_time(postgresql_database: Database) -> None:
    """Also where the operator wrote a limit for pages into the address."""
    joint = "&" if "?" in postgresql_database.url else "?"
    own = f"{postgresql_database.url}{joint}options=-c%20statement_timeout%3D90s"
    patient = Database(own, insist=WITHOUT_HURRY)
    assert shown(patient) == {"jit": "off", "random_page_cost": "1.1", **WITHOUT_HURRY}
    patient.dispose()


@pytest.mark.parametrize(
    ("options", "insist", "timeout"),
    [("", {}, "15s"), ("&options=-c%20statement_timeout%3D90s", {}, "90s")]
    + [("&options=-c%20statement_timeout%3D90s", WITHOUT_HURRY, "0")],
    ids=["ours", "the operator's", "what is insisted on"],
)
def test_by_a_pooler_the_limits_go_along_with_each_transaction_and_nothing_stays_on_the_connection(
    postgresql_database: Database, options: str, insist: dict[str, str], timeout: str
) -> None:
    joint = "&" if "?" in postgresql_database.url else "?"
    by_pooler = Database(f"{postgresql_database.url}{joint}pooler=transaction{options}", insist=insist)
    usual = {"jit": "on", "random_page_cost": "4", "statement_timeout": "0", "lock_timeout": "0"}
    try:
        assert shown(by_pooler)["statement_timeout"] == timeout and shown(by_pooler)["jit"] == "off"
        with by_pooler.reading() as db:
            for _ in range(8):  # the driver prepares what it is asked for the sixth time
                db.execute(ON_PEOPLE)
            assert db.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
        with by_pooler.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            assert {name: driver.execute(f"SHOW {name}").fetchone()[0] for name in usual} == usual
    finally:
        by_pooler.dispose()


def test_whoever_watches_over_us_is_answered_in_time_whatever_the_address_says(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SHORT_SECONDS", 1)
    joint = "&" if "?" in postgresql_database.url else "?"
    own = Database(f"{postgresql_database.url}{joint}options=-c%20statement_timeout%3D90s")
    assert not own.answers(text("SELECT pg_sleep(3)"))
    own.dispose()


def test_a_locked_table_is_said_calmly_and_holds_up_nobody_else(postgresql_database: Database) -> None:
    with hurried(postgresql_database, lock_timeout="200ms") as database:
        with locked(postgresql_database, "strength"):
            for door in (database.reading, database.writing):
                with pytest.raises(NotNow), door() as db:
                    db.execute(ON_STRENGTHS)
            with database.reading() as db:
                assert db.scalar(ON_PEOPLE) is None
            assert database.answers(ON_PEOPLE)
        with database.reading() as db:
            assert db.scalar(ON_STRENGTHS) is None


def test_whoever_watches_over_us_hears_of_a_table_that_does_not_answer(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SHORT_SECONDS", 1)
    with hurried(postgresql_database) as database, locked(postgresql_database, "person"):
        assert not database.answers(ON_PEOPLE)


def test_a_statement_that_takes_too_long_is_ended(postgresql_database: Database) -> None:
    with (
        hurried(postgresql_database, statement_timeout="200ms") as database,
        pytest.raises(NotNow),
        database.reading() as db,
    ):
        db.execute(text("SELECT pg_sleep(30)"))


def test_a_pool_without_a_free_connection_is_waited_for_briefly_and_health_is_told_all_the_same(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "POOL_SECONDS", 0.2)
    with hurried(postgresql_database) as database, ExitStack() as held:
        for _ in range(30):
            held.enter_context(database.engine.connect())
        since = time.monotonic()
        with pytest.raises(NotNow), database.reading() as db:
            db.execute(ON_PEOPLE)
        assert time.monotonic() - since < 5
        assert database.answers(ON_PEOPLE)


def test_a_server_that_is_not_there_is_said_calmly(postgresql_database: Database) -> None:
    away = Database("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(NotNow), away.reading() as db:
        db.execute(ON_PEOPLE)
    assert not away.answers(ON_PEOPLE)
    away.dispose()


def somebody() -> Person:
    return Person(language=Language.ENGLISH, created_at=clock.now())


def test_a_connection_that_breaks_in_the_commit_leaves_open_whether_it_was_saved(
    postgresql_database: Database,
) -> None:
    with by_a_line(postgresql_database) as (database, line):
        line.cut_after(b"COMMIT")
        with pytest.raises(PerhapsSaved), database.writing() as db:
            db.add(somebody())
        with database.reading() as db:
            assert db.scalar(ON_PEOPLE) is not None


def test_a_connection_that_breaks_before_the_commit_has_saved_nothing(postgresql_database: Database) -> None:
    with by_a_line(postgresql_database) as (database, line):
        with pytest.raises(NotNow) as caught, database.writing() as db:
            db.execute(ON_PEOPLE)
            line.cut_after(b"INSERT")
            db.add(somebody())  # is sent at the very end
        assert not isinstance(caught.value, PerhapsSaved)
        with database.reading() as db:
            assert db.scalar(ON_PEOPLE) is None


def test_a_table_that_is_missing_is_a_fault_of_ours(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), database.reading() as db:
        db.execute(text("SELECT * FROM no_such_table"))
