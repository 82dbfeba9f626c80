"""Making a backup: all rows as they stood at one moment, encrypted, one file that is whole or not there."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from lrc_portal import clock, settings
from lrc_portal.backups import BackupProblem, contents, encryption, tables
from lrc_portal.backups.contents import Head, Manifest, Writer
from lrc_portal.backups.keeping import name_at
from lrc_portal.database import encrypted, migrations, row_security
from lrc_portal.database.engine import WITHOUT_HURRY, Database
from lrc_portal.database.row_security import System
from lrc_portal.erasing import erased_list

PART = ".part-of-a-backup-"
"""How files begin that are being written; what a killed process left is taken away by the next."""

Progress = Callable[[str, int], None]
"""Told the table at hand, and how many rows it was until now."""


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    path: Path
    size: int
    manifest: Manifest


def make(
    database: Database, folder: Path, lock: encryption.Lock, *, with_keys: bool, progress: Progress
) -> Made:
    """Back up `database` into a new file in `folder`, with the list of erased accounts beside it.

    People can go on writing meanwhile: what they write after its beginning is not in it. The keys must be in
    force. Raises `BackupProblem`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = settings.current().keys_file.read_bytes()
    patient = Database(database.url, insist=WITHOUT_HURRY)
    try:
        with _alone_in(folder), patient.as_system(System.BACKUP).reading_one_moment() as db:
            moment = clock.now()
            path = folder / name_at(moment)
            if path.exists():
                raise BackupProblem(f"{path} is there already. Wait a second and try again.")
            head = Head(
                made_at=moment.isoformat(timespec="seconds"),
                schema=begin(db),
                database=db.get_bind().dialect.name,
                keys=encrypted.fingerprints(keys),
                with_keys=with_keys,
            )
            writer = Writer(head)
            lines = _lines(db, writer, keys if with_keys else None, progress)
            size = _write_whole(path, contents.compressed(lines), lock)
            # Newer than the rows, and apart from them, so that an older backup forgets whoever is on it.
            erased_list.add_lines(folder / erased_list.NAME, erased_list.lines_in(erased_list.place()))
    except ProgrammingError as fault:
        if getattr(fault.orig, "sqlstate", None) != "42501":
            raise
        raise BackupProblem(
            "The user of LRC_DATABASE_URL may not read all tables. Take the user that the portal runs "
            "with, or the one that owns the tables."
        ) from fault
    finally:
        patient.dispose()
    return Made(path, size, writer.manifest)


def begin(db: Session) -> str:
    """The schema of the database, of which from here on every row is seen as it is now.

    Raises `BackupProblem` where it is not this release's, or where rows are hidden from its user.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SET TRANSACTION READ ONLY"))
    schema = migrations.schema_of(db.connection())
    if schema != migrations.newest():
        raise BackupProblem(
            f"The database has the schema {schema}, and this release backs up {migrations.newest()}. Take "
            "the release that the portal runs with, or bring the database there: python -m lrc_portal migrate"
        )
    if hidden := row_security.tables_that_hide(db):
        raise BackupProblem(
            f"Row-level security hides rows of {', '.join(hidden)} from the user of LRC_DATABASE_URL: the "
            "backup would lack them. Somebody changed the policies that the migrations made; take a user "
            "with BYPASSRLS for the backup, or put them right."
        )
    return schema


def _lines(db: Session, writer: Writer, keys: bytes | None, progress: Progress) -> Iterator[bytes]:
    yield writer.begin()
    for shape in tables.of_this_release():
        rows = _watched(shape, shape.rows(db), writer.manifest, progress)
        yield from writer.table(shape, rows)
    yield writer.end(keys, erased_list.lines_in(erased_list.place()))


def _watched(
    shape: tables.TableShape, rows: Iterable[tables.Values], manifest: Manifest, progress: Progress
) -> Iterator[tables.Values]:
    before = manifest.rows
    for number, row in enumerate(rows):
        if number % tables.AT_ONCE == 0:
            progress(shape.name, before + number)
        yield row


def _write_whole(path: Path, pieces: Iterator[bytes], lock: encryption.Lock) -> int:
    """Write beside `path` and rename once all of it is on the disk; how many bytes it is."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART)  # mode 0600
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            encryption.encrypt(pieces, file, lock)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    with contextlib.suppress(OSError):  # some file systems know no such thing
        os.fsync(folder)
    os.close(folder)
    return size


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One backup at a time into a folder; parts that one left which was killed go."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise BackupProblem(f"Another backup into {folder} is under way.") from fault
        for left in folder.glob(f"{PART}*"):
            left.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)
