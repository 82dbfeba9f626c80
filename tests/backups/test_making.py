"""A backup is of one moment while people write, whole or not there, and older ones go by a rule."""

import os
import secrets
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from lrc_portal import clock
from lrc_portal.acting import Viewer
from lrc_portal.backups import BackupProblem, keeping, making, restoring
from lrc_portal.backups.keeping import Rule
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Goal, GoalStep, SignInTry, Strength, Trace
from lrc_portal.database.row_security import System
from lrc_portal.settings import Settings
from lrc_portal.sharing import trace_verification
from lrc_portal.vocabulary import Act, Role, Subject
from tests import people
from tests.backups import maker
from tests.backups.conftest import EmptyPlace, Keys, back_up, new_pair, restored
from tests.database.saver import VERBS
from tests.tools import forking

KILLS = 4


def tries(many: int) -> list[dict[str, object]]:
    """So many rows of a table that hangs on no other, each with something of its own."""
    kept = {"at": clock.now(), "succeeded": False, "address_key": "0" * 64}
    return [{"name_key": secrets.token_hex(32), **kept} for _ in range(many)]


def test_a_backup_is_of_one_moment_while_people_write(
    database: Database, portal: Database, tmp_path: Path, pair: Keys, empty_place: EmptyPlace
) -> None:
    """Each save is several rows and a link of a chain; of none is there a half, and the chains hold."""
    with database.writing() as db:
        writers = [people.make_person(db, name, Role.MEMBER) for name in ("Mari", "Tom", "Siân")]
    enough, faults = threading.Event(), []
    saved = dict.fromkeys((writer.person_id for writer in writers), 0)

    def write(writer: Viewer) -> None:
        own = portal.seen_by(writer)
        try:
            while not enough.is_set():
                nth = saved[writer.person_id]
                with own.writing() as db:
                    VERBS["goal" if nth % 2 else "strength"](db, writer, f"{writer.person_id} {nth}", nth)
                saved[writer.person_id] += 1
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    made, before = [], []
    try:
        for nth in range(2):
            reached = sum(saved.values()) + 4
            while sum(saved.values()) < reached and not faults:
                time.sleep(0.01)
            before.append(sum(saved.values()))
            made.append(back_up(portal, tmp_path / str(nth), pair))
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    assert not faults
    assert sum(saved.values()) > before[-1], "nobody wrote while the last one was made"
    for backup, least in zip(made, before, strict=True):
        place = empty_place("sqlite")
        restored(backup, pair)
        there = Database(place.database_url)
        with there.reading() as db:
            goals, strengths = (db.scalar(select(func.count(each.id))) for each in (Goal, Strength))
            assert goals + strengths >= least, "what was saved before is in it"
            added = (Trace.act == Act.ADDED, Trace.subject.in_([Subject.GOALS, Subject.STRENGTHS]))
            assert db.scalar(select(func.count(Trace.id)).where(*added)) == goals + strengths
            assert db.scalar(select(func.count(GoalStep.id))) == 2 * goals
            assert trace_verification.verify(db).findings == ()
        there.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_process_that_is_killed_leaves_no_file_that_looks_whole(
    kind: str, request: pytest.FixtureRequest, own_settings: Settings, tmp_path: Path
) -> None:
    database: Database = request.getfixturevalue(f"{kind}_database")
    with database.as_system(System.STARTING).writing() as db:
        db.execute(insert(SignInTry), tries(4000))
    pair, folder = new_pair(tmp_path, "pair"), tmp_path / "backups"
    folder.mkdir()
    url = database.engine.url.render_as_string(hide_password=False)
    for _ in range(KILLS):
        whole = len(keeping.found_in(folder))
        process = forking.start(maker.make_until_killed, url, own_settings.var, folder, pair.public)
        until = time.monotonic() + 60
        while not (written := [path for path in folder.glob(f"{making.PART}*") if size(path) > 8192]):
            assert time.monotonic() < until and process.is_alive(), "it never began"
        process.kill()
        process.join()
        assert len(keeping.found_in(folder)) <= whole + 1
        assert all(path.name.startswith(making.PART) for path in written)
    assert list(folder.glob(f"{making.PART}*")), "no kill struck in the midst of a backup"
    for path in keeping.found_in(folder).values():
        assert restoring.read(path, pair.key, restoring.Through()).tables["sign_in_try"].rows == 4000
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        back_up(database, folder, pair)
    assert not list(folder.glob(f"{making.PART}*")), "the next one takes away what was left"


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def test_two_backups_into_one_folder_wait_for_nobody(
    sqlite_database: Database, tmp_path: Path, pair: Keys
) -> None:
    def meanwhile(_table: str, _rows: int) -> None:
        with pytest.raises(BackupProblem, match="under way"):
            back_up(sqlite_database, tmp_path / "backups", pair)
        tried.append(1)

    tried: list[int] = []
    with sqlite_database.writing() as db:
        people.make_person(db, "Mari", Role.MEMBER)
    making.make(sqlite_database, tmp_path / "backups", pair.lock, with_keys=True, progress=meanwhile)
    assert tried
    with clock.standing_at(datetime(2026, 5, 20, tzinfo=UTC)):
        back_up(sqlite_database, tmp_path / "backups", pair)
        with pytest.raises(BackupProblem, match="there already"):
            back_up(sqlite_database, tmp_path / "backups", pair)


