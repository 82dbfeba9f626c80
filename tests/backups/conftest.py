"""A portal with its keys file, a key pair for its backups, and empty places to restore into."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from lrc_portal import settings
from lrc_portal.backups import encryption, making, restoring
from lrc_portal.backups.making import Made
from lrc_portal.backups.restoring import Restored
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base
from lrc_portal.database.row_security import System
from lrc_portal.settings import Settings
from tests.conftest import KEY
from tests.tools.postgres import Postgres

EmptyPlace = Callable[[str], Settings]


def quiet(_table: str, _rows: int) -> None:
    """Nobody is told how far it is."""


@dataclass(frozen=True)
class Keys:
    """The two files of a key pair, and what they are to the code."""

    secret: Path
    public: Path

    @property
    def lock(self) -> encryption.Lock:
        return encryption.lock_for(self.public)

    @property
    def key(self) -> encryption.KeyFile:
        return encryption.key_of(self.secret)


def new_pair(folder: Path, name: str) -> Keys:
    pair = Keys(folder / name, folder / f"{name}.pub")
    for path, content in zip((pair.secret, pair.public), encryption.new_key_file(), strict=True):
        path.write_text(content)
    return pair


@pytest.fixture
def pair(tmp_path: Path) -> Keys:
    return new_pair(tmp_path, "key-of-the-backups")


@pytest.fixture(autouse=True)
def keys_file(own_settings: Settings) -> Path:
    """The portal's own keys, as a file: those that the test's rows are encrypted with."""
    own_settings.var.mkdir(parents=True, exist_ok=True)
    own_settings.keys_file.write_bytes(KEY + b"\n")
    return own_settings.keys_file


@pytest.fixture
def portal(request: pytest.FixtureRequest, database: Database) -> Database:
    """The database as the portal's own user has it, held by its policies."""
    walled: Database = (
        request.getfixturevalue("walled") if database.engine.dialect.name == "postgresql" else database
    )
    return walled


@pytest.fixture
def empty_place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[EmptyPlace]:
    """`empty_place("postgresql")`: settings that name an empty folder and an empty database, in force."""
    numbers = itertools.count(1)

    def make(kind: str) -> Settings:
        environ = {"LRC_VAR": str(tmp_path / f"empty-{next(numbers)}")}
        if kind == "postgresql":
            postgres: Postgres = request.getfixturevalue("postgres")
            environ["LRC_DATABASE_URL"] = postgres.empty_url()
        chosen = settings.load(environ, root=tmp_path)
        settings.use(chosen)
        return chosen

    yield make


def back_up(database: Database, folder: Path, pair: Keys, *, with_keys: bool = True) -> Made:
    return making.make(database, folder, pair.lock, with_keys=with_keys, progress=quiet)


def restored(made: Made, pair: Keys, *erased: Path) -> Restored:
    """Restored into the place of the settings in force."""
    return restoring.restore(made.path, pair.key, erased=erased, nobody_since=False, progress=quiet)


def all_rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row as the portal reads it, with every text opened: nothing of how backups read is in it."""
    with database.as_system(System.VERIFYING).reading() as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
