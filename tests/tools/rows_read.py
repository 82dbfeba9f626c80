"""How many rows PostgreSQL reads for each statement, by table, for as long as a block lasts.

What is counted is what was visited, in a table or in an index of it, whether or not it came into the answer:
also what policies kept back, and whatever plan there was. Two sizes of a database can so be compared.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lrc_portal.database.engine import Database
from tests.tools.statements import measured

_VISITED = """
    SELECT coalesce(of_index.indrelid, c.oid)::regclass::text, sum(pg_stat_get_xact_tuples_returned(c.oid))
      FROM pg_class c LEFT JOIN pg_index of_index ON of_index.indexrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
     GROUP BY 1
"""


@dataclass(frozen=True)
class RowsOf:
    """One statement and the rows that were read for it, by table."""

    statement: str
    tables: Counter[str] = field(repr=False)

    @property
    def rows(self) -> int:
        return self.tables.total()


@contextmanager
def of(database: Database) -> Iterator[list[RowsOf]]:
    """The statements sent while the block runs, each with the rows that it reads."""
    heard: list[RowsOf] = []
    with measured(database, _visited) as found:
        yield heard
    heard += [RowsOf(statement, tables) for statement, tables in found]


def _visited(cursor: Any) -> Counter[str]:
    """What this connection has visited so far; asked beside the cursor that is in use."""
    with cursor.connection.cursor() as beside:
        return Counter({table: int(rows) for table, rows in beside.execute(_VISITED, prepare=False) if rows})