def test_what_is_in_memory_does_not_grow_with_the_rows(
    sqlite_database: Database, tmp_path: Path, pair: Keys
) -> None:
    """Of rows at most some thousands: so many are written here that all of them would be seen."""

    def most_in_memory(name: str) -> int:
        tracemalloc.start()
        back_up(sqlite_database, tmp_path / name, pair)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    with sqlite_database.writing() as db:
        db.execute(insert(SignInTry), tries(3000))
    few = most_in_memory("few")
    with sqlite_database.writing() as db:
        db.execute(insert(SignInTry), tries(27_000))
    assert most_in_memory("many") < few * 2


def nights(many: int) -> list[datetime]:
    return [datetime(2026, 5, 31, 2, tzinfo=UTC) - timedelta(days=day) for day in range(many)]


def test_the_newest_of_each_day_week_and_month_stays() -> None:
    made = nights(400)
    stay = sorted(keeping.kept(made, Rule()), reverse=True)
    assert [moment.date().isoformat() for moment in stay] == [
        *("2026-05-31", "2026-05-30", "2026-05-29", "2026-05-28", "2026-05-27", "2026-05-26", "2026-05-25"),
        *("2026-05-24", "2026-05-17", "2026-05-10"),  # the ends of weeks; this week's is above
        *("2026-04-30", "2026-03-31"),  # and of months
    ]


def test_a_portal_that_was_long_away_keeps_its_last_backups() -> None:
    """By days of the calendar all would be gone when the first one is made again."""
    old = [datetime(2025, 1, day, tzinfo=UTC) for day in range(1, 8)]
    assert keeping.kept([*old, datetime(2026, 5, 20, tzinfo=UTC)], Rule(days=5, weeks=0, months=0)) == {
        *old[-4:],
        datetime(2026, 5, 20, tzinfo=UTC),
    }
    assert keeping.kept(old, Rule(0, 0, 0)) == {old[-1]}, "the newest stays whatever the rule says"


def test_only_files_that_are_backups_are_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    others = ["portal.db", "portal-2026.backup", "erased-accounts", "notes.backup"]
    for name in (*others, *(keeping.name_at(moment) for moment in nights(9))):
        (folder / name).touch()
    gone = keeping.thin_out(folder, Rule(days=2, weeks=0, months=0))
    assert len(gone) == 7
    assert set(os.listdir(folder)) == {*others, *(keeping.name_at(moment) for moment in nights(2))}
