"""A backup that is damaged or cut anywhere is never taken for a whole one, and nothing is made of it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrc_portal.backups import BackupProblem, restoring
from lrc_portal.database.engine import Database
from lrc_portal.vocabulary import Role
from tests import people
from tests.backups.conftest import EmptyPlace, Keys, back_up
from tests.proof import sizes

EXAMPLES = sizes.asked("examples") * 10
ONE_FILE = [HealthCheck.function_scoped_fixture]
"""The file that each example damages stays the same."""


@pytest.fixture
def sound(sqlite_database: Database, tmp_path: Path, pair: Keys) -> bytes:
    with sqlite_database.writing() as db:
        people.live(db, people.make_person(db, "Mari", Role.MEMBER))
    return back_up(sqlite_database, tmp_path / "backups", pair).path.read_bytes()


def refused(path: Path, content: bytes, pair: Keys) -> None:
    path.write_bytes(content)
    with pytest.raises(BackupProblem):
        restoring.read(path, pair.key, restoring.Through())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=ONE_FILE)
@given(data=st.data())
def test_one_altered_byte_anywhere_is_noticed(
    sound: bytes, tmp_path: Path, pair: Keys, data: st.DataObject
) -> None:
    at = data.draw(st.one_of(st.integers(0, 200), st.integers(0, len(sound) - 1)))
    altered = bytearray(sound)
    altered[at] ^= data.draw(st.integers(1, 255))
    refused(tmp_path / "altered", bytes(altered), pair)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=ONE_FILE)
@given(data=st.data())
def test_a_file_that_was_cut_or_has_something_behind_it_is_noticed(
    sound: bytes, tmp_path: Path, pair: Keys, data: st.DataObject
) -> None:
    refused(tmp_path / "cut", sound[: data.draw(st.integers(0, len(sound) - 1))], pair)
    refused(tmp_path / "longer", sound + data.draw(st.binary(min_size=1, max_size=40)), pair)


def test_a_damaged_backup_leaves_the_empty_place_empty(
    sound: bytes, sqlite_database: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace
) -> None:
    backup = next((tmp_path / "backups").glob("*.backup"))
    backup.write_bytes(sound[:-1])
    place = empty_place("sqlite")
    with pytest.raises(BackupProblem, match="damaged, or was cut off"):
        restoring.restore(backup, pair.key, erased=(), nobody_since=False, progress=lambda *_: None)
    assert not place.var.exists()
    backup.write_bytes(sound)
    assert restoring.read(backup, pair.key, restoring.Through()).rows > 10
