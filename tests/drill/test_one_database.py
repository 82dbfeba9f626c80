"""Locked rows, a backup, a full disk, a changed key, an upgrade: what people notice in the midst of it."""

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lrc_portal import settings
from lrc_portal.backups import verifying
from lrc_portal.database import encrypted, migrations
from lrc_portal.database.engine import Database
from tests.backups.conftest import back_up, new_pair, quiet
from tests.backups.conftest import restored as put_back
from tests.bench.timing import slowest
from tests.database.kills import unsound
from tests.drill.conftest import DATABASE, SmallHouse
from tests.drill.doings import LONG, Clicking, Saver, Waiting, clicks, days_of, keep_a_record, kept, saving
from tests.drill.servers import ADMIN, wait_until
from tests.drill.small_disk import SmallDisk
from tests.proof.figures import Proved
from tests.proof.sizes import asked
from tests.running import islands
from tests.running.islands import Community, Person
from tests.tools.asynchronous import run
from tests.tools.live_server import ROOT, PortalServer

NOT_SAVED = "is not saved yet. Your words are here."
PERHAPS = "it may be saved already, or not. What you wrote is here."
"""SQLite cannot tell a file that may not grow from a disk that broke."""
REST = 0.2
"""Seconds between two saves where commands and portals start beside them, which want a processor too."""
TABS = 5
"""Two portals draw four pages at once."""


@pytest.fixture(autouse=True)
def keys_of_the_house(small_house: SmallHouse, own_settings: object) -> None:
    """So that this process can read what the portals write."""
    encrypted.use_keys_file(small_house.var / "keys")


def somebody(house: SmallHouse, name: str) -> Person:
    return next(person for person in house.community.people if person.name == name)


@contextmanager
def held(house: SmallHouse, *statements: str) -> Iterator[None]:
    """Somebody holds these locks, as a forgotten session of an operator does."""
    address = f"postgresql://{ADMIN}@127.0.0.1:{house.postgres.port}/{DATABASE}"
    with psycopg.connect(address) as holder:
        for statement in statements:
            holder.execute(statement)  # type: ignore[call-overload]
        yield
        holder.rollback()


def test_locked_rows_of_one_person_and_a_locked_table_hold_up_nobody_else(
    small_house: SmallHouse, proved: Proved
) -> None:
    """Gwen saves, and her rows are locked; Rhys is at his account in more tabs than pages are drawn at once,
    and that reads the table; others are elsewhere.
    """
    gwen, rhys = somebody(small_house, "Gwen 0"), somebody(small_house, "Rhys 0")
    failed: list[str] = []
    others = [
        Clicking(small_house.url, somebody(small_house, name), failed, rest=0.3, but="account")
        for name in ("Gwen 1", "Rhys 1", "Gwen 2", "Rhys 2", "Dai")
    ]
    tabs = [Waiting(small_house.url, rhys, "account") for _ in range(TABS)]
    mine, seconds = gwen.viewer.person_id, asked("seconds_locked")

    async def locked() -> list[float]:
        with held(
            small_house,
            f"SELECT 1 FROM person WHERE id = {mine} FOR UPDATE",
            f"SELECT 1 FROM check_in WHERE person_id = {mine} FOR UPDATE",
            "LOCK TABLE reflection IN ACCESS EXCLUSIVE MODE",
        ):
            before = len(saver.acknowledged)
            waiting = [asyncio.create_task(each.until_it_comes()) for each in tabs]
            took = await clicks(others, seconds)
            assert not any(each.done() for each in waiting) and len(saver.acknowledged) <= before + 1
        await asyncio.gather(*waiting)
        return took

    run(clicks(others, 3))  # a page is slower for the first time
    without = run(clicks(others, seconds / 2))
    with saving(small_house.url, [gwen]) as [saver]:
        wait_until(lambda: bool(saver.acknowledged), small_house.log)
        meanwhile = run(locked())
        again = len(saver.acknowledged)
        wait_until(lambda: len(saver.acknowledged) > again, small_house.log)
    without += run(clicks(others, seconds / 2))
    late, usual = slowest(meanwhile), slowest(without)
    what = f"rows of one person and a table locked for {seconds} s"
    proved(
        f"{what}: others' pages, 95th percentile ÷ without", round(late / usual, 2), most=1.5, unit="ratio"
    )
    proved(f"{what}: pages of others that failed", len(failed))
    told = (NOT_SAVED in saver.said) + sum(each.told for each in tabs)
    proved(f"{what}: of {1 + TABS} pages that are concerned, told calmly", told, least=1 + TABS)
    last = max(each.told_after for each in tabs)
    proved(f"{what}: seconds until it is told at a page", round(last), most=10, unit="s")
    assert told == 1 + TABS and not failed
    assert late < usual + 2.5, "others wait in line behind pages that wait for a lock, which takes 4 seconds"


