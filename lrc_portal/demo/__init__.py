"""An invented community, made only through the verbs that the pages use. Nobody in it is real."""

import json
import os
from pathlib import Path

from sqlalchemy import exists, select

from lrc_portal.database.engine import Database
from lrc_portal.database.models import Person
from lrc_portal.database.row_security import System
from lrc_portal.demo.story import Community


def fill(database: Database, var: Path) -> None:
    """Fill an empty database with the community and write who can sign in to `var/sign-ins.json`.

    A database that holds anybody is left as it is.
    """
    database = database.as_system(System.DEMO)
    with database.reading() as db:
        if db.scalar(select(exists().where(Person.id.is_not(None)))):
            return
    community = Community(database)
    community.live()
    _write_sign_ins(var / "sign-ins.json", community.sign_ins)


def is_filled(var: Path) -> bool:
    """Whether the community in `var` was told to its end."""
    return (var / "sign-ins.json").exists()


def sign_ins(var: Path) -> list[dict[str, str]]:
    """Who can sign in to the demo: role, name and passphrase."""
    rows: list[dict[str, str]] = json.loads((var / "sign-ins.json").read_text(encoding="utf-8"))
    return rows


def _write_sign_ins(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=2)
