"""Aliases of a table (`aliased`), made once for all threads."""

from typing import TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import aliased

from lrc_portal.database.models import Base

Entity = TypeVar("Entity", bound=Base)


def alias_of(entity: type[Entity]) -> type[Entity]:
    """A second name for a table within one statement, to be kept at module level: making one is dear.

    SQLAlchemy fills in the columns of an alias when they are first asked for, with no lock. Two threads
    that ask at once can each meet half of them, and a statement is then compiled wrongly or not at all.
    So all of them are asked for here, before a second thread can know the alias.
    """
    alias = aliased(entity)
    for column in inspect(entity).column_attrs:
        getattr(alias, column.key).expression  # noqa: B018 - it is worked out when it is asked for, and kept
    return alias