def test_a_backup_while_people_save_is_of_one_moment_and_is_restored_elsewhere(
    small_house: SmallHouse, tmp_path: Path, proved: Proved
) -> None:
    """Each save is two rows of two tables: what was restored has both of it or neither, for everybody."""
    people = keep_a_record(small_house.community.people)
    pair = new_pair(tmp_path, "key-of-the-backups")
    settings.use(settings.load({"LRC_VAR": str(small_house.var)}))
    database = Database(small_house.address)
    before = days_of(small_house.address, people)
    with saving(small_house.url, people) as savers:
        wait_until(lambda: min(kept(savers)) > 1, small_house.log)
        at_first = kept(savers)
        made = back_up(database, tmp_path / "backups", pair)
        at_last = kept(savers)
    address = small_house.postgres.make_database("elsewhere")
    settings.use(settings.load({"LRC_VAR": str(tmp_path / "elsewhere"), "LRC_DATABASE_URL": address}))
    manifest = put_back(made, pair).manifest
    elsewhere = Database(address)
    compared = verifying.compare(made.path, pair.key, elsewhere, manifest, progress=quiet)
    for each in (database, elsewhere):
        each.dispose()
    restored = days_of(address, people)
    not_of_one_moment = [
        person.name
        for person, was, stands, least, most in zip(people, before, restored, at_first, at_last, strict=True)
        if not least <= stands.shown <= most + 1 or stands.traces - was.traces != stands.shown
    ]
    what = f"a backup while {len(people)} people save"
    meanwhile = sum(at_last) - sum(at_first)
    proved(f"{what}: saves while it was made", meanwhile, least=10)
    proved(f"{what}: rows compared after restoring it elsewhere", compared.rows, least=manifest.rows)
    proved(f"{what}: tables of which rows differ there", len(compared.tables))
    proved(f"{what}: people whose day is not of one moment", len(not_of_one_moment))
    assert compared.sound and not not_of_one_moment and meanwhile
    assert not any(each.answers[500] for each in savers)


def test_a_full_disk_is_told_calmly_and_nothing_is_lost_and_it_goes_on_with_room(
    small_house: SmallHouse, proved: Proved
) -> None:
    """PostgreSQL's whole disk: its tables, its log of writes, and what it has to say.

    Where no disk can be mounted for it the server is told to say so of one table.
    """
    postgres = small_house.postgres

    def fill() -> None:
        if small_house.disk.mounted:
            small_house.disk.fill()
        else:
            postgres.ask(SAYS_FULL, DATABASE)

    def clear() -> None:
        if small_house.disk.mounted:
            small_house.disk.clear()
        else:
            postgres.ask("DROP FUNCTION disk_full CASCADE", DATABASE)

    def start_again() -> None:
        if postgres.has_ended():  # it does where its log of writes has no room
            postgres.start()

    full_disk("PostgreSQL", small_house, fill, clear, proved, start_again)
    wrong = postgres.wrong_pages()
    proved("the disk of PostgreSQL full: pages of its files with a wrong checksum", wrong)
    assert not wrong


SAYS_FULL = """
CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER says_full BEFORE INSERT OR UPDATE ON check_in EXECUTE FUNCTION disk_full();
"""


