"""What the tests stand on holds: fresh databases, a real server, devices that share nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, inspect, select

from lrc_portal.database import engine
from lrc_portal.database.engine import Database
from lrc_portal.database.models import Base, Person
from lrc_portal.settings import Settings
from lrc_portal.vocabulary import Role
from tests import conftest, people
from tests.support import company
from tests.tools import kept
from tests.tools.browsing import axe, console_errors, settled
from tests.tools.live_server import PortalServer
from tests.tools.undone import undone


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_gets_a_database_with_all_tables_and_no_rows(database: Database, time: str) -> None:
    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())
    with database.reading() as db:
        assert all(
            db.scalar(select(func.count()).select_from(table)) == 0 for table in Base.metadata.tables.values()
        )
    assert engine.current() is database


def test_who_asks_sqlite_for_rows_in_no_order_gets_the_last_first(sqlite_database: Database) -> None:
    with sqlite_database.writing() as db:
        written = [people.make_person(db, name, Role.MEMBER).person_id for name in ("Mari", "Tom", "Nia")]
        assert [*db.scalars(select(Person.id))] == written[::-1]
        assert [*db.scalars(select(Person.id).order_by(Person.id))] == written


def test_settings_of_a_test_touch_only_its_own_folder(own_settings: Settings, tmp_path_factory) -> None:
    assert own_settings.var.is_relative_to(tmp_path_factory.getbasetemp())


@pytest.mark.parametrize("portal_server", ["sqlite", "postgresql"], indirect=True)
def test_a_real_portal_opens_on_a_phone(
    portal_server: PortalServer, new_person_page: Callable[..., Page]
) -> None:
    page = new_person_page()
    page.goto(portal_server.url)
    settled(page)
    assert axe(page) == []
    assert console_errors(page) == []
    assert portal_server.first_link().startswith(portal_server.url)


def test_two_people_share_no_cookies(
    portal_server: PortalServer, new_person_page: Callable[..., Page]
) -> None:
    one, other = new_person_page(), new_person_page(width=1280, height=900, language="cy")
    one.context.add_cookies([{"name": "mine", "value": "1", "url": portal_server.url}])
    assert [cookie["name"] for cookie in one.context.cookies()] == ["mine"]
    assert other.context.cookies() == []


def test_axe_finds_a_picture_that_nobody_described(new_person_page: Callable[..., Page]) -> None:
    page = new_person_page()
    page.set_content("<html lang=en><title>A page</title><main><h1>Here</h1><img src='data:,'></main></html>")
    [found] = axe(page)
    assert found.startswith("image-alt")


# What a page sends goes out after `slow` milliseconds.
SLOW_WAY_OUT = """(() => {
  window.slow = 0;
  let plain = window.WebSocket;
  while (Object.getPrototypeOf(plain) !== EventTarget) plain = Object.getPrototypeOf(plain);
  const send = plain.prototype.send;
  plain.prototype.send = function (words) { setTimeout(() => send.call(this, words), window.slow); };
})()"""


def test_a_page_that_waits_for_an_answer_is_not_quiet(
    portal_server: PortalServer, new_person_page: Callable[..., Page]
) -> None:
    page = new_person_page()
    page.add_init_script(SLOW_WAY_OUT)
    page.goto(portal_server.url)
    settled(page)
    page.evaluate("window.slow = 1500")
    page.get_by_role("button", name="Cymraeg").click()
    settled(page)
    assert page.get_by_role("button", name="English").is_visible()


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_the_verbs_wrote_once_is_put_back_row_for_row_and_numbering_goes_on(
    database: Database, time: str
) -> None:
    with undone(database) as db:
        gathered = company.gather(db)
        found = gathered, kept.rows_of(db)
        assert found == _gathered.setdefault(db.get_bind().dialect.name, found)
        newest = people.make_person(db, "Ifan", Role.MEMBER).person_id
        assert newest > max(viewer.person_id for viewer in gathered.people.values())


_gathered: dict[str, object] = {}


@pytest.mark.parametrize(
    ("room", "path", "is_of_it"),
    [
        ("notes", "support/test_notes.py", True),
        ("notes", "support/test_note_states.py", True),
        ("notes", "pages/test_earlier_notes.py", True),
        ("notes", "support/test_meetings.py", False),
        ("record", "record/test_paths.py", True),
        ("pages", "pages/test_notes.py", True),
        ("pages", "pages/test_eighteen_months.py", False),
        ("today", "journeys/test_today.py", False),
        ("journeys", "journeys/test_tabs.py", True),
    ],
)
def test_a_room_is_what_stands_in_its_folder_or_bears_its_name(room: str, path: str, is_of_it: bool) -> None:
    assert conftest.is_of_room(conftest.TESTS / path, room) is is_of_it
