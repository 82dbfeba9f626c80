"""Migrations beside people who read: where both wait for each other, the migrations begin anew."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from lrc_portal.database import migrations
from lrc_portal.database.engine import Database


def test_a_deadlock_with_somebody_who_reads_ends_no_start(postgresql_database: Database) -> None:
    engine, tries = postgresql_database.engine, 0
    has_read, reads_on = threading.Event(), threading.Event()

    def read() -> None:
        """Two tables after each other, as a page does; PostgreSQL leaves this one be."""
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL deadlock_timeout = '60s'"))
            connection.execute(text("LOCK TABLE goal IN ACCESS SHARE MODE"))
            has_read.set()
            reads_on.wait(10)
            connection.execute(text("LOCK TABLE strength IN ACCESS SHARE MODE"))

    def migrate() -> None:
        nonlocal tries
        tries += 1
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("LOCK TABLE strength IN ACCESS EXCLUSIVE MODE"))
            reads_on.set()
            connection.execute(text("LOCK TABLE goal IN ACCESS EXCLUSIVE MODE"))

    reader = threading.Thread(target=read)
    reader.start()
    assert has_read.wait(10)
    migrations.despite_deadlocks(migrate)
    reader.join()
    assert tries == 2


def test_any_other_fault_of_the_database_ends_them(postgresql_database: Database) -> None:
    tries = 0

    def migrate() -> None:
        nonlocal tries
        tries += 1
        with postgresql_database.engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 1"))
            connection.execute(text("SELECT pg_sleep(1)"))

    with pytest.raises(OperationalError):
        migrations.despite_deadlocks(migrate)
    assert tries == 1
