"""How Alembic reaches the database: through the engine it is handed, in one transaction."""

from typing import Any

from alembic import context

from lrc_portal.database.encrypted import EncryptedText
from lrc_portal.database.models import Base
from lrc_portal.database.models.base import UtcMoment

database = context.config.attributes["database"]


def plain_type(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """A migration names what the database holds, so that it outlives a rename in our code."""
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.Text()"
    if kind == "type" and isinstance(item, UtcMoment):
        return "sa.DateTime(timezone=True)"
    return False


with database.engine.execution_options(lrc_writes=True).connect() as connection:
    # SQLite cannot alter a table in place; batch mode copies it, on both databases the same script.
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
