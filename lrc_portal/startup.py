"""What happens before the door opens: keys, the database's newest schema, the first coordinator's link."""

import logging
import stat
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from sqlalchemy import exists, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from lrc_portal import faults, logs, settings, tidying
from lrc_portal.database import engine, migrations, row_security
from lrc_portal.database.encrypted import KeysProblem, give_lookup_its_line, use_keys_file
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person
from lrc_portal.database.portable import at_most
from lrc_portal.database.row_security import System
from lrc_portal.database.unreadable import readable
from lrc_portal.erasing import erasing
from lrc_portal.identity import names, recovery
from lrc_portal.sharing import invitations, name_beginnings, trace_chain
from lrc_portal.support.pairings import due
from lrc_portal.support.report import report

DRIVERS = frozenset({"postgresql", "postgresql+psycopg", "sqlite", "sqlite+pysqlite"})

_IN_MEMORY = (None, "", ":memory:")


def prepare() -> Database:
    """Make ready what the settings name; the database, at its newest schema. Safe to do again.

    Raises `SettingsProblem`, `KeysProblem` or `SchemaProblem`, whose message is for the operator.
    """
    url = address()
    chosen = settings.current()
    chosen.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = engine.current()
    migrations.refuse_other_tables(database)
    if not chosen.keys_file.exists() and _holds_anybody(database):
        raise KeysProblem(
            f"The database holds people, and the keys file {chosen.keys_file} is missing. "
            "Put it back from your backup: without it nothing can be read."
        )
    use_keys_file(chosen.keys_file)
    migrations.upgrade(database)
    if keys_fit(database) and give_lookup_its_line(chosen.keys_file):
        logs.say(f"The look-up key has its own line in {chosen.keys_file} now: copy the file once more.")
    with database.as_system(System.STARTING).writing() as db:
        trace_chain.begin(db)
        name_beginnings.fill(db)
        due.fill(db)
        tidying.take_away(db)
        report.keep_due(db)
    erasing.run(database)
    if again := erasing.erase_again(database):
        logs.say(f"A backup was put back: accounts that had been erased are erased again ({again}).")
    return database


def as_it_stands() -> Database:
    """What the settings name, with its keys: nothing is made, brought up to date or tidied.

    Raises `SettingsProblem`, `KeysProblem` or `SchemaProblem`, whose message is for the operator.
    """
    url = address()
    chosen = settings.current()
    is_there = url.get_backend_name() != "sqlite" or Path(url.database or "").exists()
    if not is_there or not chosen.keys_file.exists():
        missing = chosen.keys_file if is_there else url.database
        raise settings.SettingsProblem(
            f"There is no {missing}. LRC_VAR and LRC_DATABASE_URL say where to look."
        )
    use_keys_file(chosen.keys_file)
    database = engine.current()
    migrations.require_newest(database)
    return database


def address() -> URL:
    """Where the settings say that the database is; it may not be there yet. Raises `SettingsProblem`."""
    faults.keep_content_out_of_logs()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return require_address(settings.current().database_url)


def require_address(written: str, name: str = "LRC_DATABASE_URL") -> URL:
    """Raises `SettingsProblem` for a database that the portal does not speak to. May hold a passphrase, so it
    is not said again.
    """
    try:
        url = make_url(written)
        of_sqlite = url.drivername in DRIVERS and url.get_backend_name() == "sqlite"
        if of_sqlite:
            # What stands after its question mark is turned into numbers here.
            url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError):
        url = None
    if url is not None and url.query.get(engine.POOLER, "transaction") != "transaction":
        raise settings.SettingsProblem(
            f"{name} names a pooler that is not known. It reads ?pooler=transaction, for PgBouncer "
            "and its like; without it the portal keeps connections of its own."
        )
    # A database in memory would be another one for each connection.
    if url is None or url.drivername not in DRIVERS or (of_sqlite and url.database in _IN_MEMORY):
        raise settings.SettingsProblem(
            f"{name} is no address of a database. It reads like "
            "postgresql://portal@localhost:5432/portal, or sqlite:////srv/portal/portal.db."
        )
    return url


def keys_fit(database: Database) -> bool:
    """Whether the look-up key is known to be right; not where people are here and none signs in by name.

    Raises `KeysProblem` where names cannot be read, or can be read and not be found again. With a look-up
    key that is not the one of this database everything would seem well, but nobody could sign in, and a name
    that is taken could be taken again.
    """
    people = select(Person.display_name, Person.name, Person.name_key).order_by(Person.id).limit(at_most(5))
    with database.as_system(System.STARTING).reading() as db:
        some = db.execute(people.where(Person.name.is_not(None))).all()
        if not some:
            # With those who come by a provider alone only the text keys can be tried.
            called = db.scalars(
                select(Person.display_name)
                .where(Person.display_name.is_not(None))
                .order_by(Person.id)
                .limit(at_most(5))
            ).all()
            if called and not any(readable(name) for name in called):
                raise KeysProblem("The keys do not fit this database. Put the keys file back.")
            return not called
    if not any(readable(row.name) for row in some):
        raise KeysProblem("The keys do not fit this database. Put the keys file back.")
    if not any(row.name_key in names.keys(row.name) for row in some):
        raise KeysProblem(
            "The look-up key is not the one of this database, so nobody could sign in. Was a key added "
            "at the end of the keys file? A new key goes on the first line. Put it there, or put the file "
            "back from your backup."
        )
    return True


def warn(variables: Mapping[str, str]) -> list[str]:
    """What an operator should know at the start, a sentence each; it keeps the portal from nothing."""
    chosen, said = settings.current(), []
    if chosen.keys_file.exists() and stat.S_IMODE(chosen.keys_file.stat().st_mode) & 0o077:
        said.append(
            f"Others on this machine can read the keys file {chosen.keys_file}. "
            f"Close it: chmod 600 {chosen.keys_file}"
        )
    if row_security.is_passed_over(engine.current().engine):
        said.append(
            "The user of LRC_DATABASE_URL is a superuser of PostgreSQL or has BYPASSRLS: row-level security "
            "does not hold it. docs/operators/install.md says which user to take."
        )
    for name in settings.unknown(variables):
        near = get_close_matches(name, settings.NAMES, n=1)
        said.append(f"{name} is no setting." + (f" Do you mean {near[0]}?" if near else ""))
    return said


def _holds_anybody(database: Database) -> bool:
    if not inspect(database.engine).has_table(Person.__tablename__):
        return False
    with database.as_system(System.STARTING).reading() as db:
        return bool(db.scalar(select(exists().where(Person.id.is_not(None)))))


def first_link(database: Database) -> str | None:
    """A new one-time address for the first coordinator; None where there is a coordinator already."""
    with database.as_system(System.STARTING).writing() as db:
        code = invitations.issue_first(db)
    return f"{settings.current().public_url}/invitation?code={code}" if code else None


def sign_in_code(database: Database, name: str, *, lost_second_step: bool) -> str | None:
    """A code with which whoever signs in by this name chooses a new passphrase; None where nobody does."""
    with database.as_system(System.STARTING).writing() as db:
        return recovery.make_code_as_operator(db, name, lost_second_step=lost_second_step)


def say_first_link(database: Database) -> None:
    """Tell the operator that address. A log that is collected elsewhere holds no code."""
    link = first_link(database)
    if link:
        logs.say(
            f"\n  No coordinator yet. Set the first one up here, within 14 days:\n  {link}\n",
            in_json="No coordinator yet. first-link prints where to set the first one up.",
        )
