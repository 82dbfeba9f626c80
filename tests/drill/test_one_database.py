"""Locked rows, a backup under way, a full disk, an upgrade: what people notice who are in the midst of it."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import psycopg
import pytest

from lrc_portal.database import encrypted
from tests.backups.conftest import new_pair
from tests.drill.conftest import DATABASE, SmallHouse
from tests.drill.doings import LONG, Clicking, Waiting, clicks, days_of, keep_a_record, kept, saving
from tests.drill.servers import ADMIN, wait_until
from tests.proof.figures import Proved
from tests.proof.sizes import asked
from tests.running.islands import Person
from tests.tools.asynchronous import run
from tests.tools.live_server import ROOT

NOT_SAVED = "is not saved yet. Your words are here."
MANY = 5
"""Others who click meanwhile."""


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


def late(seconds: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(seconds, n=20, method="inclusive")[-1]


def test_locked_rows_of_one_person_hold_up_nobody_else(small_house: SmallHouse, proved: Proved) -> None:
    gwen = somebody(small_house, "Gwen 0")
    mine = gwen.viewer.person_id
    failed: list[str] = []
    others = [
        Clicking(small_house.url, somebody(small_house, name), failed, rest=0.3)
        for name in ("Gwen 1", "Rhys 1", "Carys 1", "Gwen 2", "Dai")
    ]
    seconds = asked("seconds_locked")
    run(clicks(others, 6))
    without = run(clicks(others, seconds / 2))
    locks = [f"SELECT 1 FROM person WHERE id = {mine} FOR UPDATE"]
    locks += [
        f"SELECT 1 FROM {each} WHERE person_id = {mine} FOR UPDATE" for each in ("check_in", "strength")
    ]
    with saving(small_house.url, [gwen]) as [saver]:
        wait_until(lambda: bool(saver.acknowledged), small_house.log)
        with held(small_house, *locks):
            kept = len(saver.acknowledged)
            meanwhile = run(clicks(others, seconds))
            assert len(saver.acknowledged) <= kept + 1
        wait_until(lambda: len(saver.acknowledged) > kept + 2, small_house.log)
    without += run(clicks(others, seconds / 2))
    print(len(without), len(meanwhile), late(without), late(meanwhile), saver.answers)
    tell(proved, "rows of one person locked", without, meanwhile, failed)
    assert NOT_SAVED in saver.said and not failed


def tell(proved: Proved, what: str, without: list[float], meanwhile: list[float], failed: list[str]) -> None:
    ratio = late(meanwhile) / late(without)
    proved(f"{what}: others' pages, 95th percentile ÷ without", round(ratio, 2), most=1.5, unit="ratio")
    proved(f"{what}: pages of others that failed", len(failed))


def test_a_locked_table_holds_up_nobody_who_does_not_read_it(small_house: SmallHouse, proved: Proved) -> None:
    failed: list[str] = []
    others = [
        Clicking(small_house.url, somebody(small_house, name), failed, rest=0.3)
        for name in ("Gwen 1", "Rhys 1", "Gwen 2", "Rhys 2", "Gwen 3")
    ]
    concerned = Waiting(small_house.url, somebody(small_house, "Dai"), "community")
    seconds = asked("seconds_locked")

    async def locked() -> list[float]:
        with held(small_house, "LOCK TABLE supervision IN ACCESS EXCLUSIVE MODE"):
            waiting = asyncio.create_task(concerned.until_it_comes())
            took = await clicks(others, seconds)
            assert not waiting.done()
        await waiting
        return took

    without = run(clicks(others, seconds / 2))
    meanwhile = run(locked())
    without += run(clicks(others, seconds / 2))
    print(len(without), len(meanwhile), late(without), late(meanwhile), concerned.told_after)
    tell(proved, "a table locked", without, meanwhile, failed)
    assert concerned.told_after is not None and not failed
    proved(
        "a table locked: seconds until who reads it is told", round(concerned.told_after), most=10, unit="s"
    )


def command(house: SmallHouse, *words: str, **environ: str) -> dict[str, object]:
    """What one of the portal's commands says as JSON, as an operator runs it."""
    environ = {"LRC_VAR": str(house.var), "LRC_DATABASE_URL": house.address, **environ}
    done = subprocess.run(
        [sys.executable, "-m", "lrc_portal", *words, "--json"],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_a_backup_while_ten_people_save_is_of_one_moment_and_is_restored_elsewhere(
    small_house: SmallHouse, tmp_path: Path, proved: Proved
) -> None:
    """Each save is two rows of two tables: what was restored has both of it or neither, for everybody."""
    ten = keep_a_record(small_house.community.people)
    assert len(ten) == 10
    pair = new_pair(tmp_path, "key-of-the-backups")
    before = days_of(small_house.address, ten)
    with saving(small_house.url, ten) as savers:
        wait_until(lambda: min(kept(savers)) > 1, small_house.log)
        at_first = kept(savers)
        made = command(small_house, "backup", str(tmp_path / "backups"), "--key-file", str(pair.public))
        at_last = kept(savers)
    elsewhere = {
        "LRC_VAR": str(tmp_path / "elsewhere"),
        "LRC_DATABASE_URL": small_house.postgres.make_database("elsewhere"),
    }
    of_it = (str(made["file"]), "--key-file", str(pair.secret))
    command(small_house, "restore", *of_it, **elsewhere)
    compared = command(small_house, "verify", *of_it, "--here", **elsewhere)
    restored = days_of(elsewhere["LRC_DATABASE_URL"], ten)
    not_of_one_moment = [
        person.name
        for person, was, stands, least, most in zip(ten, before, restored, at_first, at_last, strict=True)
        if not least <= stands.shown <= most + 1 or stands.traces - was.traces != stands.shown
    ]
    what = "a backup while ten people save"
    meanwhile = sum(at_last) - sum(at_first)
    proved(f"{what}: saves while it was made", meanwhile, least=10)
    proved(f"{what}: tables of which restored rows differ from it", len(compared["differ"]))  # type: ignore[arg-type]
    proved(f"{what}: people whose day is not of one moment", len(not_of_one_moment))
    assert compared["sound"] and not not_of_one_moment and meanwhile
    assert not any(each.answers[500] for each in savers)


def test_a_full_disk_is_told_calmly_and_nothing_is_lost_and_it_goes_on_with_room(
    small_house: SmallHouse, proved: Proved
) -> None:
    """PostgreSQL's whole disk: its tables, its log of writes, and what it has to say."""
    people = keep_a_record(small_house.community.people)
    before = days_of(small_house.address, people)
    with saving(small_house.url, people, LONG) as savers:
        wait_until(lambda: min(kept(savers)) > 0, small_house.log)
        small_house.disk.fill()
        wait_until(lambda: all(each.said for each in savers), small_house.log, seconds=120)
        told = sum(NOT_SAVED in each.said for each in savers)
        small_house.disk.clear()
        room = time.monotonic()

        def go_on() -> bool:
            if small_house.postgres.has_ended():  # it does where its log of writes has no room
                small_house.postgres.start()
            return all(each.acknowledged[-1] > room for each in savers)

        wait_until(go_on, small_house.log)
        went_on = max(next(at for at in each.acknowledged if at > room) for each in savers)
    lost = [
        saver.person.name
        for saver, was, stands in zip(savers, before, days_of(small_house.address, people), strict=True)
        if stands.shown < len(saver.acknowledged) or stands.traces - was.traces < len(saver.acknowledged)
    ]
    faults = small_house.log().count("fault ") + sum(each.answers[500] for each in savers)
    what = "PostgreSQL's disk full"
    proved(f"{what}: people of ten who are told that it is not saved, with their words", told, least=10)
    proved(f"{what}: acknowledged and lost", len(lost))
    proved(f"{what}: faults", faults)
    proved(f"{what}: seconds with room until saves go on", round(went_on - room), most=30, unit="s")
    assert told == 10 and not lost and not faults
    small_house.postgres.check()
