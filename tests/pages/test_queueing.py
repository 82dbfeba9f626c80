"""When many click at once they are served in turn, told so kindly, and nothing of theirs is lost."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from lrc_portal import settings
from lrc_portal.database.engine import Database
from lrc_portal.database.measured import asking_since
from lrc_portal.database.models import Person
from lrc_portal.ui.kit import queueing
from lrc_portal.ui.kit.queueing import (
    ASKS_FOR,
    AT_THE_FRONT,
    FURTHER_BACK,
    LONG_WAIT,
    LOOKS_UP_EVERY,
    Place,
    Queue,
)
from tests.bench.protocol import Tab
from tests.tools.asynchronous import run
from tests.tools.live_server import PortalServer

from .conftest import field, press, said

WORDS = "Many people are here just now. Your page comes in a moment, and what you saved is safe."


def has_turn(place: Place) -> bool:
    return place.waited(0)


TABS = 2
LONG = 60.0
"""A turn that does not lapse while a test runs."""


def test_whoever_came_first_is_served_first() -> None:
    queue = Queue(2, lapses_after=LONG)
    places = [queue.join() for _ in range(5)]
    assert [has_turn(place) for place in places] == [True, True, False, False, False]
    places[1].give_back()
    assert [has_turn(place) for place in places[2:]] == [True, False, False]
    latecomer = queue.join()
    places[0].give_back()
    assert has_turn(places[3]) and not has_turn(latecomer)


def test_those_at_the_front_look_up_more_often_than_those_behind_them() -> None:
    queue = Queue(1, lapses_after=LONG)
    drawing, *waiting = (queue.join() for _ in range(AT_THE_FRONT + 2))
    waits = [queue.looks_up_after(place) for place in waiting]
    assert waits == [LOOKS_UP_EVERY] * AT_THE_FRONT + [FURTHER_BACK]
    drawing.give_back()
    assert queue.looks_up_after(waiting[-1]) == LOOKS_UP_EVERY < FURTHER_BACK


def test_whoever_goes_away_while_waiting_keeps_nobody_up() -> None:
    queue = Queue(1, lapses_after=LONG)
    first, gone, last = queue.join(), queue.join(), queue.join()
    gone.give_back()
    first.give_back()
    assert has_turn(last)
    last.give_back()
    assert has_turn(queue.join())


def test_a_turn_that_is_held_for_long_lapses_and_is_not_given_back_a_second_time() -> None:
    queue = Queue(1, lapses_after=0.05)
    held, waiting, last = queue.join(), queue.join(), queue.join()
    assert not has_turn(waiting)
    assert waiting.waited(0.1) and not has_turn(last)
    held.give_back()
    assert not has_turn(last)
    waiting.give_back()
    assert has_turn(last)


def test_the_turn_of_a_page_that_waits_for_the_database_is_another_ones_at_once() -> None:
    asks: dict[int, float] = {}
    queue = Queue(1, lapses_after=LONG, asks_since=asks.get)
    held, waiting, last = queue.join(), queue.join(), queue.join()
    asks[held.thread] = time.monotonic()
    assert not has_turn(waiting), "most answers come at once"
    asks[held.thread] -= 2 * ASKS_FOR
    assert has_turn(waiting)
    asks.clear()
    assert not has_turn(last)
    held.give_back()
    assert not has_turn(last)


def test_a_thread_is_known_to_wait_for_the_database_while_it_does_and_no_longer(
    sqlite_database: Database,
) -> None:
    heard: list[float | None] = []
    engine, me = sqlite_database.engine, threading.get_ident()
    with engine.connect() as connection:
        asked = connection.connection.driver_connection
        assert asked is not None
        asked.create_function("looks", 0, lambda: heard.append(asking_since(me)))
        connection.exec_driver_sql("SELECT looks()")
        assert heard[0] is not None and asking_since(me) is None
        with pytest.raises(OperationalError):
            connection.exec_driver_sql("SELECT no_such_column FROM person")
    assert asking_since(me) is None


def test_many_threads_never_draw_more_at_once_than_may() -> None:
    queue, drawing, most, lock = Queue(3, lapses_after=LONG), 0, 0, threading.Lock()

    def draw(_n: int) -> None:
        nonlocal drawing, most
        place = queue.join()
        assert place.waited(30)
        with lock:
            drawing += 1
            most = max(most, drawing)
        threading.Event().wait(0.002)
        with lock:
            drawing -= 1
        place.give_back()

    with ThreadPoolExecutor(20) as people:
        list(people.map(draw, range(200)))
    assert most == 3 and len(queue) == 0
    assert [has_turn(queue.join()) for _ in range(4)] == [True, True, True, False]


@pytest.fixture
def one_at_once(house, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    monkeypatch.setattr(queueing, "LAPSES_AFTER", LONG)
    settings.use(replace(settings.current(), reruns_at_once=1))
    queueing.queue_of.cache_clear()
    yield queueing.queue_of(1)
    queueing.queue_of.cache_clear()


def until(what) -> None:
    for _ in range(400):
        if what():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not come to that within 20 seconds")


def test_a_form_that_is_sent_is_kept_before_the_page_waits(
    one_at_once: Queue, house: Database, member, open_as
) -> None:
    app = open_as(member, "account")
    field(app, "text_input", "display_name").set_value("Gwenno")
    somebody = one_at_once.join()
    with ThreadPoolExecutor(1) as other:
        waits = other.submit(press, app, "Save the name")
        until(lambda: display_name(house, member) == "Gwenno")
        until(lambda: len(one_at_once) == 1)
        somebody.give_back()
        assert "Others now see this name." in said(waits.result(timeout=20))
    assert has_turn(one_at_once.join())


def test_a_form_that_is_sent_is_kept_though_nothing_can_be_drawn_after_it(
    house: Database, member, open_as
) -> None:
    """Nor does it matter then that something else is clicked before the page is there."""
    app = open_as(member, "account")
    field(app, "text_input", "display_name").set_value("Gwenno")
    with house.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE pairing RENAME TO away")
    assert press(app, "Save the name").exception
    assert display_name(house, member) == "Gwenno"


def display_name(house: Database, person) -> str | None:
    with house.reading() as db:
        return db.get_one(Person, person.viewer.person_id).display_name


def test_a_page_that_stops_or_fails_gives_its_turn_back(
    one_at_once: Queue, house: Database, member, peer_worker, open_as
) -> None:
    open_as(peer_worker, "goals")  # stops at the guard
    open_as(None, "goals")
    with house.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE goal RENAME TO away")
    assert open_as(member, "goals").exception
    assert has_turn(one_at_once.join())


def test_a_page_that_waits_holds_up_nobody_and_who_waits_long_is_told(start_portal) -> None:
    """Six with two tabs each whose reruns wait for the database, of whom one leaves one of them, and
    then one who only reads: she waits until each of these turns has lapsed.
    """
    portal = start_portal(LRC_RERUNS_AT_ONCE="1", LRC_OPEN_START="1")
    names = ("Mari", "Tom", "Nia", "Owain", "Lowri", "Gwen", "Eleri")
    cookies = [cookies_of(portal, name) for name in names]
    served: list[str] = []

    async def click(tab: Tab, name: str) -> str:
        seen = (await tab.rerun()).text()
        served.append(name)
        return seen

    async def all_at_once() -> list[str]:
        whose = [*(name for name in names[:-1] for _ in range(TABS)), names[-1]]
        tabs = [await Tab.open(portal.url, cookies[names.index(each)]) for each in whose]
        for tab in tabs:
            await tab.go("goals")
        with rows_of(portal) as db:
            # Who was last seen long ago writes in the rerun that they are here, and waits for the lock below.
            db.execute(
                "UPDATE sign_in_session SET last_seen_at = datetime(last_seen_at, '-1 hour') WHERE id < 7"
            )
            db.execute("BEGIN IMMEDIATE")
            clicks = []
            for tab, name in zip(tabs, whose, strict=True):
                clicks.append(asyncio.create_task(click(tab, name)))
                await asyncio.sleep(0.02)
            await asyncio.sleep(LONG_WAIT + 1)
            clicks[-2].cancel()
            await tabs[-2].close()
            eleri = await clicks[-1]
            assert served == ["Eleri"]
            db.execute("ROLLBACK")
        seen = [*await asyncio.gather(*clicks[:-2]), eleri]
        for tab in tabs:
            await tab.close()
        return seen

    seen = run(all_at_once())
    assert sorted(set(served)) == sorted(names)
    assert len(served) == len(seen) == 6 * TABS
    assert WORDS not in seen[0] and WORDS in seen[-1]
    assert all("My goals" in each for each in seen)


def cookies_of(portal: PortalServer, name: str) -> dict[str, str]:
    form = {
        "name": name,
        "display_name": "",
        "passphrase": "river stone lamp",
        "agree": "yes",
        "kind": "member",
    }
    answer = httpx.post(f"{portal.url}/start", data=form)
    return {"lrc_session": answer.cookies["lrc_session"]}


@contextmanager
def rows_of(portal: PortalServer) -> Iterator[sqlite3.Connection]:
    path = portal.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection
