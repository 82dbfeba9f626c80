"""What was backed up comes back whole, on either database; whoever was erased does not come back."""

import gzip
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import select, text, update

from lrc_portal import clock
from lrc_portal.backups import BackupProblem, contents, encryption, restoring, tables, verifying
from lrc_portal.backups.contents import Head, Writer
from lrc_portal.database import encrypted, engine, migrations
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Person, PersonRole
from lrc_portal.database.row_security import System
from lrc_portal.erasing import erased_list, erasing
from lrc_portal.sharing import trace_verification
from lrc_portal.vocabulary import Role
from tests import people
from tests.backups.conftest import EmptyPlace, Keys, all_rows, back_up, new_pair, quiet, restored
from tests.erasing import lives
from tests.erasing.lives import make_lives, marker
from tests.tools.postgres import OWNER

NOON = datetime(2026, 5, 20, 12, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def later(**time: float):
    return clock.standing_at(NOON + timedelta(**time))


def test_each_column_has_a_kind_that_a_backup_knows() -> None:
    assert {shape.name for shape in tables.of_this_release()} == set(Base.metadata.tables)


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_every_row_comes_back_on_either_database_and_people_go_on_there(
    into: str, database: Database, portal: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace
) -> None:
    with database.writing() as db:
        made = make_lives(db)
    before = all_rows(portal)
    assert {name for name, rows in before.items() if not rows} <= {
        "report_printing",
        "note_passed_on",
        "unreadable_text",
    }
    backup = back_up(portal, tmp_path / "backups", pair)
    place = empty_place(into)
    done = restored(backup, pair)
    there = Database(place.database_url)
    try:
        assert done.manifest.rows == sum(len(rows) for rows in before.values())
        assert all_rows(there) == before
        with there.as_system(System.VERIFYING).reading_one_moment() as db:
            assert trace_verification.verify(db).findings == ()
        # Numbers go on after the last, in each table that gives them.
        with there.as_system(System.DEMO).writing() as db:
            people.live(db, people.make_person(db, "Newcomer", Role.MEMBER))
            last = max(person.person_id for person in made.leaving)
            newest = db.scalars(select(Person.id).order_by(Person.id.desc())).first()
            assert newest is not None and newest > last
        assert place.keys_file.stat().st_mode & 0o077 == 0
    finally:
        there.dispose()


def test_whoever_was_erased_since_an_older_backup_stays_erased(
    database: Database, portal: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace
) -> None:
    with database.writing() as db:
        made = make_lives(db)
        mari, gareth = made.house.mari, made.house.gareth
    older = back_up(portal, tmp_path / "backups", pair)
    with later(days=1):
        with database.writing() as db:
            db.execute(update(Person).where(Person.id == mari.person_id).values(erase_at=clock.now()))
        assert erasing.run(portal) == 1
        back_up(portal, tmp_path / "backups", pair)
        place = empty_place("sqlite")
        assert restored(older, pair).erased_again == 1
        there = Database(place.database_url)
        with there.reading_one_moment() as db:
            assert lives.found(db, marker(mari)) == set()
            assert lives.found(db, marker(gareth))
            assert trace_verification.verify(db).findings == ()
        there.dispose()
        assert len(erased_list.listed()) == 1


def test_without_the_list_of_erased_accounts_nothing_is_restored(
    sqlite_database: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace
) -> None:
    with sqlite_database.writing() as db:
        mari = people.make_person(db, "Mari", Role.MEMBER)
    older = back_up(sqlite_database, tmp_path / "backups", pair)
    beside = older.path.with_name(erased_list.NAME)
    elsewhere = tmp_path / "newest-list"
    with sqlite_database.reading() as db:
        person = db.get_one(Person, mari.person_id)
        line = f"{erased_list.key_of(person.id, person.created_at)} 2026-05-21"
    beside.unlink()
    place = empty_place("sqlite")
    with pytest.raises(BackupProblem, match="--erased-list"):
        restored(older, pair)
    assert not place.var.exists()
    elsewhere.write_text(line + "\n")
    assert restored(older, pair, elsewhere).erased_again == 1
    empty_place("sqlite")
    done = restoring.restore(older.path, pair.key, erased=(), nobody_since=True, progress=quiet)
    assert done.erased_again == 0


def test_the_portals_keys_come_along_or_have_to_be_there(
    sqlite_database: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace, keys_file: Path
) -> None:
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
    with_keys = back_up(sqlite_database, tmp_path / "with", pair)
    without = back_up(sqlite_database, tmp_path / "without", pair, with_keys=False)
    assert keys_file.read_bytes() not in opened(without.path, pair)
    place = empty_place("sqlite")
    with pytest.raises(BackupProblem, match=f"{place.keys_file} first"):
        restored(without, pair)
    place.var.mkdir()
    place.keys_file.write_bytes(encrypted.new_key() + b"\n")
    for each in (with_keys, without):
        with pytest.raises(BackupProblem, match="not the one of this backup"):
            restored(each, pair)
    # A newer text key in front is the same keys and one more.
    place.keys_file.write_bytes(encrypted.new_key() + b"\n" + keys_file.read_bytes())
    restored(without, pair)
    place = empty_place("sqlite")
    restored(with_keys, pair)
    assert place.keys_file.read_bytes() == keys_file.read_bytes()


def opened(path: Path, pair: Keys) -> bytes:
    """What an operator gets with the tools of age and gzip, and nothing of ours."""
    identity = pyrage.x25519.Identity.from_str(pair.secret.read_text().splitlines()[-1])
    to = io.BytesIO()
    with path.open("rb") as file:
        pyrage.decrypt_io(file, to, [identity])
    return gzip.decompress(to.getvalue())


def test_the_file_holds_no_marked_word_and_for_whoever_opens_it_no_plain_text(
    sqlite_database: Database, tmp_path: Path, pair: Keys
) -> None:
    with sqlite_database.writing() as db:
        made = make_lives(db)
    backup = back_up(sqlite_database, tmp_path, pair)
    raw, inside = backup.path.read_bytes(), opened(backup.path, pair)
    for person in made.leaving:
        assert marker(person).encode() not in raw and marker(person).encode() not in inside
    assert b'"table":"strength"' in inside and b"strength" not in raw
    assert backup.path.stat().st_mode & 0o077 == 0


def test_a_database_or_folder_that_is_not_empty_is_left_as_it_is(
    sqlite_database: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace
) -> None:
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
    backup = back_up(sqlite_database, tmp_path / "backups", pair)
    place = empty_place("sqlite")
    restored(backup, pair)
    before = place.var.joinpath("portal.db").read_bytes()
    with pytest.raises(BackupProblem, match="not empty: there are rows in person"):
        restored(backup, pair)
    assert place.var.joinpath("portal.db").read_bytes() == before
    place = empty_place("sqlite")
    place.var.mkdir()
    place.var.joinpath("portal.db-wal").write_bytes(b"of another time")
    with pytest.raises(BackupProblem, match="portal.db-wal belongs to a database"):
        restored(backup, pair)
    place = empty_place("postgresql")
    other = Database(place.database_url)
    with other.engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoice (id integer)"))
    with pytest.raises(BackupProblem, match="table invoice that is none of the portal's"):
        restored(backup, pair)
    other.dispose()
    assert not place.keys_file.exists()


def test_a_restore_that_was_cut_short_can_be_done_again(
    sqlite_database: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace
) -> None:
    """What it leaves are keys, the list, and tables without a row: rows are written as a whole or not."""
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
    backup = back_up(sqlite_database, tmp_path / "backups", pair)
    for kind in ("sqlite", "postgresql"):
        place = empty_place(kind)

        def cut_short(_table: str, rows: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            restoring.restore(backup.path, pair.key, erased=(), nobody_since=False, progress=cut_short)
        there = Database(place.database_url)
        assert not any(all_rows(there).values())
        restored(backup, pair)
        assert all_rows(there) == all_rows(sqlite_database)
        there.dispose()


def written(
    path: Path, pair: Keys, schema: str, *shapes: tuple[tables.TableShape, list[tables.Values]]
) -> Path:
    """A backup as another release of the portal would have made it."""
    keys = encrypted.fingerprints(restoring.settings.current().keys_file.read_bytes())
    writer = Writer(Head("2026-05-20T12:00:00+00:00", schema, "sqlite", keys, with_keys=False))

    def lines() -> Iterator[bytes]:
        yield writer.begin()
        for shape, rows in shapes:
            yield from writer.table(shape, iter(rows))
        yield writer.end(None, [])

    with path.open("wb") as file:
        encryption.encrypt(contents.compressed(lines()), file, pair.lock)
    path.with_name(erased_list.NAME).touch()
    return path


def test_a_backup_of_an_older_schema_is_brought_to_the_newest_and_a_newer_one_is_refused(
    sqlite_database: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace, keys_file: Path
) -> None:
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
        shapes = {shape.name: shape for shape in tables.of_this_release()}
        some = [(shapes[name], list(shapes[name].rows(db))) for name in ("person", "person_role")]
    [person, role] = some
    older = ["erase_at", "erased_at"]  # since 0030
    columns = {name: kind for name, kind in person[0].columns.items() if name not in older}
    at = [list(person[0].columns).index(name) for name in columns]
    was = tables.TableShape("person", columns, ["id"]), [[row[i] for i in at] for row in person[1]]
    path = written(tmp_path / "older", pair, "0029", was, role)
    newer = written(tmp_path / "newer", pair, "0999", person, role)
    place = empty_place("postgresql")
    place.var.mkdir()
    place.keys_file.write_bytes(keys_file.read_bytes())
    restoring.restore(path, pair.key, erased=(), nobody_since=False, progress=quiet)
    there = Database(place.database_url)
    with there.as_system(System.VERIFYING).reading() as db:
        assert migrations.schema_of(db.connection()) == migrations.newest()
        assert db.scalars(select(Person.display_name)).all() == ["Mari"]
        assert db.scalars(select(PersonRole.role)).all() == [Role.MEMBER]
    there.dispose()
    empty_place("sqlite")
    with pytest.raises(BackupProblem, match=r"newer release .* 0999"):
        restoring.restore(newer, pair.key, erased=(), nobody_since=False, progress=quiet)


def test_another_key_and_another_way_in_are_refused_with_what_to_do(
    sqlite_database: Database, tmp_path: Path, pair: Keys
) -> None:
    backup = back_up(sqlite_database, tmp_path / "backups", pair)
    with pytest.raises(BackupProblem, match="does not open"):
        restoring.read(backup.path, new_pair(tmp_path, "other").key, restoring.Through())
    with pytest.raises(BackupProblem, match="--key-file"):
        restoring.read(backup.path, encryption.Passphrase("x"), restoring.Through())


def test_a_passphrase_opens_its_backup_and_no_other_does(
    sqlite_database: Database, tmp_path: Path, pair: Keys
) -> None:
    with pytest.raises(BackupProblem, match="too short"):
        encryption.lock_for_passphrase("river stone")
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
    words = "river stone lamp kettle"
    made = back_up(sqlite_database, tmp_path / "backups", pair)
    path = tmp_path / "for-a-passphrase"
    with path.open("wb") as file:
        encryption.encrypt(iter([b"of ", b"it all"]), file, encryption.lock_for_passphrase(words))
    found: list[bytes] = []
    with path.open("rb") as file:
        encryption.decrypt(file, encryption.Passphrase(words), found.append)
    assert b"".join(found) == b"of it all" and b"of it" not in path.read_bytes()
    for key, said in ((encryption.Passphrase(words + "s"), "does not open"), (pair.key, "--passphrase")):
        with path.open("rb") as file, pytest.raises(BackupProblem, match=said):
            encryption.decrypt(file, key, found.append)
    line = path.read_bytes().splitlines(keepends=True)[0]
    for at in (0, len(line) - 1, line.index(b"a", 40)):  # its first letter, its end, a digit said otherwise
        spoilt = bytearray(path.read_bytes())
        spoilt[at] ^= 0x20
        path.with_name("spoilt").write_bytes(spoilt)
        with path.with_name("spoilt").open("rb") as file, pytest.raises(BackupProblem):
            encryption.decrypt(file, encryption.Passphrase(words), found.append)
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1\n"), "which the age tool opens"


def test_verify_finds_each_row_that_is_not_as_the_backup_has_it(
    database: Database, portal: Database, tmp_path: Path, pair: Keys
) -> None:
    with database.writing() as db:
        make_lives(db)
    backup = back_up(portal, tmp_path / "backups", pair)
    sound = verifying.verify(backup.path, pair.key, progress=quiet)
    assert sound.sound and sound.rows == backup.manifest.rows and sound.texts > 50 and sound.keys_tried
    manifest = sound.manifest
    assert manifest

    def found() -> dict[str, verifying.Differences]:
        return verifying.compare(backup.path, pair.key, portal, manifest, progress=quiet).tables

    assert found() == {}
    with database.writing() as db:
        db.execute(text("UPDATE moment SET day = '2020-01-01' WHERE id = (SELECT max(id) FROM moment)"))
        db.execute(text("DELETE FROM person_role WHERE id = (SELECT min(id) FROM person_role)"))
    assert found() == {
        "moment": verifying.Differences(changed=1),
        "person_role": verifying.Differences(missing=1),
    }
    with database.writing() as db:
        people.make_person(db, "Newcomer")
    assert found()["person"] == verifying.Differences(more=1)


def test_a_row_that_somebody_with_the_key_altered_in_the_file_is_found(
    sqlite_database: Database, tmp_path: Path, pair: Keys
) -> None:
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
    backup = back_up(sqlite_database, tmp_path / "backups", pair)
    inside = opened(backup.path, pair)
    altered = inside.replace(b'"member"', b'"coordinator"', 1)
    assert altered != inside
    path = backup.path.with_name("altered")
    with path.open("wb") as file:
        encryption.encrypt(contents.compressed(iter([altered])), file, pair.lock)
    with pytest.raises(BackupProblem, match="rows of person_role are not those"):
        verifying.verify(path, pair.key, progress=quiet)


def test_verify_says_where_texts_do_not_open_with_the_keys(
    sqlite_database: Database, tmp_path: Path, pair: Keys, keys_file: Path
) -> None:
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
    keys_file.write_bytes(encrypted.new_key() + b"\n")
    backup = back_up(sqlite_database, tmp_path / "backups", pair)
    found = verifying.verify(backup.path, pair.key, progress=quiet)
    assert not found.sound and found.closed == found.texts > 0 and not found.tables


def test_a_user_from_whom_rows_are_hidden_makes_no_backup(postgres, tmp_path: Path, pair: Keys) -> None:
    database = Database(postgres.empty_url())
    migrations.upgrade(database)
    engine.use(database)
    back_up(database, tmp_path / "backups", pair)
    with database.as_system(System.MIGRATING).writing() as db:
        db.execute(
            text(f'CREATE POLICY "own" ON strength AS RESTRICTIVE FOR SELECT TO {OWNER} USING (false)')
        )
    with later(seconds=1), pytest.raises(BackupProblem, match="hides rows of strength"):
        back_up(database, tmp_path / "backups", pair)
    database.dispose()
    stranger = Database(database.url.replace(OWNER, "portal_user"))
    with later(seconds=1), pytest.raises(BackupProblem, match="may not read all tables"):
        back_up(stranger, tmp_path / "backups", pair)
    stranger.dispose()
    assert len(list((tmp_path / "backups").iterdir())) == 2, "the one backup, and the list"
