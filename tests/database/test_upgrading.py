"""From every released schema to the newest, full of rows: nothing is lost on the way, on both databases."""

import itertools
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from lrc_portal.database import migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.migrations import SchemaProblem, changing
from lrc_portal.database.models import Base
from lrc_portal.database.row_security import System
from tests.tools import filled
from tests.tools.filled import Row
from tests.tools.postgres import Postgres

SCRIPTS = ScriptDirectory(str(migrations.HERE))
REVISIONS = sorted(each.revision for each in SCRIPTS.walk_revisions())
HEAD = SCRIPTS.get_current_head()
# Columns that stood in the schema before any release wrote to them, and the release that first did.
WRITTEN_SINCE = {"strength.note_id": "0004"}
RENAMED = {"person": {"called": "display_name"}}


class Releases:
    """An empty database of each released schema, made from the one before it; `copied` copies one."""

    def __init__(self, empty: str, copied: Callable[[str], str]) -> None:
        self._urls: dict[str | None, str] = {None: empty}
        self._copied = copied

    def at(self, revision: str | None) -> str:
        """The address of a new database with that schema."""
        return self._copied(self._kept(revision))

    def _kept(self, revision: str | None) -> str:
        if revision not in self._urls:
            script = SCRIPTS.get_revision(str(revision))
            assert script and not isinstance(script.down_revision, tuple)
            url = self._copied(self._kept(script.down_revision))
            database = Database(url)
            command.upgrade(migrations.config(database), str(revision))
            database.dispose()
            self._urls[revision] = url
        return self._urls[revision]


@cache
def on_sqlite() -> Releases:
    """Files in a folder that lives as long as the tests."""
    folder = Path(_FOLDER.name)

    def copied(url: str) -> str:
        path = folder / f"{next(_NUMBERS)}.db"
        if (before := Path(url.removeprefix("sqlite:///"))).exists():
            shutil.copy(before, path)
        return f"sqlite:///{path}"

    return Releases(f"sqlite:///{folder / 'empty.db'}", copied)


_FOLDER, _NUMBERS = tempfile.TemporaryDirectory(), itertools.count()


@pytest.fixture(scope="module")
def on_postgresql(postgres: Postgres) -> Releases:
    return Releases(postgres.empty_url(), postgres.copy_of)


@pytest.fixture
def revision() -> str | None:
    """The released schema with which a database begins; None where it has not even tables."""
    return None


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, revision: str | None) -> Iterator[Database]:
    """A database with no rows in it, and the tables of `revision`."""
    if request.param == "sqlite":
        database = Database(on_sqlite().at(revision))
    else:
        database = Database(request.getfixturevalue("on_postgresql").at(revision))
        database = database.as_system(System.STARTING)  # the rows that are looked at are everybody's
    yield database
    database.dispose()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite alone, for what only SQLite does."""
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    yield database
    database.dispose()


@cache
def rows_at(revision: str, first: int = 0) -> dict[str, list[Row]]:
    """Rows for the schema of that release, numbered from `first`; the same for both databases."""
    database = Database(on_sqlite().at(revision))
    with database.engine.connect() as connection:
        unused = frozenset(name for name, since in WRITTEN_SINCE.items() if revision < since)
        made = filled.rows(connection, unused, first)
    database.dispose()
    return made


def fill(database: Database, revision: str) -> dict[str, list[Row]]:
    """Bring an empty database to that release and put rows in every table; what it then holds."""
    command.upgrade(migrations.config(database), revision)
    put_in(database, rows_at(revision))
    return held(database)


def put_in(database: Database, rows: dict[str, list[Row]]) -> None:
    with database.writing() as db:
        for table in filled.tables(db.connection()):
            # In one statement, since rows of one table may refer to each other.
            db.execute(insert(table).values(rows[table.name]))


def held(database: Database) -> dict[str, list[Row]]:
    with database.reading() as db:
        return {
            table.name: [
                dict(row) for row in db.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            ]
            for table in filled.tables(db.connection())
        }


def lost(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows that are not there any more with what each of their columns held."""
    missing: dict[str, list[Row]] = {}
    for table, rows in before.items():
        now = dict(_names(table, rows[0])).values()
        there = {tuple(_of_utc(row[name]) for name in now) for row in after[table]}
        if left := [row for row in rows if tuple(map(_of_utc, row.values())) not in there]:
            missing[table] = left
    return missing


def _of_utc(value: Any) -> Any:
    """SQLite gives back a moment without its zone, which is always UTC."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _names(table: str, columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What each column was called then, and what it is called now."""
    for column in columns:
        yield column, RENAMED.get(table, {}).get(column, column)


def with_step(database: Database, folder: Path, *bodies: str) -> Config:
    """The portal's migrations, and after them one more for each body, in the language of migrations."""
    after = HEAD
    for number, body in enumerate(bodies):
        name = f"step{number}"
        (folder / f"{name}.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            "from lrc_portal.database.migrations import changing\n"
            f"revision = {name!r}\ndown_revision = {after!r}\n"
            f"branch_labels = depends_on = None\n\n\ndef upgrade():\n    {body}\n"
        )
        after = name
    config = migrations.config(database)
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", f"{migrations.HERE / 'versions'}{os.pathsep}{folder}")
    return config


def checks(connection: Connection) -> dict[tuple[str, str], str]:
    """Every CHECK in the database's own words."""
    return {
        (table, str(check["name"])): changing.check_text(connection, table, str(check["name"]))
        for table in inspect(connection).get_table_names()
        for check in inspect(connection).get_check_constraints(table)
    }


