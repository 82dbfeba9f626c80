"""Verifying a backup: it is restored into an empty place of its own, and each row there is compared."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from lrc_portal import faults, settings
from lrc_portal.backups import encryption
from lrc_portal.backups.contents import Manifest
from lrc_portal.backups.making import Progress
from lrc_portal.backups.restoring import Through, put_rows, read
from lrc_portal.backups.tables import TableShape, Values
from lrc_portal.database import encrypted, migrations
from lrc_portal.database.engine import WITHOUT_HURRY, Database
from lrc_portal.database.row_security import System

MOST_NUMBERS = 20
"""So many are named; with the wrong keys no text opens."""


@dataclass
class Differences:
    """How many rows of one table are not as the backup has them."""

    changed: int = 0
    missing: int = 0
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.more)


@dataclass
class Compared:
    """What a comparison of a backup with a database found."""

    manifest: Manifest | None = None
    rows: int = 0
    tables: dict[str, Differences] = field(default_factory=dict)
    """Those that differ."""
    texts: int = 0
    """Encrypted texts that were opened with the keys."""
    closed: int = 0
    """Those that did not open."""
    numbers: list[str] = field(default_factory=list)
    """By which people are told of those that did not open."""
    keys_tried: bool = True

    @property
    def sound(self) -> bool:
        return not self.tables and not self.closed


def verify(path: Path, key: encryption.Key, *, progress: Progress) -> Compared:
    """Read a backup through, restore it into a database that is thrown away, and compare every row of that.

    Raises `BackupProblem`.
    """
    manifest = read(path, key, Through())
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'portal.db'}")
        try:
            migrations.upgrade(database, manifest.head.schema)
            put_rows(path, key, database, progress)
            return compare(path, key, database, manifest, progress=progress)
        finally:
            database.dispose()


def compare(
    path: Path, key: encryption.Key, database: Database, manifest: Manifest, *, progress: Progress
) -> Compared:
    """Hold each row of a database against a backup, which was read through before."""
    opens = _opener(manifest)
    patient = Database(database.url, insist=WITHOUT_HURRY)
    try:
        with patient.as_system(System.BACKUP).reading_one_moment() as db:
            beside = _Beside(db, opens, progress)
            found = Compared(read(path, key, beside))
            beside.close()
    finally:
        patient.dispose()
    found.rows, found.texts, found.closed = beside.told, beside.texts, beside.closed
    found.tables = {name: each for name, each in beside.tables.items() if each}
    found.keys_tried = opens is not None
    found.numbers = beside.numbers
    return found


def _opener(manifest: Manifest) -> Callable[[str], bool] | None:
    """What opens the texts: the keys of the backup, or those of the portal if they are the same."""
    if manifest.keys is not None:
        return encrypted.opener(manifest.keys)
    place = settings.current().keys_file
    content = place.read_bytes() if place.exists() else b""
    fits = content and set(manifest.head.keys) <= set(encrypted.fingerprints(content))
    return encrypted.opener(content) if fits else None


class _Beside(Through):
    """Goes through the tables of a database beside those of a backup, both in the order of their keys."""

    def __init__(self, db: Session, opens: Callable[[str], bool] | None, progress: Progress) -> None:
        self.tables: dict[str, Differences] = {}
        self.told = self.texts = self.closed = 0
        self.numbers: list[str] = []
        self._db, self._opens, self._progress = db, opens, progress
        self._there = set(inspect(db.connection()).get_table_names())
        self._shape: TableShape | None = None
        self._rows: Iterator[Values] = iter(())
        self._next: Values | None = None

    def table(self, shape: TableShape) -> None:
        self.close()
        self._shape = shape
        self.tables[shape.name] = Differences()
        self._rows = shape.rows(self._db) if shape.name in self._there else iter(())
        self._next = next(self._rows, None)

    def rows(self, rows: list[Values]) -> None:
        assert self._shape is not None
        self._progress(self._shape.name, self.told)
        for row in rows:
            self._compare(self._shape, row)

    def _compare(self, shape: TableShape, row: Values) -> None:
        found, key = self.tables[shape.name], shape.key_of(row)
        while self._next is not None and shape.key_of(self._next) < key:
            found.more += 1
            self._next = next(self._rows, None)
        if self._next is None or shape.key_of(self._next) != key:
            found.missing += 1
        else:
            found.changed += self._next != row
            self._next = next(self._rows, None)
        self.told += 1
        if self._opens is not None:
            for token in shape.encrypted(row):
                self.texts += 1
                if not self._opens(token):
                    self.closed += 1
                    if len(self.numbers) < MOST_NUMBERS:
                        self.numbers.append(faults.reference_of(token.encode(errors="replace")))

    def close(self) -> None:
        """What is left of the table at hand is more than the backup has."""
        if self._shape is not None:
            left = sum(1 for _ in self._rows) + (self._next is not None)
            self.tables[self._shape.name].more += left
            self._next = None
