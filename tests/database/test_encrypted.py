"""Free text never reaches the database as it was written, and the right keys always bring it back."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from lrc_portal import startup
from lrc_portal.database import encrypted
from lrc_portal.database.encrypted import KeysProblem, lookup_hash, new_key, use_keys, use_keys_file
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Person
from lrc_portal.database.unreadable import Unreadable
from lrc_portal.record import strengths
from lrc_portal.record.strengths import StrengthSubmission
from lrc_portal.vocabulary import Role, StrengthPlace
from tests.people import live, make_person, token

MARKERS = (
    "strength secret",
    "check-in words",
    "pursuit secret",
    "goal health",
    "why health",
    "step health",
    "done health",
    "ending health",
    "moment health",
)


def everything(engine: Engine) -> str:
    """Every cell of every table as the database holds it."""
    with engine.connect() as connection:
        return "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"'))
        )


def test_no_cell_shows_what_somebody_wrote(database: Database) -> None:
    with database.writing() as db:
        live(db, make_person(db, "Gwenllian", Role.MEMBER))
    held = everything(database.engine)
    assert [marker for marker in MARKERS if marker in held] == []
    assert "Gwenllian" not in held


def test_no_file_of_sqlite_shows_what_somebody_wrote(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        live(db, make_person(db, "Gwenllian", Role.MEMBER))
    files = list(Path(sqlite_database.url.removeprefix("sqlite:///")).parent.iterdir())
    assert len(files) > 1, "the words are still in the log beside the file"
    for path in files:
        held = path.read_bytes()
        assert not [marker for marker in ("secret", "check-in words", "Gwenllian") if marker.encode() in held]


def test_the_same_words_twice_do_not_look_the_same(database: Database) -> None:
    with database.writing() as db:
        for _ in range(2):
            make_person(db, "Mari", Role.MEMBER)
        cells = db.scalars(text("SELECT name FROM person")).all()
    assert len(set(cells)) == 2


def test_old_words_are_read_and_new_ones_written_once_a_newer_key_is_put_first(database: Database) -> None:
    old, new = new_key(), new_key()
    use_keys([old])
    with database.writing() as db:
        make_person(db, "Mari", Role.MEMBER)
    code = lookup_hash("invitation", "CODE")
    use_keys([new, old])
    with database.writing() as db:
        make_person(db, "Tom", Role.MEMBER)
        assert db.scalars(select(Person.name).order_by(Person.id)).all() == ["Mari", "Tom"]
        cells = db.scalars(text("SELECT name FROM person ORDER BY id")).all()
    assert lookup_hash("invitation", "CODE") == code, "codes and names given before must still be found"
    use_keys([new])
    assert encrypted.EncryptedText().process_result_value(cells[1], database.engine.dialect) == "Tom"
    lost = encrypted.EncryptedText().process_result_value(cells[0], database.engine.dialect)
    assert isinstance(lost, Unreadable) and "Mari" not in lost


def test_wrong_keys_are_said_to_the_operator_with_what_to_do(database: Database) -> None:
    with database.writing() as db:
        mari = make_person(db, "Mari", Role.MEMBER)
        strengths.add(
            db, by=mari, submission=StrengthSubmission(StrengthPlace.SELF, "I can sing", token=token())
        )
    use_keys([new_key()])
    with pytest.raises(KeysProblem, match="do not fit this database. Put the keys file back"):
        startup.keys_fit(database)


def test_keys_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys"
    use_keys_file(path)
    first, secret = path.read_bytes(), lookup_hash("name", "mari")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    use_keys_file(path)
    assert (path.read_bytes(), lookup_hash("name", "mari")) == (first, secret)


@pytest.mark.parametrize(
    ("held", "said"),
    [(b"", "is empty"), (b"\n\n", "is empty"), (b"not a key\n", "is not a key"), (b"\xff\n", "is not a key")],
)
def test_a_spoiled_keys_file_is_said_with_what_to_do_and_left_as_it_is(
    tmp_path: Path, held: bytes, said: str
) -> None:
    path = tmp_path / "keys"
    path.write_bytes(held)
    with pytest.raises(KeysProblem, match=f"{said}.*backup"):
        use_keys_file(path)
    assert path.read_bytes() == held


def test_the_same_text_for_two_purposes_has_two_hashes() -> None:
    assert lookup_hash("name", "mari") == lookup_hash("name", "mari")
    assert lookup_hash("name", "mari") != lookup_hash("invitation", "mari")
    assert lookup_hash("name", "mari") != lookup_hash("name", "mair")
    assert len(lookup_hash("name", "mari")) == 64


def test_hashes_of_two_houses_have_nothing_in_common() -> None:
    here = lookup_hash("name", "mari")
    use_keys([new_key()])
    assert lookup_hash("name", "mari") != here
