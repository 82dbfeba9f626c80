"""The way from an empty database, or an older one, to the newest: Alembic, applied at start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from lrc_portal.database.engine import WITHOUT_HURRY, Database

HERE = Path(__file__).resolve().parent


class SchemaProblem(Exception):
    """The database cannot be brought to the newest schema; the message is for the operator."""


def config(database: Database) -> Config:
    """Alembic's configuration for `database`; there is no alembic.ini to fall out of step."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.attributes["database"] = database
    return made


def upgrade(database: Database) -> None:
    """Bring `database` to the newest schema, as a whole; does nothing where it is there already.

    Several starts at once wait for each other. Raises `SchemaProblem`.
    """
    patient = Database(database.url, insist=WITHOUT_HURRY)
    try:
        command.upgrade(config(patient), "head")
    except CommandError as fault:
        raise SchemaProblem(
            "The database has a schema that this release does not know: a newer release made it. Start that "
            "release, or restore the backup from before the upgrade."
        ) from fault
    finally:
        patient.dispose()
