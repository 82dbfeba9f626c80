"""Restoring a backup into an empty database of either kind; whoever was erased since is erased again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exists, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from lrc_portal import settings
from lrc_portal.backups import BackupProblem, encryption
from lrc_portal.backups.contents import Head, Manifest, Reader, Reading
from lrc_portal.backups.making import Progress
from lrc_portal.backups.tables import TableShape, Values
from lrc_portal.database import encrypted, migrations
from lrc_portal.database.engine import WITHOUT_HURRY, Database
from lrc_portal.database.models import Base
from lrc_portal.database.row_security import System
from lrc_portal.erasing import erased_list, erasing


@dataclass(frozen=True)
class Restored:
    """What was restored."""

    manifest: Manifest
    erased_again: int
    """Accounts that were in the backup and had been erased since."""


def read(path: Path, key: encryption.Key, to: Reading) -> Manifest:
    """Read a whole backup. What `to` is told is known to be all of it only once this has returned."""
    reader = Reader(to)
    with path.open("rb") as file:
        encryption.decrypt(file, key, reader.feed)
    return reader.end()


class Through:
    """Reads a backup through and keeps nothing: whether it is whole, before anything is made of it."""

    def head(self, head: Head) -> None:
        if not migrations.knows(head.schema):
            raise BackupProblem(
                f"A newer release of the portal made this backup: its schema is {head.schema}, and this "
                f"release knows those up to {migrations.newest()}. Restore it with that release."
            )

    def table(self, shape: TableShape) -> None:
        pass

    def rows(self, rows: list[Values]) -> None:
        pass


class Into(Through):
    """Writes the rows of a backup into the empty tables of a database."""

    def __init__(self, db: Session, progress: Progress) -> None:
        self._db, self._progress = db, progress
        self.shapes: list[TableShape] = []
        self._told = 0

    def table(self, shape: TableShape) -> None:
        self.shapes.append(shape)

    def rows(self, rows: list[Values]) -> None:
        self._progress(self.shapes[-1].name, self._told)
        self._told += len(rows)
        self.shapes[-1].insert(self._db, rows)


def put_rows(path: Path, key: encryption.Key, database: Database, progress: Progress) -> Manifest:
    """Write all rows of a backup, which was read through before, in one transaction."""
    with database.as_system(System.BACKUP).writing() as db:
        if database.engine.dialect.name == "sqlite":
            # Held against each other at the end, so that the order within a table does not matter.
            db.execute(text("PRAGMA defer_foreign_keys=ON"))
        into = Into(db, progress)
        manifest = read(path, key, into)
        for shape in into.shapes:
            shape.go_on_numbering(db)
    return manifest


def restore(
    path: Path, key: encryption.Key, *, erased: Sequence[Path], nobody_since: bool, progress: Progress
) -> Restored:
    """Restore a backup into the empty database of the settings.

    `erased` are copies of the list of erased accounts besides the one beside the backup and the one beside
    the keys. Raises `BackupProblem`, and has changed nothing then.
    """
    chosen = settings.current()
    manifest = read(path, key, Through())
    keys = _keys(manifest)
    lists = _lists([path.with_name(erased_list.NAME), erased_list.place(), *erased], nobody_since)
    database = Database(chosen.database_url, insist=WITHOUT_HURRY)
    try:
        require_empty(database, manifest.head.schema)
        # First the list: if this is cut short, the next start erases whoever is on it all the same.
        erased_list.add_lines(erased_list.place(), [*manifest.erased, *lists])
        if not chosen.keys_file.exists():
            encrypted.write_keys_file(chosen.keys_file, keys)
        encrypted.use_keys_file(chosen.keys_file)
        migrations.upgrade(database, manifest.head.schema)
        put_rows(path, key, database, progress)
        migrations.upgrade(database)
        again = erasing.erase_again(database)
        database.empty_log()
    finally:
        database.dispose()
    return Restored(manifest, again)


def _keys(manifest: Manifest) -> bytes:
    """The keys file that the portal will have. Raises `BackupProblem` where it would open nothing."""
    place = settings.current().keys_file
    if not place.exists():
        if manifest.keys is None:
            raise BackupProblem(
                f"This backup was made without the portal's keys. Put the keys file to {place} first: "
                "without it nothing can be read."
            )
        return manifest.keys
    there = place.read_bytes()
    fingerprints = encrypted.fingerprints(there)
    if fingerprints[0] != manifest.head.keys[0] or not set(manifest.head.keys) <= set(fingerprints):
        raise BackupProblem(
            f"The keys file {place} is not the one of this backup: it would open nothing of it. Restore into "
            "an empty folder (LRC_VAR)" + ("." if manifest.keys else ", with the right keys file in it.")
        )
    return there


def _lists(places: Sequence[Path], nobody_since: bool) -> list[str]:
    """The lines of all copies of the list of erased accounts that are there."""
    there = [place for place in dict.fromkeys(places) if place.exists()]
    if not there and not nobody_since:
        raise BackupProblem(
            "There is no list of accounts that were erased since this backup, so they would come back. Give "
            f"its newest copy with --erased-list: the file {erased_list.NAME} beside your newest backup or "
            "beside the portal's keys. Where you know that nobody was erased since: --nobody-erased-since"
        )
    return [line for place in there for line in erased_list.lines_in(place)]


def require_empty(database: Database, schema: str) -> None:
    """Raises `BackupProblem` where the database holds anything but empty tables that a restore left, which
    was cut short.
    """
    url = make_url(database.url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        left = [path for end in ("-wal", "-shm") if (path := Path(f"{url.database}{end}")).exists()]
        if left:
            raise BackupProblem(
                f"{left[0]} belongs to a database that is no longer there. Restore into an empty folder."
            )
        Path(str(url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return
    with database.as_system(System.BACKUP).reading() as db:
        there = set(inspect(db.connection()).get_table_names())
        others = there - set(Base.metadata.tables) - {"alembic_version"}
        if others:
            raise BackupProblem(
                f"The database has a table {min(others)} that is none of the portal's. {_EMPTY}"
            )
        for table in Base.metadata.sorted_tables:
            if table.name in there and db.scalar(select(exists(select(text("1")).select_from(table)))):
                raise BackupProblem(f"The database is not empty: there are rows in {table.name}. {_EMPTY}")
        if there and migrations.schema_of(db.connection()) != schema:
            raise BackupProblem(
                f"The database has tables already, of another schema than the backup. {_EMPTY}"
            )


_EMPTY = "Restoring never writes over anything: name an empty one with LRC_VAR or LRC_DATABASE_URL."
