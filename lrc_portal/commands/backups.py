"""Backups: `backup-key`, `backup`, `verify`, `restore`."""

import getpass
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from lrc_portal import settings, startup
from lrc_portal.backups import BackupProblem, Damaged, encryption, keeping, making, restoring, verifying
from lrc_portal.commands.line import Code, Progress, as_json, command, say_json
from lrc_portal.database import migrations

_PATH = click.Path(path_type=Path)
_RULE = keeping.Rule()


class _Passphrase:
    """The words that stand in a file, or are asked for; None where a key file was named."""

    def __init__(self, file: Path | None, ask: bool) -> None:
        self._file, self._ask = file, ask

    def words(self, *, twice: bool) -> str:
        if self._file:
            lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
            return lines[0].strip() if lines else ""
        words = getpass.getpass("Passphrase of the backup: ")
        if twice and getpass.getpass("Once more: ") != words:
            raise BackupProblem("The two are not the same.")
        return words

    @property
    def is_named(self) -> bool:
        return bool(self._file or self._ask)


def _keyed(of_file: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The three ways to say by what a backup is closed or opened, of which one is to be taken."""

    def with_options(made: Callable[..., Any]) -> Callable[..., Any]:
        made = click.option("--passphrase", is_flag=True, help="Ask for the passphrase.")(made)
        made = click.option(
            "--passphrase-file", type=_PATH, metavar="FILE", help="A file whose first line is the passphrase."
        )(made)
        return click.option("--key-file", type=_PATH, metavar="FILE", help=of_file)(made)

    return with_options


def _one_of(key_file: Path | None, passphrase_file: Path | None, passphrase: bool) -> _Passphrase:
    if sum(map(bool, (key_file, passphrase_file, passphrase))) != 1:
        raise click.UsageError("Give one of --key-file, --passphrase-file and --passphrase.")
    return _Passphrase(passphrase_file, passphrase)


def _key(key_file: Path | None, passphrase_file: Path | None, passphrase: bool) -> encryption.Key:
    words = _one_of(key_file, passphrase_file, passphrase)
    if key_file:
        return encryption.key_of(key_file)
    return encryption.Passphrase(words.words(twice=False))


@command("backup-key", examples=["backup-key /srv/secret/backup.key"])
@click.argument("file", type=_PATH, metavar="FILE")
def backup_key(file: Path) -> None:
    """Make the pair of key files for backups.

    FILE, the secret one, opens every backup: keep it in two places that are not this machine. FILE.pub is all
    that this machine needs to make them. They are files of age (https://age-encryption.org), whose own tool
    reads them too. Neither may be there yet.
    """
    secret, public = encryption.new_key_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = file.with_name(f"{file.name}.pub")
    for path, content in ((file, secret), (place, public)):
        # Not over one that is there: with it every backup of before would be lost.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
    print(
        f"{file} opens every backup. Keep it in two places that are not this machine, then delete it "
        f"here: without it no backup can be read.\n{place} is what `backup` needs."
    )


def _kept(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        f"--keep-{name}",
        type=click.IntRange(min=0),
        default=getattr(_RULE, name),
        show_default=True,
        metavar="N",
        help=f"Keep the newest backup of each of the last N {name} that have one.",
    )


@command("backup", examples=["backup /srv/backup --key-file /srv/secret/backup.key.pub"])
@click.argument("folder", type=_PATH, metavar="FOLDER")
@_keyed("The key file, or its public half, to encrypt for.")
@click.option(
    "--without-keys",
    is_flag=True,
    help="Leave the portal's keys out; whoever restores needs a copy of them from elsewhere.",
)
@_kept("days")
@_kept("weeks")
@_kept("months")
@click.option("--keep-all", is_flag=True, help="Delete none.")
@as_json("what was made")
def backup(
    folder: Path,
    key_file: Path | None,
    passphrase_file: Path | None,
    passphrase: bool,
    without_keys: bool,
    keep_days: int,
    keep_weeks: int,
    keep_months: int,
    keep_all: bool,
    json_asked: bool,
) -> None:
    """Put every row, encrypted, into one new file.

    Writes every row of the database, as they all stand at this moment, and the portal's keys into one new
    encrypted file in FOLDER, which is made if need be; people go on writing meanwhile. The file appears under
    its name once it is whole and on the disk. Beside it stands a copy of the list of erased accounts, so that
    an older backup forgets them again: copy both elsewhere. Then older backups in FOLDER that the rule does
    not keep are deleted.
    """
    words = _one_of(key_file, passphrase_file, passphrase)
    if key_file:
        lock = encryption.lock_for(key_file)
    else:
        lock = encryption.lock_for_passphrase(words.words(twice=True))
    database = startup.as_it_stands()
    made = making.make(database, folder, lock, with_keys=not without_keys, progress=Progress())
    rule = keeping.Rule(keep_days, keep_weeks, keep_months)
    gone = [] if keep_all else keeping.thin_out(folder, rule)
    head = made.manifest.head
    if json_asked:
        tables = {name: asdict(each) for name, each in made.manifest.tables.items()}
        said = {"file": str(made.path), "bytes": made.size, **asdict(head), "tables": tables}
        say_json(said | {"deleted": [str(path) for path in gone]})
        return
    print(f"{made.path}: {made.manifest.rows} rows of {len(made.manifest.tables)} tables, {made.size} bytes.")
    if not head.with_keys:
        print("The portal's keys are not in it: keep a copy of the keys file elsewhere.")
    if gone:
        print(f"Deleted by the rule: {len(gone)} older.")


@command(
    "verify",
    examples=["verify /srv/backup/portal-2026-05-20T020000Z.backup --key-file /srv/secret/backup.key"],
    codes={
        Code.DONE: "all is as it should be",
        Code.PARTLY: "something is not",
        Code.IN_THE_WAY: "a key does not fit, or another thing stands in the way; one sentence says what",
    },
)
@click.argument("file", type=_PATH, metavar="BACKUP")
@_keyed("The secret key file.")
@click.option(
    "--here",
    is_flag=True,
    help="Compare with the portal's own database instead, just after a restore, before people write.",
)
@as_json("what was found")
def verify(
    file: Path,
    key_file: Path | None,
    passphrase_file: Path | None,
    passphrase: bool,
    here: bool,
    json_asked: bool,
) -> Code:
    """Say whether a backup is whole and can be restored.

    Reads BACKUP through, restores it into an empty place that is thrown away again, and compares every row
    there with the file; each encrypted text is opened with the keys, and nothing of it is shown. The portal
    may run meanwhile, and need not be on this machine.
    """
    key, progress = _key(key_file, passphrase_file, passphrase), Progress()
    try:
        if here:
            database = startup.as_it_stands()
            manifest = restoring.read(file, key, restoring.Through())
            found = verifying.compare(file, key, database, manifest, progress=progress)
        else:
            found = verifying.verify(file, key, progress=progress)
    except Damaged as fault:
        if json_asked:
            say_json({"sound": False, "why": str(fault)})
        else:
            print(fault)
        return Code.PARTLY
    if json_asked:
        say_json(_as_json(found))
    else:
        _say_found(found)
    return Code.DONE if found.sound else Code.PARTLY


def _say_found(found: verifying.Compared) -> None:
    assert found.manifest is not None
    for name, each in found.tables.items():
        print(f"{name}: {each.changed} rows differ, {each.missing} are missing, {each.more} are more.")
    if found.closed:
        print(f"{found.closed} encrypted texts do not open with the keys: {', '.join(found.numbers)}.")
    if not found.keys_tried:
        print("The portal's keys are not in this backup and not here: whether they fit was not tried.")
    head = found.manifest.head
    print(
        f"{'Sound' if found.sound else 'NOT sound'}: {found.rows} rows of {len(found.manifest.tables)} "
        f"tables compared, {found.texts} texts opened. Made {head.made_at}, schema {head.schema}."
    )


def _as_json(found: verifying.Compared) -> dict[str, object]:
    assert found.manifest is not None
    return {
        "sound": found.sound,
        "rows": found.rows,
        "texts_opened": found.texts,
        "texts_closed": found.closed,
        "numbers": found.numbers,
        "keys_tried": found.keys_tried,
        "differ": {name: asdict(each) for name, each in found.tables.items()},
        **asdict(found.manifest.head),
    }


@command(
    "restore",
    examples=["restore /srv/backup/portal-2026-05-20T020000Z.backup --key-file /srv/secret/backup.key"],
)
@click.argument("file", type=_PATH, metavar="BACKUP")
@_keyed("The secret key file.")
@click.option(
    "--erased-list",
    type=_PATH,
    multiple=True,
    metavar="FILE",
    help="A newer copy of the list of erased accounts; can be said several times.",
)
@click.option(
    "--nobody-erased-since",
    is_flag=True,
    help="Go on without a list, because nobody was erased since this backup.",
)
@as_json("what was restored")
def restore(
    file: Path,
    key_file: Path | None,
    passphrase_file: Path | None,
    passphrase: bool,
    erased_list: tuple[Path, ...],
    nobody_erased_since: bool,
    json_asked: bool,
) -> None:
    """Put a backup into an empty folder or database.

    Puts BACKUP into the empty place that LRC_VAR and LRC_DATABASE_URL name, SQLite or PostgreSQL, whichever
    it was made from, and brings it to the newest schema. Accounts that were erased since the backup are
    erased again: the list is looked for beside BACKUP, beside the portal's keys, and where --erased-list
    says. It never writes over anything. The file is read through first, so a damaged one changes nothing.
    """
    key = _key(key_file, passphrase_file, passphrase)
    startup.address()
    for path in erased_list:
        if not path.exists():
            raise BackupProblem(f"There is no {path}.")
    restored = restoring.restore(
        file, key, erased=erased_list, nobody_since=nobody_erased_since, progress=Progress()
    )
    head, manifest = restored.manifest.head, restored.manifest
    if json_asked:
        said = {"rows": manifest.rows, "erased_again": restored.erased_again, **asdict(head)}
        say_json(said | {"schema_now": migrations.newest()})
        return
    print(
        f"Restored: {manifest.rows} rows of {len(manifest.tables)} tables, as they stood {head.made_at}. "
        f"Accounts erased since, and erased again: {restored.erased_again}."
    )
    print(f"The keys are in {settings.current().keys_file}. Start the portal, sign in, and back up again.")
