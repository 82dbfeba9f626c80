"""What every test stands on: settings and keys of its own, a migrated database, a server, a browser."""

import fcntl
import gc
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import Engine, event

from lrc_portal import settings
from lrc_portal.database import encrypted, engine, migrations
from lrc_portal.database.engine import Database
from lrc_portal.settings import Settings
from tests.proof.figures import Proved, teller
from tests.tools import browsing, chromium, live_server
from tests.tools.live_server import LoadedPortal, PortalServer
from tests.tools.postgres import Postgres

KEY = encrypted.new_key()
SAID = 2_000
TESTS = Path(__file__).parent
LONGEST_STORIES = ("journeys", "test_eighteen_months.py", "how_to", "bench")
LONGEST_FIRST = {name: at for at, name in enumerate((*LONGEST_STORIES, "paper", "identity"))}
"""Rooms and files whose single files take longest; see the table in docs/developers/testing.md."""
LIVE_TODAY = frozenset({"journeys", "bench", "drill"})
"""Rooms where browsers, other processes and databases have a part, which have the time of the machine."""

StartPortal = Callable[..., PortalServer]
NewPersonPage = Callable[..., Page]
MadeOnce = Callable[[str, Callable[[Path], None]], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--days-ahead",
        type=int,
        default=0,
        help="run as if it were so many days later, without what asks others for the time",
    )
    parser.addoption(
        "--at",
        type=time.fromisoformat,
        help="run as if the day were so late in UTC: --at 23:30 is the next day in Wales, in the summer",
    )
    parser.addoption(
        "--room",
        default="",
        help="only the tests of one feature or folder, on SQLite and without browsers: --room=notes",
    )
    parser.addoption("--on-sqlite", action="store_true", help="leave out what needs PostgreSQL")
    parser.addoption(
        "--slowest-files",
        type=int,
        default=0,
        help="say at the end which files took longest, this many; --durations says it of single tests",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Promises hold on every day: over New Year, on a leap day, whatever lot is drawn that day.

    They hold at every hour too: late in the evening the day in UTC and the day in Wales may differ.
    """
    moment = datetime.now(UTC) + timedelta(days=config.getoption("--days-ahead"))
    if at := config.getoption("--at"):
        moment = moment.replace(hour=at.hour, minute=at.minute)
    if at or config.getoption("--days-ahead"):
        time_machine.travel(moment).start()


@event.listens_for(Engine, "connect")
def last_row_first(connection: object, _record: object) -> None:
    """What asks for rows in no order gets them on SQLite in the other one than it would by chance.

    PostgreSQL gives them in any, and only now and then in another: by this a test finds it each time.
    https://sqlite.org/pragma.html#pragma_reverse_unordered_selects
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """A table by file of what --durations says by test: seconds, and tests."""
    if not (most := config.getoption("--slowest-files")):
        return
    seconds: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for report in (each for reports in terminalreporter.stats.values() for each in reports):
        if isinstance(report, pytest.TestReport):
            path = report.nodeid.split("::")[0]
            seconds[path] += report.duration
            tests[path] += report.when == "call"
    terminalreporter.section(f"slowest {most} files of {len(seconds)}, {seconds.total():.0f} s in all")
    for path, took in seconds.most_common(most):
        terminalreporter.write_line(f"{took:7.1f} s  {tests[path]:4} tests  {path}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files first: the workers then end at about the same time."""
    items.sort(key=lambda item: min(LONGEST_FIRST.get(part, len(LONGEST_FIRST)) for part in item.path.parts))
    room = config.getoption("--room")
    if room and not any(is_of_room(item.path, room) for item in items):
        raise pytest.UsageError(f"No test is of the room {room!r}: name a folder of lrc_portal or of tests.")
    is_other_time = config.getoption("--days-ahead") or config.getoption("--at")
    left_out = [
        item
        for item in items
        if (room and not is_of_room(item.path, room))
        or ((room or config.getoption("--on-sqlite")) and _needs_postgresql(item))
        or (is_other_time and _lives_today(item))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected lives as long as the run: Python need not search it for garbage."""
    gc.collect()
    gc.freeze()


def is_of_room(path: Path, room: str) -> bool:
    """Whether a test file is of a feature or folder, by where it stands or by its name.

    What tells a whole story belongs to no room but its own: the journeys, and the longest file of the pages.
    """
    within = path.relative_to(TESTS).parts
    if within[0] in LONGEST_STORIES or path.name in LONGEST_STORIES:
        return room == within[0] != "pages"
    return room in within or room.removesuffix("s") in path.stem


def _lives_today(item: pytest.Item) -> bool:
    in_room = item.path.relative_to(TESTS).parts[0]
    return in_room in LIVE_TODAY or item.get_closest_marker("clock_of_the_machine") is not None


def _needs_postgresql(item: pytest.Item) -> bool:
    asked = item.callspec.params.get("database") if hasattr(item, "callspec") else None
    return asked == "postgresql" or "postgres" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure says what was on the screens and what the servers said last: it may not come twice."""
    report = yield
    if report.when == "setup":
        live_server.ended.clear()
    if report.when == "call" and report.failed:
        for url, words in browsing.on_the_screens():
            report.sections.append((f"The screen at {url}", words[:SAID]))
        for server in (*live_server.running, *live_server.ended):
            report.sections.append((f"The log of {server.url}", server.log()[-SAID:]))
    return report


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path) -> Iterator[Settings]:
    """Settings that touch only this test's folder, and keys that live no longer than the run."""
    chosen = settings.load({"LRC_VAR": str(tmp_path / "var")}, root=tmp_path)
    settings.use(chosen)
    encrypted.use_keys([KEY])
    yield chosen
    settings.use(None)
    engine.use(None)


@pytest.fixture
def proved(record_property: Callable[[str, object], None]) -> Proved:
    """`proved(name, value, least=…)`, or `most=…`: a figure that `make proof` prints."""
    return teller(record_property)


@pytest.fixture(scope="session")
def made_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """`made_once(name, fill)`: a folder that `fill` fills once for all processes that test beside each other.

    Nobody writes into it afterwards: it is there to be copied. Where `MADE_ONCE_IN` names a folder, it stays
    there for the runs that come after this one.
    """
    run = tmp_path_factory.getbasetemp()
    if kept := os.environ.get("MADE_ONCE_IN"):
        run = Path(kept)
    elif hasattr(request.config, "workerinput"):
        run = run.parent

    def made(name: str, fill: Callable[[Path], None]) -> Path:
        folder, is_whole = run / f"once-{name}", run / f"once-{name}.whole"
        with (run / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_whole.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                is_whole.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def sqlite_template(made_once: MadeOnce) -> Path:
    """A migrated SQLite file with no rows, to be copied."""

    def fill(folder: Path) -> None:
        database = Database(f"sqlite:///{folder / 'template.db'}")
        migrations.upgrade(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()

    return made_once("sqlite", fill) / "template.db"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for the whole run."""
    server = Postgres()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def kept_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """One engine for all tests: it keeps what it has compiled, which is half of what a page costs.

    Its file is another for each test.
    """
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'portal.db'}")

    @event.listens_for(database.engine, "connect")
    def wait_for_no_disk(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return database


@pytest.fixture
def sqlite_database(
    own_settings: Settings, sqlite_template: Path, kept_sqlite: Database
) -> Iterator[Database]:
    """A fresh migrated SQLite database, in force: for what does not depend on which database it is."""
    path = Path(kept_sqlite.url.removeprefix("sqlite:///"))
    for left in path.parent.glob("portal.db*"):
        left.unlink()
    shutil.copyfile(sqlite_template, path)
    engine.use(kept_sqlite)
    yield kept_sqlite
    kept_sqlite.dispose()


@pytest.fixture
def postgresql_database(own_settings: Settings, postgres: Postgres) -> Database:
    """The migrated PostgreSQL database, emptied, in force; its connections are kept: they know the tables."""
    database = postgres.clean()
    engine.use(database)
    return database


@pytest.fixture
def walled(postgresql_database: Database, postgres: Postgres) -> Database:
    """The PostgreSQL database as the portal's own user has it, behind its policies. It is not in force."""
    return postgres.walled


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh migrated database, in force; the test runs once on each kind."""
    return request.getfixturevalue(f"{request.param}_database")


@pytest.fixture(scope="module")
def start_portal(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StartPortal]:
    """Start portals: `start_portal(database="postgresql", LRC_OPEN_START="1")`; they end with the module.

    `var` is a folder with a database and its keys, of which the portal gets a copy.
    """
    started: list[PortalServer] = []

    def start(database: str = "sqlite", var: Path | None = None, **environ: str) -> PortalServer:
        folder = tmp_path_factory.mktemp("portal")
        if var is not None:
            shutil.copytree(var, folder / "var")
        url = request.getfixturevalue("postgres").empty_url() if database == "postgresql" else None
        started.append(LoadedPortal(folder, url, environ))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def portal_server(start_portal: StartPortal, request: pytest.FixtureRequest) -> PortalServer:
    """A real portal on a fresh SQLite database; parametrise indirectly with "postgresql" for the other."""
    return start_portal(database=getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium for the whole run. Its absence is a failure, never a test left out."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def new_person_page(browser: Browser) -> Iterator[NewPersonPage]:
    """Hand somebody a device of their own: `new_person_page(width=1280, height=900, language="cy")`.

    Every call is a browser with no cookies in common with another. The usual one is a small phone.
    `tests.tools.browsing.console_errors(page)` tells what went wrong in its console.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []

    def hand_over(width: int = 360, height: int = 780, language: str = "en", **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=width < 800,
            locale=f"{language}-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        browsing.overhear(context)
        page = context.new_page()
        browsing.listen(page)
        pages.append(page)
        return page

    yield hand_over
    for page in pages:
        browsing.forget(page)
    for context in contexts:
        context.close()
