"""What the last release asks of the database, kept in `last_release.json`.

`python -m tests.database.last_release 0.1.0` writes it anew, once a release of that name was made.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from lrc_portal.database import migrations
from lrc_portal.database.models import Base

FILE = Path(__file__).with_name("last_release.json")


@dataclass(frozen=True)
class Release:
    """A release, its newest migration, and the columns that its code names, by table."""

    name: str
    schema: str
    columns: dict[str, list[str]]


def of_now(name: str) -> Release:
    """What this release asks for."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    columns = {table.name: sorted(table.columns.keys()) for table in tables}
    return Release(name, migrations.newest(), columns)


def last() -> Release:
    return Release(**json.loads(FILE.read_text(encoding="utf-8")))


def main(arguments: list[str]) -> int:
    [name] = arguments
    FILE.write_text(json.dumps(asdict(of_now(name)), indent=1) + "\n", encoding="utf-8")
    print(f"{FILE}: what {name} asks of the database.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
