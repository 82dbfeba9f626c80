"""The way from an empty database, or an older one, to the newest: Alembic, applied at start."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from lrc_portal.database.engine import WITHOUT_HURRY, Database
from lrc_portal.database.models import Base

HERE = Path(__file__).resolve().parent
DEADLOCK = "40P01"
"""PostgreSQL's SQLSTATE for a transaction that it ended because two waited for each other."""
TRIES = 10


class SchemaProblem(Exception):
    """The database cannot be brought to the newest schema; the message is for the operator."""


def config(database: Database) -> Config:
    """Alembic's configuration for `database`; there is no alembic.ini to fall out of step."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["database"] = database
    return made


def newest() -> str:
    """The number of the newest schema of this release."""
    return str(ScriptDirectory(str(HERE)).get_current_head())


def knows(schema: str) -> bool:
    """Whether this release has a schema of that number."""
    return schema in {each.revision for each in ScriptDirectory(str(HERE)).walk_revisions()}


def schema_of(connection: Connection) -> str | None:
    """The number of the schema that a database has; None where it has none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return number


def upgrade(database: Database, to: str = "head") -> None:
    """Bring `database` to the newest schema, as a whole; does nothing where it is there already.

    Several starts at once wait for each other. An older one can be asked for, to put old rows into. Raises
    `SchemaProblem`.
    """
    patient = Database(database.url, insist=WITHOUT_HURRY)
    try:
        despite_deadlocks(lambda: command.upgrade(config(patient), to))
    except CommandError as fault:
        raise SchemaProblem(
            "The database has a schema that this release does not know: a newer release made it. Start that "
            "release, or restore the backup from before the upgrade."
        ) from fault
    finally:
        patient.dispose()
    if to == "head" and (missing := _missing(database)):
        raise SchemaProblem(
            f"The database lacks tables: {', '.join(missing)}. Was restoring it cut short? Restore it again "
            "from your backup."
        )


def despite_deadlocks(migrate: Callable[[], None]) -> None:
    """Run migrations, and again where PostgreSQL ended them: they and a query waited for each other's tables.

    While an older release still serves people, a step waits for those who read a table, and they may come to
    wait for a table of an earlier step. All steps are one transaction, so nothing of them is left.
    """
    for left in reversed(range(TRIES)):
        try:
            return migrate()
        except OperationalError as fault:
            if not left or getattr(fault.orig, "sqlstate", None) != DEADLOCK:
                raise


def require_newest(database: Database) -> None:
    """Raises `SchemaProblem` where the database has not the tables of this release."""
    if _missing(database):
        raise SchemaProblem(
            "The database has not the newest schema yet. Bring it there: python -m lrc_portal migrate"
        )


def _missing(database: Database) -> list[str]:
    there = inspect(database.engine)
    return [name for name in sorted(Base.metadata.tables) if not there.has_table(name)]


def refuse_other_tables(database: Database) -> None:
    """Raises `SchemaProblem` where tables with our names are there that no release of ours has made."""
    there = inspect(database.engine)
    # In this order: another first start may end its migrations between two looks.
    taken = [name for name in sorted(Base.metadata.tables) if there.has_table(name)]
    if taken and not there.has_table("alembic_version"):
        raise SchemaProblem(
            f"LRC_DATABASE_URL names a database in which another program has a table {taken[0]}, or that "
            "was restored in part. Make an empty one for the portal, or restore it again."
        )
