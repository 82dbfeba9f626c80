"""`check`: whether the installation is as it should be."""

import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import click

from lrc_portal import startup
from lrc_portal.checking import Finding, State, here, outside
from lrc_portal.commands.line import Code, as_json, command, say_json
from lrc_portal.database import engine


@command(
    "check",
    examples=["check", "check --backups /srv/backup --json"],
    codes={
        Code.DONE: "nothing is to be mended",
        Code.PARTLY: "something is",
        Code.IN_THE_WAY: "a setting cannot be used; one sentence says which",
    },
)
@click.option(
    "--backups",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Also look how old the newest backup in FOLDER is.",
)
@click.option(
    "--backup-hours",
    type=click.IntRange(min=1),
    default=26,
    show_default=True,
    metavar="N",
    help="The newest backup may be so many hours old.",
)
@as_json("the findings")
def check(backups: Path | None, backup_hours: int, json_asked: bool) -> Code:
    """Say whether the installation is as it should be.

    Looks at the Python that runs it, the settings, the keys and their file, the database and its schema, the
    clock, the disk, the mail server (it signs in and sends nothing), and, where LRC_PUBLIC_URL is set, at the
    portal from outside: certificate, WebSocket, headers, cookies. For each thing that is to be mended it says
    how. It changes nothing and can run beside the portal, with the portal's settings.
    """
    findings = list(_findings(backups, timedelta(hours=backup_hours)))
    sound = all(finding.state is not State.MEND for finding in findings)
    if json_asked:
        say_json({"sound": sound, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            print(f"{finding.state:<12} {finding.about:<10} {finding.says}")
            if finding.mend:
                print(f"{'':<12} {'':<10} -> {finding.mend}")
        many = sum(finding.state is State.MEND for finding in findings)
        print(f"To be mended: {many}." if many else "Nothing is to be mended.")
    return Code.DONE if sound else Code.PARTLY


def _findings(backups: Path | None, most: timedelta) -> Iterator[Finding]:
    yield here.of_python()
    yield from here.of_settings(os.environ)
    yield from here.of_keys()
    url = startup.address()
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        # To open it would make it.
        yield Finding(
            "database",
            State.MEND,
            f"There is no {url.database}.",
            "Start the portal: that makes it; or name another with LRC_VAR or LRC_DATABASE_URL.",
        )
        yield here.of_zones()
    else:
        database = engine.current()
        yield from here.of_database(database)
        yield from here.of_clock(database)
        yield from here.of_disk(database)
    yield from outside.look(is_set=bool(os.environ.get("LRC_PUBLIC_URL", "").strip()))
    yield here.of_mail()
    yield from here.of_backups(backups, most)
