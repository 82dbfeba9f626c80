"""Rows for every table of any schema, made from what SQLite says of it: types, keys and CHECKs."""

import random
import re
import sqlite3
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table, inspect

ROWS = 14
TRIES = 20_000

Row = dict[str, Any]


_KNOWN: dict[tuple[str, str], list[Table]] = {}


def tables(connection: Connection) -> list[Table]:
    """The tables that are there, parents first; one database is asked for each released schema.

    Releases are numbered; the steps that a test invents are not, and are asked each time.
    """
    version = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
    there = connection.dialect.name, version
    if there in _KNOWN:
        return _KNOWN[there]
    reflected = MetaData()
    reflected.reflect(connection)
    found = [table for table in reflected.sorted_tables if table.name != "alembic_version"]
    if version.isdigit():
        _KNOWN[there] = found
    return found


def rows(
    connection: Connection, unused: frozenset[str] = frozenset(), first: int = 0
) -> dict[str, list[Row]]:
    """`ROWS` rows for each table; every column that may be empty is filled in some and empty in others.

    Columns of `unused`, written as table.column, stay empty. Rows that are numbered from another `first`, a
    multiple of `ROWS`, may stand in the same tables.
    """
    made: dict[str, list[Row]] = {}
    for table in tables(connection):
        checks = [each["sqltext"] for each in inspect(connection).get_check_constraints(table.name)]
        made[table.name] = _rows_of(table, checks, made, unused, first)
    return made


def _rows_of(
    table: Table, checks: list[str], made: dict[str, list[Row]], unused: frozenset[str], first: int
) -> list[Row]:
    chance = random.Random(table.name)
    used = [column for column in table.columns if f"{table.name}.{column.name}" not in unused]
    words = {column.name: _words(column, checks) for column in used}
    missing = {(column.name, empty) for column in used if column.nullable for empty in (False, True)}
    own: list[Row] = []
    for number in range(first, first + ROWS):
        options: dict[str, list[Any]] = {column.name: [None] for column in table.columns}
        options |= {column.name: _options(column, words[column.name], number, made) for column in used}
        pinned = min(missing, default=None)
        own.append(_row(options, pinned, checks, chance))
        missing -= {(name, value is None) for name, value in own[-1].items()}
    assert not missing, f"no row could be made for {table.name} with {missing}"
    return own


def _row(
    options: dict[str, list[Any]], pinned: tuple[str, bool] | None, checks: list[str], chance: random.Random
) -> Row:
    """One value for each column, so that every CHECK holds: where one does not, what it names is changed."""
    if pinned:
        name, empty = pinned
        left = [None] if empty else [value for value in options[name] if value is not None]
        options = options | {name: left}
    row = {name: values[0] for name, values in options.items()}
    for _ in range(TRIES):
        broken = _broken(row, checks)
        if not broken:
            return row
        named = [
            name
            for name in row
            if len(options[name]) > 1 and re.search(rf"\b{name}\b", chance.choice(broken))
        ]
        if named:
            name = chance.choice(named)
            row[name] = chance.choice(options[name])
    raise AssertionError(f"no row keeps to {broken} with {pinned}")


def _broken(row: Row, checks: list[str]) -> list[str]:
    if not checks:
        return []
    values = [value.isoformat() if hasattr(value, "isoformat") else value for value in row.values()]
    asked = ", ".join(f"({check})" for check in checks)
    given = ", ".join(f'? AS "{name}"' for name in row)
    answers = _MEMORY.execute(f"SELECT {asked} FROM (SELECT {given})", values).fetchone()
    return [check for check, answer in zip(checks, answers, strict=True) if answer == 0]


_MEMORY = sqlite3.connect(":memory:", check_same_thread=False)


def _options(column: Column[Any], words: list[str], number: int, made: dict[str, list[Row]]) -> list[Any]:
    """What the column of the row with this number may hold, the plainest first; `words` has its own."""
    values = _referred(column, number, made) or words or _plain(column, number)
    return [*values, None] if column.nullable else values


def _referred(column: Column[Any], number: int, made: dict[str, list[Row]]) -> list[Any]:
    # Each reference of a table names another row, and each row others: two people are never one.
    shift = number + list(column.table.columns).index(column)
    for key in column.foreign_keys:
        parent, there = key.column.table, key.column
        if parent is column.table:
            return [number // ROWS * ROWS + shift % ROWS + 1]
        return [made[parent.name][shift % ROWS][there.name]]
    return []


def _words(column: Column[Any], checks: list[str]) -> list[str]:
    for check in checks:
        if listed := re.fullmatch(rf'"?{column.name}"?\s+IN\s*\(([^()]*)\)', check.strip()):
            return re.findall(r"'([^']*)'", listed.group(1))
        if begins := re.search(rf"\b{column.name}\b\"?(?:::\w+)* (?:LIKE|~~) '([^'%]*)%'", check):
            return [f"{begins.group(1)}example.org"]
    return []


def _plain(column: Column[Any], number: int) -> list[Any]:
    match column.type:
        case sa.Boolean():
            return [number % 2 == 0, number % 2 == 1]
        case sa.Integer():
            if column.primary_key and len(column.table.primary_key) == 1:
                return [number + 1]
            # Of a key of several columns each may be any small number, as long as they differ together.
            return [number + 1, 0, 1, 2, 3, 5]
        case sa.DateTime():
            return [datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=number + more) for more in (0, 1)]
        case sa.Date():
            return [date(2026, 3, 1) + timedelta(days=number + more) for more in (0, 1)]
        case sa.Time():
            return [time(number // 60 % 24, number % 60)]
        case sa.String():
            return [f'{number} ŵy\'s "{column.name}"'[: column.type.length]]
    raise AssertionError(f"no value is known for {column.table.name}.{column.name}: {column.type!r}")