def test_every_row_of_every_released_schema_is_there_in_the_newest(empty_database: Database) -> None:
    """One database that was there from the first release on, and got rows at each."""
    wrote: dict[str, dict[str, list[Row]]] = {}
    for number, revision in enumerate(REVISIONS):
        command.upgrade(migrations.config(empty_database), revision)
        rows = rows_at(revision, number * filled.ROWS)
        assert {len(each) for each in rows.values()} == {filled.ROWS}
        put_in(empty_database, rows)
        wrote[revision] = rows
    after = held(empty_database)
    assert {revision: lost(rows, after) for revision, rows in wrote.items()} == dict.fromkeys(REVISIONS, {})
    assert Counter(table for rows in wrote.values() for table in rows for _ in rows[table]) == {
        table: len(rows) for table, rows in after.items()
    }


@pytest.mark.parametrize("revision", [REVISIONS[0], REVISIONS[len(REVISIONS) // 2]])
def test_all_steps_from_a_released_schema_are_gone_at_once(revision: str, empty_database: Database) -> None:
    """As a start does it: in one transaction, where what one step wrote is in the way of another's."""
    before = fill(empty_database, revision)
    migrations.upgrade(empty_database)
    assert not lost(before, held(empty_database))


def test_a_table_that_is_copied_keeps_what_hangs_on_it(sqlite_file: Database, tmp_path: Path) -> None:
    """To foreign keys that act, the old table's end is the end of all its rows."""
    before = fill(sqlite_file, HEAD)
    bodies = [
        f"with op.batch_alter_table({table!r}, recreate='always'): pass"
        for table in ("person", "pursuit", "check_in", "note", "goal", "strength", "pairing")
    ]
    command.upgrade(with_step(sqlite_file, tmp_path, *bodies), "head")
    assert held(sqlite_file) == before
    with sqlite_file.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_steps_that_cut_rows_off_are_all_undone_and_the_operator_is_told(
    sqlite_file: Database, tmp_path: Path
) -> None:
    before = fill(sqlite_file, HEAD)
    config = with_step(
        sqlite_file,
        tmp_path,
        "op.create_table('new', sa.Column('id', sa.Integer(), primary_key=True))",
        "op.execute('DELETE FROM pursuit')",
    )
    with pytest.raises(SchemaProblem, match=f"{filled.ROWS} in pursuit_answer without their pursuit"):
        command.upgrade(config, "head")
    assert held(sqlite_file) == before
    with sqlite_file.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == HEAD
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_every_check_says_what_the_models_say(
    empty_database: Database, request: pytest.FixtureRequest
) -> None:
    """Two databases beside each other, since each writes a condition in its own way."""
    of_models = Database(
        request.getfixturevalue("postgres").empty_url()
        if empty_database.engine.dialect.name == "postgresql"
        else f"{empty_database.url}.models"
    )
    migrations.upgrade(empty_database)
    Base.metadata.create_all(of_models.engine)
    with empty_database.engine.connect() as migrated, of_models.engine.connect() as wanted:
        assert _words_sorted(checks(migrated)) == _words_sorted(checks(wanted))
    of_models.dispose()


def _words_sorted(texts: dict[tuple[str, str], str]) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """The order in which words were added means nothing; that of everything else does."""
    word = re.compile(r"'[^']*'")
    return {key: (word.sub("?", text), sorted(word.findall(text))) for key, text in texts.items()}


def test_words_are_added_without_copying_the_table(empty_database: Database, tmp_path: Path) -> None:
    before = fill(empty_database, HEAD)
    with empty_database.engine.connect() as connection:
        checks_before, place = checks(connection), _place(connection, "trace")
    body = "changing.add_words('trace', 'subject', 'weather', 'tides')"
    command.upgrade(with_step(empty_database, tmp_path, body), "head")

    assert held(empty_database) == before
    with empty_database.engine.connect() as connection:
        assert _place(connection, "trace") == place
        now = checks(connection)
        changed = {key for key in now if now[key] != checks_before[key]}
        assert changed == {("trace", "ck_trace_subject")}
    _put_in_trace(empty_database, 101, "weather")
    _put_in_trace(empty_database, 102, "goals")
    with pytest.raises(IntegrityError):
        _put_in_trace(empty_database, 103, "storms")


def test_a_narrower_check_is_refused_where_rows_break_it(empty_database: Database, tmp_path: Path) -> None:
    before = fill(empty_database, HEAD)
    with empty_database.engine.connect() as connection:
        checks_before = checks(connection)
    body = (
        "changing.replace_check('strength', 'ck_strength_strengthplace', \"place IN ('nowhere (''yet'')')\")"
    )
    with pytest.raises((changing.BrokenByRows, IntegrityError)):
        command.upgrade(with_step(empty_database, tmp_path, body), "head")
    assert held(empty_database) == before
    with empty_database.engine.connect() as connection:
        assert checks(connection) == checks_before


def _place(connection: Connection, table: str) -> int:
    """Where the rows of a table lie; another place where it was written anew."""
    asked = (
        f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'"
        if connection.dialect.name == "sqlite"
        else f"SELECT pg_relation_filenode('{table}')"
    )
    return int(connection.exec_driver_sql(asked).scalar_one())


def _put_in_trace(database: Database, key: int, subject: str) -> None:
    with database.writing() as db:
        trace = next(table for table in filled.tables(db.connection()) if table.name == "trace")
        row = db.execute(select(trace).limit(1)).mappings().one()
        new = dict(row) | {"id": key, "subject": subject, "looked_in": sa.null()}
        db.execute(insert(trace).values(new))
