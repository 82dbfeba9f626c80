"""Putting a table behind row-level security on PostgreSQL. For migrations; on SQLite it does nothing.

A new table that holds anything of a person gets its line in the migration that makes it:

    walls.protect("letter", see="person_id = (SELECT lrc_me())")

`tests/access/test_row_security.py` fails for a table that has none and is not known to be open to all.

What the conditions are made of, most of it made by migration 0028. In brackets with SELECT each is worked out
once for a statement, and not for each row. It is set up for each table that the statement names, whether or
not it is needed then, so a table that many pages name asks few.

- `(SELECT lrc_me())`: who is acting, and nobody in a look through other eyes
- `IN (SELECT lrc_shown('health'))`: whose content is shared with them today; with a second `true`, whose
  words are
- `lrc_elements_shown()`: who shows them something of which elements, a row each (migration 0044)
- `IN (SELECT lrc_walks())`: the pairings under way in which they are the peer worker
- `IN (SELECT lrc_walked_with())`: the people of these
- `IN (SELECT lrc_goes_along())`: the pairings under way in which they are either of the two
- `IN (SELECT lrc_supervised())`: the peer workers whom they supervise
- `(SELECT lrc_coordinates())`, `(SELECT lrc_keeps_a_record())`: what their roles are

A new function of these is in PL/pgSQL and sets its `search_path`, as those of migration 0045: in SQL it would
be planned anew for each place that asks it, each time.

A condition on other rows of the same table, or on a table whose own condition asks this one, stands in a
function that asks in the portal's own name, as `lrc_agreed_notes` does: asked directly it goes in a circle.
"""

from alembic import op

SYSTEM = "(SELECT lrc_system())"


def protect(
    table: str, see: str, *, add: str | None = None, change: str | None = None, erase: str | None = None
) -> None:
    """From now on the rows of `table` are there for whom these conditions say, and for the portal itself.

    `see` says who reads a row, `add` who may write it anew, `change` who may change it (before and after),
    `erase` who may erase it. What is not said is as the one before it.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    add = add or see
    change = change or add
    erase = erase or change
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    # Where the portal's user owns the tables it is held to the policies as well.
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    # The portal itself comes first: what is asked in its name works out none of the rest.
    for name, clauses in {
        "see": f"FOR SELECT USING ({SYSTEM} OR {see})",
        "add": f"FOR INSERT WITH CHECK ({SYSTEM} OR {add})",
        "change": f"FOR UPDATE USING ({SYSTEM} OR {change})",
        "erase": f"FOR DELETE USING ({SYSTEM} OR {erase})",
    }.items():
        op.execute(f'CREATE POLICY "{name}" ON "{table}" {clauses}')
