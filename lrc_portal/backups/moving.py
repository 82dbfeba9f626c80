"""Moving all rows from one database to an empty one of either kind; then both are compared by table."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from lrc_portal.backups import BackupProblem
from lrc_portal.backups.contents import Counted, line_of
from lrc_portal.backups.making import Progress, begin
from lrc_portal.backups.restoring import require_empty
from lrc_portal.backups.tables import AT_ONCE, TableShape, Values, of_this_release
from lrc_portal.database import migrations
from lrc_portal.database.engine import WITHOUT_HURRY, Database
from lrc_portal.database.row_security import System


@dataclass
class Moved:
    """Rows and checksum (SHA-256) of each table, as they were read, and which tables are not equal now."""

    tables: dict[str, Counted]
    differ: list[str] = field(default_factory=list)
    """Tables that the target does not have as they were read."""
    changed: list[str] = field(default_factory=list)
    """Tables in which somebody wrote at the source meanwhile."""

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables.values())


def move(source: Database, target: Database, *, progress: Progress) -> Moved:
    """Copy every row of `source` into `target`, which is empty, in one transaction; then compare both with
    what was read.

    Raises `BackupProblem`, and has written nothing then.
    """
    if make_url(source.url) == make_url(target.url):
        raise BackupProblem("The two addresses are the same.")
    patient, filled = (Database(each.url, insist=WITHOUT_HURRY) for each in (source, target))
    try:
        require_empty(filled, migrations.newest())
        with patient.as_system(System.BACKUP).reading_one_moment() as db:
            begin(db)
            migrations.upgrade(filled)
            moved = Moved(_copied(db, filled, progress))
        moved.differ = _unlike(filled, moved.tables, progress)
        moved.changed = _unlike(patient, moved.tables, progress)
        filled.empty_log()
    finally:
        patient.dispose()
        filled.dispose()
    return moved


def _copied(db: Session, target: Database, progress: Progress) -> dict[str, Counted]:
    read: dict[str, Counted] = {}
    with target.as_system(System.BACKUP).writing() as into:
        if target.engine.dialect.name == "sqlite":
            # Held against each other at the end, so that the order within a table does not matter.
            into.execute(text("PRAGMA defer_foreign_keys=ON"))
        for shape in of_this_release():
            told = sum(each.rows for each in read.values())
            counted, digest = Counted(), hashlib.sha256()
            for some in _some(shape.rows(db)):
                progress(shape.name, told + counted.rows)
                shape.insert(into, some)
                _count(counted, digest, some)
            counted.sha256 = digest.hexdigest()
            read[shape.name] = counted
            shape.go_on_numbering(into)
    return read


def _unlike(database: Database, read: dict[str, Counted], progress: Progress) -> list[str]:
    """The tables whose rows are not those that were read."""
    with database.as_system(System.BACKUP).reading_one_moment() as db:
        return [
            shape.name for shape in of_this_release() if _digest_of(db, shape, progress) != read[shape.name]
        ]


def _digest_of(db: Session, shape: TableShape, progress: Progress) -> Counted:
    counted, digest = Counted(), hashlib.sha256()
    for some in _some(shape.rows(db)):
        progress(shape.name, counted.rows)
        _count(counted, digest, some)
    counted.sha256 = digest.hexdigest()
    return counted


def _count(counted: Counted, digest: "hashlib._Hash", some: list[Values]) -> None:
    for row in some:
        digest.update(line_of(row))
    counted.rows += len(some)


def _some(rows: Iterator[Values]) -> Iterator[list[Values]]:
    some: list[Values] = []
    for row in rows:
        some.append(row)
        if len(some) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some
