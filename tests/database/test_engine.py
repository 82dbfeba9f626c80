"""The two doors of a database: what is written is kept as a whole or not at all, and nobody waits in vain."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from psycopg import _queries as placeholders
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, InternalError
from sqlalchemy.orm import Session

from lrc_portal.database.engine import PREPARED_AFTER, Database, writes
from lrc_portal.database.models import AgendaItem, Person, PersonRole, SpentToken, Strength, Trace
from lrc_portal.record import strengths
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.vocabulary import Role, StrengthPlace
from lrc_portal.words.marks import Invalid
from tests.people import make_person, token


def count(database: Database, model: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def strength(words: str = "I can sing") -> StrengthSubmission:
    return StrengthSubmission(StrengthPlace.SELF, words, token=token())


@pytest.mark.parametrize("door", ["reading", "writing"])
def test_every_sqlite_connection_is_safe_against_a_power_cut_and_keeps_its_references(
    tmp_path: Path, door: str
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'portal.db'}")
    opened = getattr(database, door)
    with opened() as one, opened() if door == "reading" else database.reading() as other:
        for db in (one, other):
            said = [
                db.scalar(text(f"PRAGMA {name}"))
                for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete")
            ]
            assert said == ["wal", 1, 2, 1]
    database.dispose()


def test_a_row_that_points_at_nobody_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as db:
        db.execute(
            text(
                "INSERT INTO agenda_item (person_id, words, created_at)"
                " VALUES (4711, '', '2026-01-01 00:00:00')"
            )
        )
    assert count(database, AgendaItem) == 0


def test_a_reading_session_keeps_nothing(database: Database) -> None:
    with refused_on_postgresql(database), database.reading() as db:
        assert not writes(db)
        make_person(db, "Mari", Role.MEMBER)
    with database.reading() as db:
        db.add(Trace())
    assert count(database, PersonRole) == count(database, Trace) == 0


def refused_on_postgresql(database: Database) -> AbstractContextManager[object]:
    """There a transaction that reads takes nothing; on SQLite it is rolled back."""
    if database.engine.dialect.name == "postgresql":
        return pytest.raises(InternalError, match="read-only transaction")
    return nullcontext()


def test_what_was_read_can_still_be_looked_at_when_the_session_has_ended(database: Database) -> None:
    with database.writing() as db:
        make_person(db, "Mari", Role.MEMBER)
    with database.reading() as db:
        mari = db.scalars(select(Person)).one()
    assert mari.display_name == "Mari"


def test_postgresql_keeps_what_it_prepared_from_one_reading_to_the_next(
    postgresql_database: Database,
) -> None:
    """At a ROLLBACK the driver forgets all of it, and each page would be planned anew."""
    for _ in range(PREPARED_AFTER + 3):
        with postgresql_database.reading() as db:
            db.scalar(select(func.count()).select_from(AgendaItem))
    with postgresql_database.reading() as db:
        uses = db.scalar(
            text(
                "SELECT generic_plans + custom_plans FROM pg_prepared_statements"
                " WHERE statement LIKE '%FROM agenda_item%' AND statement NOT LIKE '%pg_prepared%'"
            )
        )
    assert uses == 3


def test_a_writing_session_keeps_what_was_done(database: Database) -> None:
    with database.writing() as db:
        assert writes(db)
        make_person(db, "Mari", Role.MEMBER)
    assert count(database, PersonRole) == 1


def test_the_placeholders_of_a_long_statement_are_looked_for_once(postgresql_database: Database) -> None:
    many = [select(func.count()).select_from(AgendaItem).where(AgendaItem.id == n) for n in range(200)]
    long = select(*(each.scalar_subquery() for each in many))
    found = []
    for _ in range(3):
        with postgresql_database.reading() as db:
            assert db.execute(long).one() == (0,) * len(many)
        found.append(placeholders._query2pg.cache_info())
    assert found[2].misses == found[0].misses and found[2].hits > found[0].hits


class PowerCut(Exception):
    """Something that nobody foresaw."""


def test_a_writing_that_fails_leaves_no_row_no_trace_and_no_spent_token(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
    form = strength()
    with pytest.raises(PowerCut), database.writing() as db:
        strengths.add(db, by=mari, submission=form)
        raise PowerCut
    assert [count(database, model) for model in (Strength, Trace, SpentToken)] == [0, 0, 0]
    with database.writing() as db:
        strengths.add(db, by=mari, submission=form)
    assert [count(database, model) for model in (Strength, Trace, SpentToken)] == [1, 1, 1]


def test_what_was_not_sound_can_be_mended_and_sent_with_the_same_token(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
    with pytest.raises(Invalid), database.writing() as db:
        strengths.add(db, by=mari, submission=StrengthSubmission(StrengthPlace.SELF, " ", token="once"))
    with database.writing() as db:
        strengths.add(db, by=mari, submission=StrengthSubmission(StrengthPlace.SELF, "song", token="once"))
    assert count(database, Strength) == 1


def test_two_who_read_first_and_then_write_at_once_both_succeed(database: Database) -> None:
    with database.writing() as db:
        people = [make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom")]
    ready = threading.Barrier(len(people), timeout=20)

    def live(viewer) -> None:
        ready.wait()
        for _ in range(10):
            with database.writing() as db:
                strengths_before = db.scalar(select(func.count()).select_from(Strength))
                strengths.add(db, by=viewer, submission=strength(f"after {strengths_before}"))

    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(live, viewer) for viewer in people]:
            done.result(timeout=30)
    assert count(database, Strength) == 20


def test_somebody_can_read_while_another_writes(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
    with database.writing() as db:
        strengths.add(db, by=mari, submission=strength())
        assert count(database, Strength) == 0
    assert count(database, Strength) == 1


def test_a_driver_speaks_of_no_content_when_something_goes_wrong(database: Database) -> None:
    """Parameters stand in log lines otherwise."""

    def break_it(db: Session) -> None:
        db.execute(text("INSERT INTO nowhere (words) VALUES (:words)"), {"words": "my secret"})

    with pytest.raises(Exception) as caught, database.writing() as db:
        break_it(db)
    assert "my secret" not in str(caught.value)
