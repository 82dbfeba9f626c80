"""`move`: from SQLite to PostgreSQL, and back."""

from dataclasses import asdict
from pathlib import Path

import click

from lrc_portal import settings, startup
from lrc_portal.backups import moving
from lrc_portal.commands.line import Code, Progress, as_json, command, say_json
from lrc_portal.database.engine import Database


@command(
    "move",
    examples=[
        "move sqlite:////srv/portal/portal.db postgresql://portal@localhost/portal",
        "move postgresql://portal@localhost/portal sqlite:////srv/portal/portal.db",
    ],
    codes={
        Code.DONE: "every row is there, and both databases are equal",
        Code.PARTLY: "a table is not equal; it is named, and the target is not to be used",
    },
)
@click.argument("source", metavar="SOURCE")
@click.argument("target", metavar="TARGET")
@as_json("the rows and the checksum of each table")
def move(source: str, target: str, json_asked: bool) -> Code:
    """Copy all rows from one database into an empty one.

    SOURCE and TARGET are addresses as in LRC_DATABASE_URL, SQLite or PostgreSQL each. Stop the portal first.
    The rows are read as they stand at one moment and written in one transaction; then both databases are read
    again, and the checksum of each table is compared. Nothing is written over: a TARGET that holds rows is
    refused, and SOURCE stays as it is. The keys file stays where it is: what is encrypted is copied unopened.
    For passphrases take PostgreSQL's own file (~/.pgpass), since others on the machine can see what is typed.
    """
    where = startup.require_address(source, "SOURCE")
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").exists():
        # To open it would make it.
        raise settings.SettingsProblem(f"There is no {where.database}.")
    startup.require_address(target, "TARGET")
    startup.address()
    moved = moving.move(Database(source), Database(target), progress=Progress())
    if json_asked:
        tables = {name: asdict(each) for name, each in moved.tables.items()}
        say_json({"rows": moved.rows, "differ": moved.differ, "changed": moved.changed, "tables": tables})
    else:
        for name in moved.differ:
            print(f"{name}: not equal at the target.")
        for name in moved.changed:
            print(f"{name}: somebody wrote at the source meanwhile. Stop the portal, and move it anew.")
        print(f"Moved: {moved.rows} rows of {len(moved.tables)} tables.")
        if not moved.differ and not moved.changed:
            print(
                "Both are equal. Let LRC_DATABASE_URL name the target, and start the portal with the keys "
                f"file that it has: {settings.current().keys_file}"
            )
    return Code.PARTLY if moved.differ or moved.changed else Code.DONE
