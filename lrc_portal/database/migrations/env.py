"""How Alembic reaches the database: through the engine it is handed, in one transaction.

All steps are kept together or none is, on SQLite too: a database never stays between two releases.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, func, select

from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.migrations import SchemaProblem
from lrc_portal.database.models import Base
from lrc_portal.database.models.base import UtcMoment
from lrc_portal.database.row_security import System

ONE_AT_A_TIME = 0x6C72635F6D6967  # "lrc_mig"; any number that nobody else locks

database = context.config.attributes["database"]


def plain_type(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """A migration names what the database holds, so that it outlives a rename in our code."""
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.Text()"
    if kind == "type" and isinstance(item, UtcMoment):
        return "sa.DateTime(timezone=True)"
    return False


@contextmanager
def foreign_keys_at_rest(connection: Connection) -> Iterator[None]:
    """Let no foreign key act on SQLite.

    A step that changes a table there copies it and drops the old one. To keys that act this deletes each
    row: what hangs on it by CASCADE goes, and where something refers to it without, the step fails.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    # To the driver itself, since within a transaction SQLite passes over this without a word.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_orphans(connection: Connection) -> None:
    """While keys were at rest nothing kept a step from leaving a row whose parent is gone."""
    if connection.dialect.name != "sqlite":
        return
    orphans = Counter(
        (row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    )
    if orphans:
        told = "; ".join(
            f"{many} in {table} without their {parent}" for (table, parent), many in orphans.items()
        )
        raise SchemaProblem(
            f"The database was left as it was. In the newest schema rows would be cut off: {told}. "
            "Keep a copy of the database, go on with the release you had, and report this sentence."
        )


def wait_for_other_starts(connection: Connection) -> None:
    """Let one start migrate at a time; on SQLite a transaction that writes has waited already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


with (
    # In the portal's own name: a step that changes rows changes everybody's.
    database.as_system(System.MIGRATING).engine.execution_options(lrc_writes=True).connect() as connection,
    foreign_keys_at_rest(connection),
):
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # Alembic takes SQLite for a database that cannot undo a CREATE TABLE. Behind this engine it can.
        transactional_ddl=True,
        render_item=plain_type,
        compare_type=True,
    )
    with context.begin_transaction():
        wait_for_other_starts(connection)
        before = context.get_context().get_current_heads()
        context.run_migrations()
        if context.get_context().get_current_heads() != before:
            refuse_orphans(connection)
