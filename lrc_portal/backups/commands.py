"""The command line of backups: `backup-key`, `backup`, `verify`, `restore`."""

import argparse
import getpass
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

from lrc_portal import settings, startup
from lrc_portal.backups import BackupProblem, Damaged, encryption, keeping, making, restoring, verifying
from lrc_portal.database import migrations

_CODES = "Ends with 0 where it was done, 2 where something stands in the way: one sentence says what."
EVERY = 5.0
"""Seconds between two lines that say how far it is."""


class Telling:
    """Says on standard error how far a long piece of work is: tables and numbers, never content."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, table: str, rows: int) -> None:
        if time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            print(f"{rows} rows; now {table} …", file=sys.stderr, flush=True)


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add these commands to those of `python -m lrc_portal`."""
    _add_backup_key(commands)
    _add_backup(commands)
    _add_verify(commands)
    _add_restore(commands)


def _add_backup_key(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = commands.add_parser(
        "backup-key",
        help="make the pair of key files for backups",
        description="Makes a pair of key files. FILE, the secret one, opens every backup: keep it "
        "in two places that are not this machine. FILE.pub is all that this machine needs to make them. They "
        "are files of age (https://age-encryption.org), whose own tool reads them too.",
        epilog=_CODES,
    )
    made.add_argument("file", type=Path, metavar="FILE", help="a file that is not there yet")


def _add_backup(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = commands.add_parser(
        "backup",
        help="all of it, encrypted, into one new file, while people write",
        description="Writes every row of the database, as they all stand at this moment, and the portal's "
        "keys into one new encrypted file in FOLDER; people go on writing meanwhile. Beside it stands a copy "
        "of the list of erased accounts, so that an older backup forgets them again: copy both elsewhere. "
        "Then older backups in FOLDER that the rule does not keep are deleted.",
        epilog=f"{_CODES} The file appears under its name once it is whole and on the disk.",
    )
    made.add_argument("folder", type=Path, metavar="FOLDER", help="where backups are; made if need be")
    _add_key(made, "the key file, or its public half, to encrypt for")
    made.add_argument(
        "--without-keys",
        action="store_true",
        help="leave the portal's keys out; whoever restores needs a copy of them from elsewhere",
    )
    rule = keeping.Rule()
    for name in ("days", "weeks", "months"):
        usual = getattr(rule, name)
        made.add_argument(
            f"--keep-{name}",
            type=_count,
            default=usual,
            metavar="N",
            help=f"keep the newest backup of each of the last N {name} that have one (else {usual})",
        )
    made.add_argument("--keep-all", action="store_true", help="delete none")
    made.add_argument("--json", action="store_true", help="say as JSON what was made")


def _add_verify(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = commands.add_parser(
        "verify",
        help="whether a backup is whole and can be restored",
        description="Reads BACKUP through, restores it into an empty place that is thrown away again, and "
        "compares every row there with the file; each encrypted text is opened with the keys, and nothing of "
        "it is shown. The portal may run meanwhile, and need not be on this machine.",
        epilog="Ends with 0 where all is as it should be, 1 where it is not, 2 where a key does not fit or "
        "another thing stands in the way.",
    )
    made.add_argument("file", type=Path, metavar="BACKUP")
    _add_key(made, "the secret key file")
    made.add_argument(
        "--here",
        action="store_true",
        help="compare with the portal's own database instead, just after a restore, before people write",
    )
    made.add_argument("--json", action="store_true", help="say as JSON what was found")


def _add_restore(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = commands.add_parser(
        "restore",
        help="put a backup into an empty folder or database",
        description="Puts BACKUP into the empty place that LRC_VAR and LRC_DATABASE_URL name, SQLite or "
        "PostgreSQL, whichever it was made from, and brings it to the newest schema. Accounts that were "
        "erased since the backup are erased again: the list is looked for beside BACKUP, beside the portal's "
        "keys, and where --erased-list says. It never writes over anything.",
        epilog=f"{_CODES} The file is read through first, so a damaged one changes nothing.",
    )
    made.add_argument("file", type=Path, metavar="BACKUP")
    _add_key(made, "the secret key file")
    made.add_argument(
        "--erased-list",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a newer copy of the list of erased accounts; can be said several times",
    )
    made.add_argument(
        "--nobody-erased-since",
        action="store_true",
        help="go on without a list, because nobody was erased since this backup",
    )
    made.add_argument("--json", action="store_true", help="say as JSON what was restored")


def _add_key(parser: argparse.ArgumentParser, of_file: str) -> None:
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--key-file", type=Path, metavar="FILE", help=of_file)
    group.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="a file whose first line is the passphrase"
    )
    group.add_argument("--passphrase", action="store_true", help="ask for the passphrase")


def _count(written: str) -> int:
    number = int(written)
    if number < 0:
        raise ValueError
    return number


def _passphrase(asked: argparse.Namespace, *, twice: bool) -> str:
    if asked.passphrase_file:
        lines = asked.passphrase_file.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[0].strip() if lines else ""
    words = getpass.getpass("Passphrase of the backup: ")
    if twice and getpass.getpass("Once more: ") != words:
        raise BackupProblem("The two are not the same.")
    return words


def _key(asked: argparse.Namespace) -> encryption.Key:
    if asked.key_file:
        return encryption.key_of(asked.key_file)
    return encryption.Passphrase(_passphrase(asked, twice=False))


def _backup_key(asked: argparse.Namespace) -> None:
    secret, public = encryption.new_key_file()
    asked.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = asked.file.with_name(f"{asked.file.name}.pub")
    for path, content in ((asked.file, secret), (place, public)):
        # Not over one that is there: with it every backup of before would be lost.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    print(
        f"{asked.file} opens every backup. Keep it in two places that are not this machine, then delete it "
        f"here: without it no backup can be read.\n{place} is what `backup` needs."
    )


def _backup(asked: argparse.Namespace) -> None:
    if asked.key_file:
        lock = encryption.lock_for(asked.key_file)
    else:
        lock = encryption.lock_for_passphrase(_passphrase(asked, twice=True))
    database = startup.as_it_stands()
    made = making.make(database, asked.folder, lock, with_keys=not asked.without_keys, progress=Telling())
    rule = keeping.Rule(asked.keep_days, asked.keep_weeks, asked.keep_months)
    gone = [] if asked.keep_all else keeping.thin_out(asked.folder, rule)
    head = made.manifest.head
    if asked.json:
        tables = {name: asdict(each) for name, each in made.manifest.tables.items()}
        said = {"file": str(made.path), "bytes": made.size, **asdict(head), "tables": tables}
        print(json.dumps(said | {"deleted": [str(path) for path in gone]}))
        return
    print(f"{made.path}: {made.manifest.rows} rows of {len(made.manifest.tables)} tables, {made.size} bytes.")
    if not head.with_keys:
        print("The portal's keys are not in it: keep a copy of the keys file elsewhere.")
    if gone:
        print(f"Deleted by the rule: {len(gone)} older.")


def _verify(asked: argparse.Namespace) -> int:
    key, telling = _key(asked), Telling()
    try:
        if asked.here:
            database = startup.as_it_stands()
            manifest = restoring.read(asked.file, key, restoring.Through())
            found = verifying.compare(asked.file, key, database, manifest, progress=telling)
        else:
            found = verifying.verify(asked.file, key, progress=telling)
    except Damaged as fault:
        print(json.dumps({"sound": False, "why": str(fault)}) if asked.json else str(fault))
        return 1
    assert found.manifest is not None
    if asked.json:
        print(json.dumps(_as_json(found)))
        return 0 if found.sound else 1
    for name, each in found.tables.items():
        print(f"{name}: {each.changed} rows differ, {each.missing} are missing, {each.more} are more.")
    if found.closed:
        print(f"{found.closed} encrypted texts do not open with the keys.")
    if not found.keys_tried:
        print("The portal's keys are not in this backup and not here: whether they fit was not tried.")
    head = found.manifest.head
    print(
        f"{'Sound' if found.sound else 'NOT sound'}: {found.rows} rows of {len(found.manifest.tables)} "
        f"tables compared, {found.texts} texts opened. Made {head.made_at}, schema {head.schema}."
    )
    return 0 if found.sound else 1


def _as_json(found: verifying.Compared) -> dict[str, object]:
    assert found.manifest is not None
    return {
        "sound": found.sound,
        "rows": found.rows,
        "texts_opened": found.texts,
        "texts_closed": found.closed,
        "keys_tried": found.keys_tried,
        "differ": {name: asdict(each) for name, each in found.tables.items()},
        **asdict(found.manifest.head),
    }


def _restore(asked: argparse.Namespace) -> None:
    startup.address()
    for path in asked.erased_list:
        if not path.exists():
            raise BackupProblem(f"There is no {path}.")
    restored = restoring.restore(
        asked.file,
        _key(asked),
        erased=asked.erased_list,
        nobody_since=asked.nobody_erased_since,
        progress=Telling(),
    )
    head, manifest = restored.manifest.head, restored.manifest
    if asked.json:
        said = {"rows": manifest.rows, "erased_again": restored.erased_again, **asdict(head)}
        print(json.dumps(said | {"schema_now": migrations.newest()}))
        return
    print(
        f"Restored: {manifest.rows} rows of {len(manifest.tables)} tables, as they stood {head.made_at}. "
        f"Accounts erased since, and erased again: {restored.erased_again}."
    )
    print(f"The keys are in {settings.current().keys_file}. Start the portal, sign in, and back up again.")


COMMANDS = {"backup-key": _backup_key, "backup": _backup, "verify": _verify, "restore": _restore}
