"""Changing the key that words are encrypted with, while portals run: nothing is unreadable for a moment."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Table, select, update

from lrc_portal.acting import Viewer
from lrc_portal.backups import encryption, rotating, verifying
from lrc_portal.database import encrypted
from lrc_portal.database.encrypted import Lines
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Moment, Person, UnreadableText
from lrc_portal.identity import names
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Element, MomentKind, Role
from tests import people
from tests.backups.conftest import back_up, new_pair, quiet
from tests.commands.conftest import Run
from tests.conftest import KEY
from tests.pages.test_unreadable import spoil


def lines(file: Path) -> Lines:
    return encrypted.lines_of(file.read_bytes())


@pytest.fixture
def mari(database: Database, named: Callable[[Database], None], own_settings: Settings) -> Viewer:
    """Somebody with entries of many kinds, at a portal that runs with its keys file."""
    named(database)
    encrypted.use_keys_file(own_settings.keys_file)
    with database.writing() as db:
        viewer = people.make_person(db, "Mari", Role.MEMBER)
        db.get_one(Person, viewer.person_id).name_key = names.keys("Mari")[0]
        people.live(db, viewer)
    return viewer


@contextmanager
def portal(file: Path) -> Iterator[None]:
    """Another portal, with a keys file of its own, for a while in place of this one."""
    mine = encrypted._keyring, encrypted._file, encrypted._stamp
    encrypted.use_keys_file(file)
    yield
    encrypted._keyring, encrypted._file, encrypted._stamp = mine


def write(database: Database, viewer: Viewer, words: str) -> int:
    with database.writing() as db:
        row = Moment(
            person_id=viewer.person_id,
            day=people.clock.today(),
            kind=MomentKind.MILESTONE,
            element=Element.HEALTH,
            words=words,
            only_me=False,
            created_at=people.clock.now(),
        )
        db.add(row)
        db.flush()
        return row.id


def read(database: Database, moment: int) -> str | None:
    with database.reading() as db:
        return db.scalar(select(Moment.words).where(Moment.id == moment))


def test_the_key_changes_step_by_step_while_portals_run(
    database: Database, mari: Viewer, own_settings: Settings, run: Run, tmp_path: Path
) -> None:
    file, other = own_settings.keys_file, tmp_path / "other-keys"
    other.write_bytes(file.read_bytes())
    sealed, found_by = encrypted.seal("kept by a browser"), names.keys("Mari")
    texts = sum(json.loads(run("rotate-keys", "--json")[1])["by_key"])
    assert texts > 8
    # A key that waits encrypts nothing: a portal that does not have it reads all.
    assert run("rotate-keys", "--add")[0] == 0
    new = lines(file).waiting
    assert new and lines(file).keys == (KEY,)
    encrypted.use_keys_file(file)
    first = write(database, mari, "first")
    with portal(other):
        assert read(database, first) == "first"
    assert run("rotate-keys", "--add")[0] == 2, "one waits already"
    # The other portal gets the file; then the key is used here, and this portal takes it up by itself.
    other.write_bytes(file.read_bytes())
    encrypted.use_keys_file(file)
    before = encrypted._keyring
    lines(file).with_next_in_use().write(file)
    second = write(database, mari, "second")
    assert encrypted._keyring is not before and lines(file).keys == (new, KEY)
    with portal(other):
        assert read(database, second) == "second"
        third = write(database, mari, "third, with the older key still")
    assert read(database, third) == "third, with the older key still"
    assert run("rotate-keys", "--drop-oldest")[0] == 2, "texts need it"
    # Older texts are encrypted anew; what was cut short goes on.
    database_found = json.loads(run("rotate-keys", "--json")[1])
    assert database_found["by_key"] == [1, texts + 2]
    code, said, _beside = run("rotate-keys", "--rewrite")
    assert code == 0 and f"{texts + 2} of them were encrypted anew" in said and "first" not in said
    assert json.loads(run("rotate-keys", "--rewrite", "--json")[1])["rewritten"] == 0
    assert run("rotate-keys", "--drop-oldest")[0] == 0 and lines(file).keys == (new,)
    # What the oldest key opened is open; names are found, and what is sealed opens.
    encrypted.use_keys_file(file)
    assert [read(database, each) for each in (first, second)] == ["first", "second"]
    assert names.keys("Mari") == found_by and encrypted.unseal(sealed, seconds=60) == "kept by a browser"
    assert run("rotate-keys", "--drop-oldest")[0] == 2, "it is in use"
    pair = new_pair(tmp_path, "backup")
    encrypted.use_keys_file(file)
    made = back_up(database, tmp_path / "backups", pair)
    found = verifying.verify(made.path, encryption.key_of(pair.secret), progress=quiet)
    assert found.sound and found.texts == texts + 3


def test_what_was_cut_short_goes_on(
    sqlite_database: Database, named: Callable[[Database], None], own_settings: Settings
) -> None:
    named(sqlite_database)
    file = own_settings.keys_file
    encrypted.use_keys_file(file)
    with sqlite_database.writing() as db:
        viewer = people.make_person(db, "Mari", Role.MEMBER)
        people.live(db, viewer)
    lines(file).with_next().with_next_in_use().write(file)

    def cut(table: str, _rows: int) -> None:
        if table != "person" and told:
            raise KeyboardInterrupt
        told.append(table)

    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        rotating.rewrite(sqlite_database, lines(file), progress=cut)
    half = rotating.look(sqlite_database, lines(file), progress=quiet)
    assert min(half.by_key) > 0, "some were done, and each can be read"
    assert rotating.rewrite(sqlite_database, lines(file), progress=quiet).rewritten == half.by_key[1]


def test_a_text_that_no_key_opens_is_listed_by_the_number_that_people_see(
    sqlite_database: Database,
    named: Callable[[Database], None],
    own_settings: Settings,
    run: Run,
    tmp_path: Path,
) -> None:
    named(sqlite_database)
    encrypted.use_keys_file(own_settings.keys_file)
    with sqlite_database.writing() as db:
        viewer = people.make_person(db, "Mari", Role.MEMBER)
        db.get_one(Person, viewer.person_id).name_key = names.keys("Mari")[0]
    moment = write(sqlite_database, viewer, "a good day")
    table: Table = Base.metadata.tables["moment"]
    with sqlite_database.writing() as db:
        spoil(db, table, "words")
    sentence = read(sqlite_database, moment)
    assert sentence
    number = sentence.split()[-1].rstrip(".")
    with sqlite_database.reading() as db:
        assert db.scalars(select(UnreadableText.reference)).all() == [number]
    assert f"no key opens were met: {number}." in run("check")[1]
    pair = new_pair(tmp_path, "backup")
    made = back_up(sqlite_database, tmp_path / "backups", pair)
    code, said, _beside = run("verify", str(made.path), "--key-file", str(pair.secret))
    assert code == 1 and f"1 encrypted texts do not open with the keys: {number}." in said
    code, said, _beside = run("rotate-keys")
    assert code == 1 and f"{number}  cannot be read: moment.words, id {moment}\n" in said
    with sqlite_database.writing() as db:
        db.execute(update(Moment).values(words="a good day"))
    assert run("rotate-keys")[0] == 0
    with sqlite_database.reading() as db:
        assert db.scalars(select(UnreadableText.reference)).all() == [], "it is mended, and told to nobody"


def test_a_portal_takes_no_keys_file_that_is_damaged_or_another_portals(own_settings: Settings) -> None:
    file = own_settings.keys_file
    encrypted.write_keys_file(file, KEY + b"\n" + encrypted.LOOKUP + KEY + b"\n")
    encrypted.use_keys_file(file)
    column = encrypted.EncryptedText()
    written = column.process_bind_param("a good day", None)
    stranger = Fernet.generate_key()
    for content in (b"", b"none", stranger + b"\n" + encrypted.LOOKUP + stranger + b"\n"):
        file.write_bytes(content)
        again = column.process_bind_param("another", None)
        assert column.process_result_value(written, None) == "a good day"
        assert column.process_result_value(again, None) == "another"
    file.unlink()
    assert column.process_result_value(column.process_bind_param("and then", None), None) == "and then"
