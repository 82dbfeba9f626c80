"""The last release runs on the newest schema: what it names is there, and nothing new has to be given."""

from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from lrc_portal.database.engine import Database
from tests.database.last_release import Release, last, of_now
from tests.database.test_upgrading import SCRIPTS, with_step


def in_its_way(database: Database, release: Release) -> list[str]:
    """What keeps this release from running on the schema that the database has."""
    there, found = inspect(database.engine), []
    for table, named in release.columns.items():
        columns = {each["name"]: each for each in there.get_columns(table)} if there.has_table(table) else {}
        found += [f"{table}.{name} is gone" for name in named if name not in columns]
        found += [
            f"{table}.{name} has to be given"
            for name, each in columns.items()
            if name not in named and not each["nullable"] and each["default"] is None
        ]
    return found


def test_the_last_release_finds_all_that_it_names_in_the_newest_schema(sqlite_database: Database) -> None:
    """If this fails: add what is new now, and take the old away once a release no longer names it."""
    release = last()
    known = [each.revision for each in SCRIPTS.walk_revisions()]
    assert release.schema in known, "a migration of a release is never renamed"
    assert not in_its_way(sqlite_database, release), release.name


def test_what_a_step_takes_away_and_what_it_newly_asks_for_is_found(
    sqlite_database: Database, tmp_path: Path
) -> None:
    release = of_now("this one")
    assert not in_its_way(sqlite_database, release)
    steps = (
        "op.add_column('goal', sa.Column('weather', sa.Text(), nullable=True))",
        "op.add_column('goal', sa.Column('tides', sa.Text(), server_default='', nullable=False))",
        "op.drop_table('report_printing')",
        "op.execute('ALTER TABLE agenda_item RENAME COLUMN words TO mine')",
        "with op.batch_alter_table('training') as changed:\n"
        "        changed.add_column(sa.Column('weather', sa.Text(), nullable=False))",
    )
    command.upgrade(with_step(sqlite_database, tmp_path, *steps), "head")
    found = in_its_way(sqlite_database, release)
    gone = {f"report_printing.{name} is gone" for name in release.columns["report_printing"]}
    assert set(found) - gone == {
        "agenda_item.words is gone",
        "agenda_item.mine has to be given",
        "training.weather has to be given",
    }
