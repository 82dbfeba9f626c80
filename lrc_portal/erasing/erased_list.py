"""The list of accounts that were erased, in a file apart from the database, for a backup that is put back.

A line for each: a hash that is keyed with the keys file, and the day. No name, and no number of the database:
numbers are given anew after a backup was put back, and a newcomer must not be taken for who had theirs.
"""

import os
import re
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from lrc_portal import settings
from lrc_portal.database.encrypted import lookup_hash

NAME = "erased-accounts"
_LINE = re.compile(r"([0-9a-f]{64}) \d{4}-\d\d-\d\d")


def place() -> Path:
    """Where the list is kept: beside the keys file, without which it says nothing."""
    return settings.current().keys_file.with_name(NAME)


def key_of(person_id: int, created_at: datetime) -> str:
    """What stands for an account: the same in each backup of it, and of no other account."""
    return lookup_hash("erased account", f"{person_id}\0{created_at.isoformat(timespec='microseconds')}")


def add(key: str, day: date) -> None:
    """Put an account on the list; on the disk before this returns."""
    place().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{key} {day.isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())


def listed() -> frozenset[str]:
    """All that are on it. Raises `SettingsProblem` for a line that is none of ours."""
    return frozenset(line.split()[0] for line in lines_in(place()))


def lines_in(path: Path) -> list[str]:
    """The lines of a list; none where there is no file. Raises `SettingsProblem`."""
    if not path.exists():
        return []
    lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    lines = [line for line in lines if line]
    if not all(_LINE.fullmatch(line) for line in lines):
        raise settings.SettingsProblem(
            f"A line of {path} cannot be read. It is the list of erased accounts: put it back from a copy."
        )
    return lines


def add_lines(path: Path, lines: Iterable[str]) -> None:
    """Put lines of other copies of the list on the one at `path`, each account once; whole or not at all."""
    known = {line.split()[0]: line for line in [*lines, *lines_in(path)]}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{NAME}-")  # mode 0600
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in known.values())
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