def test_the_same_holds_where_the_database_is_a_file(proved: Proved) -> None:
    """Where no disk can be mounted for it, no file of the portal may grow any more (RLIMIT_FSIZE)."""
    with ExitStack() as ends:
        disk = SmallDisk(60)
        ends.callback(disk.end)
        var = disk.folder / "var"
        address = f"sqlite:///{var / 'portal.db'}"
        community = islands.settle(var, asked("savers") // 2, address)
        encrypted.use_keys_file(var / "keys")
        portal = PortalServer(disk.folder)
        ends.callback(portal.stop)

        def may_write(up_to: int) -> None:
            _soft, hard = resource.prlimit(portal.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(portal.pid, resource.RLIMIT_FSIZE, (up_to, hard))

        def fill() -> None:
            if disk.mounted:
                disk.fill()
            else:
                may_write(256 * 1024)  # less than the file and its log have, so nothing is added to either

        def clear() -> None:
            if disk.mounted:
                disk.clear()
            else:
                may_write(resource.RLIM_INFINITY)

        full_disk("SQLite", OnSQLite(portal, community, address), fill, clear, proved)
        wrong = unsound(address)
        proved("the disk of SQLite full: what it finds wrong in its file", len(wrong))
        assert not wrong


@dataclass(frozen=True)
class OnSQLite:
    """A portal alone on its file."""

    portal: PortalServer
    community: Community
    address: str

    @property
    def url(self) -> str:
        return self.portal.url

    def log(self) -> str:
        return self.portal.log()


def full_disk(
    kind: str,
    house: SmallHouse | OnSQLite,
    fill: Callable[[], None],
    clear: Callable[[], None],
    proved: Proved,
    start_again: Callable[[], None] = lambda: None,
) -> None:
    """People save; the disk is full until all of them were told, and then it is not."""
    people = keep_a_record(house.community.people)
    before = days_of(house.address, people)
    with saving(house.url, people, LONG) as savers:
        wait_until(lambda: min(kept(savers)) > 0, house.log)
        fill()
        wait_until(lambda: all(each.said for each in savers), house.log, seconds=120)
        told = sum(NOT_SAVED in each.said or PERHAPS in each.said for each in savers)
        clear()
        room = time.monotonic()

        def go_on() -> bool:
            start_again()
            return all(each.acknowledged[-1] > room for each in savers)

        wait_until(go_on, house.log)
        went_on = max(next(at for at in each.acknowledged if at > room) for each in savers)
    lost = [
        saver.person.name
        for saver, was, stands in zip(savers, before, days_of(house.address, people), strict=True)
        if stands.shown < len(saver.acknowledged) or stands.traces - was.traces < len(saver.acknowledged)
    ]
    faults = house.log().count("fault ") + sum(each.answers[500] for each in savers)
    what = f"the disk of {kind} full"
    who = f"of {len(people)} who save, told so with their words there"
    proved(f"{what}: {who}", told, least=len(people))
    proved(f"{what}: saves acknowledged before and after", sum(kept(savers)), least=20)
    proved(f"{what}: acknowledged and lost", len(lost))
    proved(f"{what}: faults", faults)
    proved(f"{what}: seconds with room until all save again", round(went_on - room), most=30, unit="s")
    assert told == len(people) and not lost and not faults


def test_the_key_of_what_people_write_changes_while_they_write(
    small_house: SmallHouse, proved: Proved
) -> None:
    """The four steps of the command, one after the other, beside two portals that take the keys file anew."""
    failed: list[str] = []
    people = keep_a_record(small_house.community.people)
    readers = [
        Clicking(small_house.url, person, failed, rest=0.5) for person in small_house.community.of_island(0)
    ]
    before = days_of(small_house.address, people)
    before_keys = (small_house.var / "keys").read_bytes()

    async def changing() -> list[dict[str, Any]]:
        ends = asyncio.Event()
        reading = [asyncio.create_task(each.until(ends)) for each in readers]
        told = []
        for step in ("--add", "--use", "--rewrite", "--drop-oldest"):
            told.append(await asyncio.to_thread(rotate_keys, small_house, step))
            await asyncio.sleep(asked("seconds_beside"))
        ends.set()
        await asyncio.gather(*reading)
        return told

    with saving(small_house.url, people, rest=REST) as savers:
        wait_until(lambda: min(kept(savers)) > 0, small_house.log)
        steps = run(changing())
    now = rotate_keys(small_house)
    encrypted.use_keys_file(small_house.var / "keys")
    lost = sum(
        stands.shown < len(saver.acknowledged) or stands.traces - was.traces < len(saver.acknowledged)
        for saver, was, stands in zip(savers, before, days_of(small_house.address, people), strict=True)
    )
    faults = small_house.log().count("fault ") + sum(each.answers[500] for each in savers)
    what = "the key changed in four steps"
    proved(f"{what}: saves acknowledged meanwhile", sum(kept(savers)), least=20)
    proved(f"{what}: people whose saves are not all there", lost)
    proved(f"{what}: texts encrypted anew", steps[2]["rewritten"], least=20)
    proved(f"{what}: texts that cannot be read", len(now["unreadable"]))
    proved(f"{what}: pages that failed", len(failed))
    proved(f"{what}: faults", faults)
    assert now["by_key"] == [now["texts"]], "one key is left, and opens all"
    left = encrypted.lines_of((small_house.var / "keys").read_bytes()).keys
    assert len(left) == 1 and not set(left) & set(encrypted.lines_of(before_keys).keys)
    assert not (lost or failed or faults or now["unreadable"])


def rotate_keys(house: SmallHouse, *step: str) -> dict[str, Any]:
    """What an operator types beside the portals, and what it says."""
    told = subprocess.run(
        [sys.executable, "-m", "lrc_portal", "rotate-keys", *step, "--json"],
        cwd=ROOT,
        env={**os.environ, "LRC_VAR": str(house.var), "LRC_DATABASE_URL": house.address},
        capture_output=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(told.stdout)
    return said


def next_release(folder: Path) -> Path:
    """A copy of this release with one more migration, which adds and takes nothing away."""
    for name in ("app.py", "lrc_portal", "pages", ".streamlit"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    added = folder / "lrc_portal" / "database" / "migrations" / "versions" / "next_release.py"
    added.write_text(NEXT_MIGRATION.format(newest=migrations.newest()), encoding="utf-8")
    return folder


NEXT_MIGRATION = '''"""What a next release might add."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next_release", "{newest}"
branch_labels = depends_on = None


def upgrade():
    op.create_table("weather", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("strength", sa.Column("weather", sa.Text(), nullable=True))
    op.add_column("check_in", sa.Column("tides", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_check_in_tides", "check_in", ["person_id", "tides"])
'''


def saves_in(seconds: float, savers: list[Saver]) -> int:
    """How many there are in these seconds; the first of them is waited for."""
    before = sum(kept(savers))
    time.sleep(seconds)
    wait_until(lambda: sum(kept(savers)) > before, lambda: "Nobody saves.")
    return sum(kept(savers)) - before


def test_a_rolling_upgrade_under_clicks_fails_no_page(
    small_house: SmallHouse, tmp_path: Path, proved: Proved
) -> None:
    """One portal after the other is replaced by the next release; meanwhile the old one has the new schema.

    The last of these tests: this release starts on that schema no more.
    """
    newer = next_release(tmp_path)
    failed: list[str] = []
    people = [
        Clicking(small_house.url, person, failed, rest=0.2) for person in small_house.community.of_island(0)
    ]
    keepers = keep_a_record(small_house.community.of_island(1))

    async def upgrading(savers: list[Saver]) -> int:
        """How many saves the old release kept on the new schema."""
        ends = asyncio.Event()
        clicks = [asyncio.create_task(each.until(ends)) for each in people]
        beside = 0
        for name, portal in small_house.portals.items():
            await asyncio.sleep(asked("seconds_beside"))
            await asyncio.to_thread(portal.stop)
            portal.cwd = newer
            await asyncio.to_thread(portal.start)
            if name == "first":
                beside = await asyncio.to_thread(saves_in, asked("seconds_beside"), savers)
        await asyncio.sleep(asked("seconds_beside"))
        ends.set()
        await asyncio.gather(*clicks)
        return beside

    with saving(small_house.url, keepers, rest=REST) as savers:
        beside = run(upgrading(savers))
    schema = small_house.postgres.ask("SELECT version_num FROM alembic_version", DATABASE)
    came = sum(len(each.seconds) for each in people)
    faults = small_house.log().count("fault ") + sum(each.answers[500] for each in savers)
    what = "a rolling upgrade under clicks"
    proved(f"{what}: pages that came", came, least=20)
    proved(f"{what}: pages that failed", len(failed))
    proved(f"{what}: saves of the old release on the new schema", beside, least=1)
    proved(f"{what}: faults", faults)
    assert schema == "next_release" and beside and not failed and not faults, failed
