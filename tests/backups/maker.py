"""A process that makes one backup after the other until it is killed."""

from pathlib import Path

from lrc_portal import settings
from lrc_portal.backups import BackupProblem, encryption, making
from lrc_portal.database.engine import Database


def make_until_killed(url: str, var: Path, folder: Path, public: Path) -> None:
    settings.use(settings.load({"LRC_VAR": str(var)}))
    database, lock = Database(url), encryption.lock_for(public)
    while True:
        try:
            making.make(database, folder, lock, with_keys=True, progress=lambda *_: None)
        except BackupProblem:
            continue  # one of this second is there already
