"""From an empty database to the newest schema, on both: nothing missing, nothing nameless, nothing twice."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, Table, UniqueConstraint, insert, inspect, select
from sqlalchemy.engine.reflection import Inspector

from lrc_portal.database import migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base
from lrc_portal.database.row_security import System

TABLES = [pytest.param(table, id=table.name) for table in Base.metadata.sorted_tables]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it, not even tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        database = Database(request.getfixturevalue("postgres").empty_url())
        database = database.as_system(System.STARTING)  # the rows that are looked at are everybody's
    yield database
    database.dispose()


def names(inspector: Inspector, table: Table) -> dict[str, set[str | None]]:
    """What the database says it has: every constraint and index of a table by its name."""
    unique = {each["name"] for each in inspector.get_unique_constraints(table.name)}
    return {
        "check": {each["name"] for each in inspector.get_check_constraints(table.name)},
        "unique": unique,
        "index": {each["name"] for each in inspector.get_indexes(table.name)} - unique,
        "foreign": {
            # SQLite reads back no name of a reference that was added together with its column.
            each["name"] or f"fk_{table.name}_{each['constrained_columns'][0]}"
            for each in inspector.get_foreign_keys(table.name)
        },
        "primary": {inspector.get_pk_constraint(table.name)["name"]},
    }


def names_wanted(table: Table) -> dict[str, set[str | None]]:
    """The same of the models."""

    def of(kind: type) -> set[str | None]:
        return {str(each.name) for each in table.constraints if isinstance(each, kind)}

    return {
        "check": of(CheckConstraint),
        "unique": of(UniqueConstraint),
        "index": {str(index.name) for index in table.indexes},
        "foreign": {str(each.name) for each in table.foreign_key_constraints},
        "primary": {str(table.primary_key.name)},
    }


def schema(database: Database) -> dict[str, object]:
    inspector = inspect(database.engine)
    return {
        name: (
            [
                (column["name"], str(column["type"]), column["nullable"])
                for column in inspector.get_columns(name)
            ],
            names(inspector, Base.metadata.tables[name]) if name in Base.metadata.tables else None,
        )
        for name in sorted(inspector.get_table_names())
    }


def test_an_empty_database_becomes_what_the_models_say(empty_database: Database) -> None:
    migrations.upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_and_indexes_have_the_names_that_the_models_give_them(database: Database) -> None:
    inspector = inspect(database.engine)
    for table in Base.metadata.sorted_tables:
        assert names(inspector, table) == names_wanted(table), table.name


@pytest.mark.parametrize("table", TABLES)
def test_every_constraint_has_a_name(table: Table) -> None:
    nameless = [each for each in table.constraints if each.name is None]
    assert not nameless, "without a name no later migration can change it on both databases"


def test_migrating_twice_changes_nothing(database: Database) -> None:
    once = schema(database)
    assert set(Base.metadata.tables) <= set(once)
    migrations.upgrade(database)
    assert schema(database) == once


def test_the_days_that_were_kept_before_paths_came_are_all_still_there(empty_database: Database) -> None:
    """A table that is copied and dropped takes with it what hangs on it by CASCADE."""
    command.upgrade(migrations.config(empty_database), "0001")
    now = datetime(2026, 5, 20, 12, tzinfo=UTC)
    rows: dict[str, list[dict[str, object]]] = {
        "person": [{"id": 1, "name": "Mari", "language": "en", "created_at": now}],
        "pursuit": [
            {"kind": "drug", "name": name, "aim": aim, "person_id": 1, "only_me": True, "created_at": now}
            for name, aim in (("one", "abstinence"), ("other", "working_towards"))
        ],
        "check_in": [
            {"person_id": 1, "day": day, "only_me": False, "created_at": now, "changed_at": now}
            for day in (date(2026, 5, 19), date(2026, 5, 20))
        ],
        "pursuit_answer": [
            {"check_in_id": day, "pursuit_id": pursuit, "answer": answer}
            for day, answer in ((1, "free"), (2, "used"))
            for pursuit in (1, 2)
        ],
    }
    before = _write(empty_database, rows)
    for person in before["person"]:
        person["display_name"] = person.pop("called")
    migrations.upgrade(empty_database)
    new = {
        "person": {
            "known_by": None,
            "in_numbers": False,
            "first_screens": 0,
            "passphrase_set_at": None,
            "passphrase_strength": None,
            "erase_at": None,
            "erased_at": None,
        },
        "check_in": {"health": None, "reintegration": None},
        "pursuit": {"free_days_aim": None, "path_hidden": False, "came_from": None},
        "pursuit_answer": {"what_helped": None},
    }
    assert _held(empty_database, rows) == {
        table: [row | new.get(table, {}) for row in held] for table, held in before.items()
    }
    assert [len(held) for held in before.values()] == [1, 2, 2, 4]


def _write(database: Database, rows: dict[str, list[dict[str, object]]]) -> dict[str, list[dict]]:
    tables = MetaData()
    with database.writing() as db:
        tables.reflect(db.connection(), only=list(rows))
        for name, wanted in rows.items():
            db.execute(insert(tables.tables[name]), wanted)
    return _held(database, rows)


def _held(database: Database, names: Iterable[str]) -> dict[str, list[dict]]:
    tables = MetaData()
    with database.reading() as db:
        tables.reflect(db.connection(), only=list(names))
        reads = {
            name: select(tables.tables[name]).order_by(*tables.tables[name].primary_key) for name in names
        }
        return {name: [dict(row) for row in db.execute(read).mappings()] for name, read in reads.items()}
