"""Changing a CHECK constraint in place, without copying the table, on both databases. For migrations.

What to use when:

- a new table or index: `op.create_table`, `op.create_index`
- a new column: `op.add_column`, with its CHECK inside the `sa.Column`. A reference needs
  `inline_references=True` on SQLite, see `0005_handover.py`
- more words in a vocabulary (acts, subjects, contents, facets, languages …): `add_words`
- another condition in a CHECK that is there already: `replace_check`
- the rest (a type, NOT NULL, a reference or CHECK of old columns): `op.batch_alter_table`. On SQLite it
  copies the whole table, and forgets every CHECK unless `copy_from=` says the table whole, see
  `0003_words_of_traces.py`. Foreign keys do not act while migrations run (`env.py`), so that rows which
  refer to the table stay.

A new condition is held against all rows before it counts: they are read once, and none is written.
"""

import re

from alembic import op
from sqlalchemy import Connection, inspect

# What may hide a bracket that ends nothing: text and quoted names.
_PARTS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]""")


class BrokenByRows(Exception):
    """Rows that are there break the new condition of a CHECK."""


def add_words(table: str, column: str, *words: str, check: str = "") -> None:
    """Let `column` hold `words` besides those it may hold already.

    Only the new words are named, so that two such migrations may come in either order. `check` is the
    name of the constraint where it is not `ck_TABLE_COLUMN`.
    """
    name = check or f"ck_{table}_{column}"
    held = re.findall(r"'([^']*)'", check_text(op.get_bind(), table, name))
    listed = ", ".join(f"'{word}'" for word in dict.fromkeys([*held, *words]))
    replace_check(table, name, f"{column} IN ({listed})")


def replace_check(table: str, name: str, condition: str) -> None:
    """Give the CHECK `name` of `table` another condition. Raises where rows break it."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _edit_on_sqlite(connection, table, name, condition)
        return
    op.drop_constraint(op.f(name), table, type_="check")
    # In two steps the rows are read beside other readers; at once they would be read behind a lock that
    # keeps everybody out, if ever a migration stands in a transaction of its own.
    op.create_check_constraint(op.f(name), table, condition, postgresql_not_valid=True)
    op.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')


def check_text(connection: Connection, table: str, name: str) -> str:
    """The condition of a CHECK in the words of the database."""
    if connection.dialect.name == "sqlite":
        written = _written(connection, table)
        start, end = _brackets(written, name)
        return written[start:end]
    checks = inspect(connection).get_check_constraints(table)
    return next(str(check["sqltext"]) for check in checks if check["name"] == name)


def _edit_on_sqlite(connection: Connection, table: str, name: str, condition: str) -> None:
    """The way that SQLite documents for changes which touch no row ("Making Other Kinds Of Table Schema
    Changes" in its ALTER TABLE): the text of the table is edited inside the transaction.
    """
    written = _written(connection, table)
    start, end = _brackets(written, name)
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    try:
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?",
            (written[:start] + condition + written[end:], table),
        )
        # Every open connection, this one too, reads the schema again when its number has changed.
        connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    finally:
        connection.exec_driver_sql("PRAGMA writable_schema=RESET")
    # Reads the new text, and holds every CHECK of the table against every row.
    found = connection.exec_driver_sql(f"PRAGMA quick_check('{table}')").scalars().first()
    if found != "ok":
        raise BrokenByRows(f"{name}: {found}")


def _written(connection: Connection, table: str) -> str:
    statement = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    return str(connection.exec_driver_sql(statement, (table,)).scalar_one())


def _brackets(written: str, name: str) -> tuple[int, int]:
    """Where the condition of the CHECK `name` begins and ends in the text of a CREATE TABLE."""
    head = re.search(rf'CONSTRAINT\s+"?{re.escape(name)}"?\s+CHECK\s*\(', written)
    if head is None:
        raise LookupError(f"no CHECK named {name}")
    depth = 1
    for part in _PARTS.finditer(written, head.end()):
        depth += {"(": 1, ")": -1}.get(part.group(), 0)
        if depth == 0:
            return head.end(), part.start()
    raise LookupError(f"the CHECK named {name} does not end")
