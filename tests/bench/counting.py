"""`python -m tests.bench.counting FILE serve …`: the portal, with its SQL statements counted into a file."""

import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from lrc_portal.__main__ import main

WIDTH = 12
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


def read(file: Path) -> int:
    """How many statements were sent so far."""
    return int(file.read_text(encoding="ascii"))


def _count_into(file: str) -> None:
    place = os.open(file, os.O_WRONLY | os.O_CREAT)
    sent = 0

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal sent
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            sent += 1
            os.pwrite(place, f"{sent:{WIDTH}d}".encode("ascii"), 0)

    os.pwrite(place, f"{sent:{WIDTH}d}".encode("ascii"), 0)
    event.listen(Engine, "before_cursor_execute", note)


if __name__ == "__main__":
    _count_into(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
