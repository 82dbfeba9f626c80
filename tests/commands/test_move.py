"""A portal moves from SQLite to PostgreSQL and back: every row, equal, and never over anything."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from lrc_portal.backups import moving
from lrc_portal.database import encrypted
from lrc_portal.database.engine import Database
from lrc_portal.database.models import CheckIn, Person
from lrc_portal.database.row_security import System
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Role
from tests import people
from tests.backups.conftest import all_rows, quiet
from tests.commands.conftest import Run
from tests.tools.postgres import Postgres


@pytest.fixture
def portal(sqlite_database: Database, named: Callable[[Database], None], own_settings: Settings) -> Database:
    named(sqlite_database)
    encrypted.use_keys_file(own_settings.keys_file)
    with sqlite_database.writing() as db:
        people.live(db, people.make_person(db, "Mari", Role.MEMBER))
    return sqlite_database


def new_sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}"


def test_a_portal_moves_there_and_back_row_for_row(
    portal: Database, run: Run, postgres: Postgres, tmp_path: Path
) -> None:
    before, there, back = all_rows(portal), postgres.empty_url(), new_sqlite(tmp_path, "back.db")
    code, said, _beside = run("move", portal.url, there, "--json")
    moved = json.loads(said)
    assert code == 0 and moved["differ"] == moved["changed"] == [] and "Mari" not in said
    assert moved["rows"] == sum(map(len, before.values())) and moved["tables"]["check_in"]["rows"]
    assert run("move", portal.url, there)[0] == 2, "it is not empty any more"
    on_postgres = Database(there)
    assert all_rows(on_postgres) == before
    code, said, _beside = run("move", there, back)
    assert code == 0 and "Both are equal" in said
    returned = Database(back)
    assert all_rows(returned) == before
    for database in (on_postgres, returned):
        with database.as_system(System.JOINING).writing() as db:
            people.make_person(db, "Tom", Role.MEMBER)  # numbers go on after the last
        database.dispose()


def test_what_stands_in_the_way_is_said_and_nothing_is_written(
    portal: Database, run: Run, tmp_path: Path
) -> None:
    there = new_sqlite(tmp_path, "there.db")
    for source, target, says in (
        (portal.url, portal.url, "are the same"),
        (new_sqlite(tmp_path, "none.db"), there, "There is no"),
        ("mysql://x/y", there, "SOURCE is no address"),
        (portal.url, "there.db", "TARGET is no address"),
    ):
        code, printed, said = run("move", source, target)
        assert (code, printed) == (2, "") and says in said
    assert not list(tmp_path.glob("*.db"))


def test_who_writes_meanwhile_and_what_is_not_equal_is_noticed(
    portal: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Database(new_sqlite(tmp_path, "there.db"))

    def somebody_writes(table: str, _rows: int) -> None:
        if table == "goal" and not told:
            told.append(table)
            with portal.writing() as db:
                db.execute(update(CheckIn).values(only_me=True))

    told: list[str] = []
    moved = moving.move(portal, there, progress=somebody_writes)
    assert told and (moved.differ, moved.changed) == ([], ["check_in"])
    with there.writing() as db:
        db.execute(delete(CheckIn))
        db.execute(update(Person).values(in_numbers=True))
    assert set(moving._unlike(there, moved.tables, quiet)) == {
        "check_in",
        "measure_answer",
        "pursuit_answer",
        "person",
    }
    there.dispose()
