"""Writes a migration from what the models hold: `python -m lrc_portal.database.migrations.new "What for."`.

Tables, columns and indexes are compared by Alembic. CHECK constraints, which Alembic passes over, are
compared here: words that a vocabulary has gained, and the condition of a new column.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import (
    AddColumnOp,
    MigrateOperation,
    MigrationScript,
    ModifyTableOps,
    UpgradeOps,
)
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from lrc_portal.database import migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base

_TIDY = (
    ("imports", "check --fix --quiet --exit-zero REVISION_SCRIPT_FILENAME"),
    ("form", "format --quiet REVISION_SCRIPT_FILENAME"),
)
_LISTED = re.compile(r"(\w+) IN \((.*)\)", re.DOTALL)

Checks = dict[tuple[str, str], str]
"""The conditions of a database: table and name → SQL."""


class NothingNew(Exception):
    """The migrations already make what the models hold."""


@dataclass
class AddWords(MigrateOperation):
    """A vocabulary has gained words, and a CHECK names all that a column may hold."""

    table: str
    name: str
    column: str
    words: tuple[str, ...]


@dataclass
class ReplaceCheck(MigrateOperation):
    """The condition of a CHECK has become another."""

    table: str
    name: str
    condition: str


@dataclass
class AddCheckedColumn(MigrateOperation):
    """A new column with its own CHECK, which only stands inside of it on both databases."""

    plain: AddColumnOp
    name: str
    condition: str


def write(summary: str) -> Path:
    """Write the next migration, tidy and with the next number; where it stands. Raises `NothingNew`."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'migrated.db'}")
        config = migrations.config(database)
        config.set_section_option("post_write_hooks", "hooks", ", ".join(name for name, _ in _TIDY))
        for name, options in _TIDY:
            config.set_section_option("post_write_hooks", f"{name}.type", "module")
            config.set_section_option("post_write_hooks", f"{name}.module", "ruff")
            config.set_section_option("post_write_hooks", f"{name}.options", options)
        try:
            command.upgrade(config, "head")
            lacking = _lacking_checks(database)

            def complete(
                _context: MigrationContext, _revision: object, directives: list[MigrationScript]
            ) -> None:
                upgrade = directives[0].upgrade_ops
                assert upgrade is not None
                _add_checks(upgrade, lacking)
                if upgrade.is_empty():
                    directives.clear()

            written = command.revision(
                config,
                summary,
                autogenerate=True,
                rev_id=_next_number(),
                process_revision_directives=complete,
            )
        finally:
            database.dispose()
    if written is None or isinstance(written, list) and not written:
        raise NothingNew
    script = written[0] if isinstance(written, list) else written
    assert script is not None
    path = Path(script.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("    # ###")), encoding="utf-8")
    return path


def lacking(database: Database) -> list[str]:
    """What the models hold and the migrated `database` does not: a line for each difference."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [str(difference[:3]) for difference in compare_metadata(context, Base.metadata)]
    return found + [
        f"CHECK {name}: {condition}" for (_, name), (condition, _) in _lacking_checks(database).items()
    ]


def _next_number() -> str:
    revisions = ScriptDirectory(str(migrations.HERE)).walk_revisions()
    return f"{max(int(each.revision) for each in revisions) + 1:04d}"


def _lacking_checks(database: Database) -> dict[tuple[str, str], tuple[str, str]]:
    """CHECKs of the models that the database lacks or has otherwise: what they should be, what they are."""
    there = _checks(database)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Database(f"sqlite:///{Path(folder) / 'wanted.db'}")
        Base.metadata.create_all(wanted.engine)
        checks = _checks(wanted)
        wanted.dispose()
    tables = {table for table, _name in there} | set(inspect(database.engine).get_table_names())
    return {
        key: (condition, there.get(key, ""))
        for key, condition in checks.items()
        if key[0] in tables and not _same(there.get(key, ""), condition)
    }


def _checks(database: Database) -> Checks:
    there = inspect(database.engine)
    return {
        (table, str(check["name"])): " ".join(check["sqltext"].split())
        for table in there.get_table_names()
        for check in there.get_check_constraints(table)
    }


def _add_checks(upgrade: UpgradeOps, lacking: dict[tuple[str, str], tuple[str, str]]) -> None:
    by_hand = []
    for (table, name), (wanted, there) in lacking.items():
        if there:
            upgrade.ops.append(_changed(table, name, wanted, there))
        elif not _put_into_column(upgrade, table, name, wanted):
            by_hand.append(f"{table}: {name} ({wanted})")
    if by_hand:
        raise SystemExit(
            "These CHECKs are of columns that are there already, see migrations/changing.py for how to add "
            f"them by hand: {'; '.join(by_hand)}"
        )


def _changed(table: str, name: str, wanted: str, there: str) -> MigrateOperation:
    now, before = _LISTED.fullmatch(wanted), _LISTED.fullmatch(there)
    if now and before:
        held = _words(before[2])
        added = tuple(word for word in _words(now[2]) if word not in held)
        if added and set(held) <= set(_words(now[2])):
            return AddWords(table, name, now[1].strip('"'), added)
    return ReplaceCheck(table, name, wanted)


def _same(one: str, other: str) -> bool:
    """In whatever order the words of a list come."""
    first, second = _LISTED.fullmatch(one), _LISTED.fullmatch(other)
    if first and second:
        return set(_words(first[2])) == set(_words(second[2]))
    return one == other


def _words(listed: str) -> list[str]:
    return re.findall(r"'([^']*)'", listed)


def _put_into_column(upgrade: UpgradeOps, table: str, name: str, wanted: str) -> bool:
    for ops, at, op in list(_columns(upgrade.ops)):
        if op.table_name == table and re.search(rf"\b{re.escape(op.column.name)}\b", wanted):
            ops[at] = AddCheckedColumn(op, name, wanted)
            return True
    return False


def _columns(ops: list[MigrateOperation]) -> Iterator[tuple[list[MigrateOperation], int, AddColumnOp]]:
    for at, op in enumerate(ops):
        if isinstance(op, AddColumnOp):
            yield ops, at, op
        elif isinstance(op, ModifyTableOps):
            yield from _columns(op.ops)


@renderers.dispatch_for(AddWords)
def _render_words(context: AutogenContext, op: AddWords) -> str:
    named = "" if op.name == f"ck_{op.table}_{op.column}" else f", check={op.name!r}"
    return _changing(context, f"add_words({_listed((op.table, op.column, *op.words))}{named})")


@renderers.dispatch_for(ReplaceCheck)
def _render_check(context: AutogenContext, op: ReplaceCheck) -> str:
    return _changing(context, f"replace_check({_listed((op.table, op.name, op.condition))})")


@renderers.dispatch_for(AddCheckedColumn)
def _render_column(context: AutogenContext, op: AddCheckedColumn) -> str:
    plain = renderers.dispatch(op.plain)(context, op.plain)
    check = f"sa.CheckConstraint({op.condition!r}, name=op.f({op.name!r}))"
    return re.sub(r", nullable=", f", {check}, nullable=", str(plain), count=1)


def _changing(context: AutogenContext, call: str) -> str:
    context.imports.add("from lrc_portal.database.migrations import changing")
    return f"changing.{call}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(repr(word) for word in words)


def _run(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print('Say what it is for: python -m lrc_portal.database.migrations.new "a facet for sleep"')
        return 2
    try:
        print(f"Written: {write(arguments[0])}. Read it before you keep it.")
    except NothingNew:
        print("Nothing to write: the migrations already make what the models hold.")
    return 0


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
